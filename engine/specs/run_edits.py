"""Edits of the calls of ``compile`` and ``fit`` in code: one argument is changed, added or removed."""

import ast
from collections.abc import Callable, Sequence
from typing import Any

from engine import registry
from engine.specs.code_cleaning import parse
from engine.specs.objects import CodeSpec, CompileSpec, FitSpec, ObjectSpec
from engine.specs.parsed_code import ParsedCode
from engine.specs.run_reader import COMPILE_ARGUMENTS, FIT_ARGUMENTS
from engine.specs.stack_edits import edit_call
from engine.specs.text_edits import argument_node, remove_keyword, replace_node, set_argument
from engine.specs.to_python import callback_code, fit_arguments, name_or_call

FIT_SPELLINGS = {"epochs": ("epochs", "nb_epoch")}


def edit_compile(parsed: ParsedCode, spec: CompileSpec) -> str | None:
    """The code with the first difference to the arguments of ``compile`` removed; None if it cannot be edited."""
    call, old = parsed.origins.compile, parsed.compile
    if call is None or old is None:
        return None
    names = list(COMPILE_ARGUMENTS)
    for kind, one, other in (("optimizer", old.optimizer, spec.optimizer), ("loss", old.loss, spec.loss)):
        if one == other:
            continue
        node = argument_node(call, names, kind)
        constructor = _constructor(parsed, node)
        cls = registry.table(kind).get(other.class_name)
        if constructor is not None and one.class_name == other.class_name and cls is not None:
            return edit_call(parsed, kind, constructor, one, other)
        return set_argument(parsed.origins.lines, call, names, kind, name_or_call(kind, other))
    if old.metrics == spec.metrics:
        return None
    code = _list_code(parsed, argument_node(call, names, "metrics"), old.metrics, spec.metrics, _metric_code)
    return set_argument(parsed.origins.lines, call, names, "metrics", code)


def edit_fit(parsed: ParsedCode, spec: FitSpec) -> str | None:
    """The code with the first difference to the arguments of ``fit`` removed; None if it cannot be edited."""
    call, old = parsed.origins.fit, parsed.fit
    if call is None or old is None:
        return None
    lines, names = parsed.origins.lines, list(FIT_ARGUMENTS)
    before, after = fit_arguments(old, validation=False), fit_arguments(spec, validation=False)
    for name in [*after, *before]:
        if before.get(name) == after.get(name):
            continue
        spellings = FIT_SPELLINGS.get(name, (name,))
        node = argument_node(call, names, *spellings)
        if name not in after:
            without = remove_keyword(lines, call, *spellings)
            return without if without is not None or node is None else replace_node(lines, node, DEFAULTS[name])
        code = after[name]
        if name == "callbacks":
            code = _list_code(parsed, node, old.callbacks, spec.callbacks, callback_code)
        return replace_node(lines, node, code) if node is not None else set_argument(lines, call, names, name, code)
    return None


DEFAULTS = {"shuffle": "True", "callbacks": "None", "class_weight": "None", "validation_split": "0.0"}
"""The code of arguments of ``fit`` at their default."""


def _metric_code(spec: ObjectSpec | CodeSpec) -> str:
    assert isinstance(spec, ObjectSpec)
    return name_or_call("metric", spec)


def _constructor(parsed: ParsedCode, node: ast.expr | None) -> ast.Call | None:
    """The call that makes an argument, perhaps in an assignment; None if it is no call, or not the only one."""
    if isinstance(node, ast.Call):
        return node
    if not isinstance(node, ast.Name):
        return None
    tree = parse(parsed.origins.lines.source)[0] or ast.Module([], [])
    assigned = [part.value for part in ast.walk(tree) if isinstance(part, ast.Assign)
                and any(isinstance(target, ast.Name) and target.id == node.id for target in part.targets)]
    return assigned[0] if len(assigned) == 1 and isinstance(assigned[0], ast.Call) else None


def _list_code(parsed: ParsedCode, node: ast.expr | None, old: Sequence[Any], new: Sequence[Any],
               print_item: Callable[[Any], str]) -> str:
    """The code of a list; items that it had before have their code again."""
    old_items: list[tuple[Any, str]] = []
    if isinstance(node, ast.List | ast.Tuple) and len(node.elts) == len(old):
        old_items = [(item, parsed.origins.lines.text(part)) for item, part in zip(old, node.elts, strict=True)]
    parts = [next((code for item, code in old_items if item == each), None) or print_item(each) for each in new]
    return "[" + ", ".join(parts) + "]"
