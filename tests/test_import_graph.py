"""No import cycle in the engine: imports inside functions and under TYPE_CHECKING count too."""

from collections.abc import Iterator, Mapping, Set
from functools import cache

import grimp


@cache
def import_graph() -> grimp.ImportGraph:
    return grimp.build_graph("engine", include_external_packages=False, exclude_type_checking_imports=False)


def strongly_connected(imports: Mapping[str, Set[str]]) -> list[list[str]]:
    """The groups of two or more modules that import each other, directly or not (Tarjan's algorithm)."""
    index: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    components: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = lowest[module] = len(index)
        stack.append(module)
        for imported in sorted(imports[module]):
            if imported not in index:
                visit(imported)
                lowest[module] = min(lowest[module], lowest[imported])
            elif imported in stack:
                lowest[module] = min(lowest[module], index[imported])
        if lowest[module] == index[module]:
            start = stack.index(module)
            components.append(sorted(stack[start:]))
            del stack[start:]

    for module in sorted(imports):
        if module not in index:
            visit(module)
    return [component for component in components if len(component) > 1]


@cache
def cycles() -> list[list[str]]:
    graph = import_graph()
    return strongly_connected({module: graph.find_modules_directly_imported_by(module) for module in graph.modules})


def import_lines(cycle: list[str]) -> Iterator[str]:
    """The imports between the modules of a cycle, as ``module:line: code``."""
    graph = import_graph()
    for importer in cycle:
        details = [detail for imported in graph.find_modules_directly_imported_by(importer) & {*cycle}
                   for detail in graph.get_import_details(importer=importer, imported=imported)]
        for number, code in sorted({(detail["line_number"], detail["line_contents"]) for detail in details}):
            yield f"  {importer}:{number}: {code}"


def test_modules_do_not_import_each_other() -> None:
    assert not cycles(), "\n".join(
        line for cycle in cycles() for line in (f"cycle of {len(cycle)} modules:", *import_lines(cycle)))


def test_cycles_are_found() -> None:
    imports = {"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": {"e"}, "e": {"d"}, "f": {"a"}}
    assert strongly_connected(imports) == [["d", "e"], ["a", "b", "c"]]
