"""Names are the field's words: a deny-list over identifiers and file names, and one meaning for each name of the engine.

Files that still break these laws are listed in ``exempt_names.txt``. The list only shrinks: a file that is listed
without need fails, and so does a list that is longer than its first line says. After mending names, write it anew::

    python tests/test_names.py
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
LIST = ROOT / "tests" / "exempt_names.txt"
MAX_EXEMPT = 186
"""The length of the list. It is only ever lowered."""

DENIED = {
    "acquaint": "a verb for the effect, such as precompute",
    "ahead": "precompile, prefetch",
    "apology": "error",
    "begun": "initial, start",
    "chorus": "callback_list",
    "crew": "team, threads",
    "desk": "sessions",
    "dress": "apply_theme",
    "foretold": "known, computed",
    "hand": "thread",
    "handful": "min_…, a limit that says what it bounds",
    "hands": "threads",
    "judge": "evaluate",
    "judged": "evaluate_…",
    "lecture": "lesson_progress",
    "lend": "allocate",
    "lent": "allocate, buffer",
    "loan": "block, buffer",
    "mend": "fix",
    "mended": "fixed",
    "moment": "context",
    "nobody": "unused, no_…",
    "picture": "image",
    "pictures": "images",
    "price": "penalty",
    "prices": "penalties",
    "rectified": "relu",
    "resting": "idle, masked",
    "room": "buffer, margin, capacity",
    "said": "words, strings, message",
    "shelf": "lesson_list",
    "slope": "grad",
    "slopes": "grads",
    "spelled": "written, formatted",
    "stock": "cache",
    "tiny": "denormal, small",
    "told": "logs, message, reported",
    "turned": "transposed",
    "twin": "shallow copy, reference",
    "unheard": "unreported",
    "whatever": "any",
    "worthwhile": "min_…, a limit that says what it bounds",
}
"""Words that may not be part of a name, with what the field says."""

DENIED_IN_ENGINE = {"pace": "autotune"}
"""Words that the app has another use for: ``pace`` is how fast training is shown."""

DENIED_ALONE = {
    "asked", "fitted", "found", "given", "into", "kept", "known", "made", "more", "named", "place", "places",
    "prepared", "remembered", "seen", "shared", "shown", "taken", "thing", "wanted", "what", "where", "which",
}  # fmt: skip
"""Words that may not be a whole name: it says what its value is, such as args, result, indices, buffer, or what a
function does."""

ALLOWED = {
    "default_negative_slope": "of negative_slope",
    "negative_slope": "Keras's argument of LeakyReLU",
    "where": "NumPy's and Keras's function",
}
"""Names with such words that are not ours."""

SAME_NAMES = {
    frozenset({"losses", "metrics"}): "Keras has both, the metric being the mean of the loss",
    frozenset({"activations", "layers"}): "the layer applies the activation",
    frozenset({"images", "layers"}): "the layer applies the operation to its input",
}
"""Packages whose modules and classes share names because they mirror each other, with the reason."""

COMPUTED_BY = ("array_ops", "backend", "kernels")
"""Packages whose modules are named after the layer, loss, optimizer or operation that they compute."""

SHARED_NAMES = {
    "Activation": "the layer Activation applies an activation, whose base class is Activation",
    "base": "the base class of the classes of a package",
    "functions": "the functions of the classes of a package",
    "Identity": "Keras has an initializer and a layer of this name",
    "identity": "the modules of the two classes Identity",
    "learning_rate": "the callbacks' and the optimizers' view of it",
    "network": "the package and its class",
    "optimizers": "optimizers, and how they are saved",
    "resolve": "from names to the objects of a package",
}
"""Names that several modules or classes have with one meaning, with that meaning."""

SCRIPT_NAME = re.compile(r"\b(?:const|let|var|class|function\*?)\s+([A-Za-z_$][\w$]*)")


def words_of(name: str) -> set[str]:
    """The words of ``snake_case``, ``kebab-case`` and ``CamelCase``, in lower case."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z][a-z]*|[a-z]+", name)}


def denied(name: str, in_engine: bool = False) -> set[str]:
    """The words for which a name is denied."""
    if name in ALLOWED:
        return set()
    bare = name.strip("_").lower()
    return words_of(name) & ({*DENIED} | ({*DENIED_IN_ENGINE} if in_engine else set())) | {bare} & DENIED_ALONE


def bound_names(tree: ast.AST) -> Iterator[str]:
    """The names that a module binds: of functions, classes, parameters, variables, attributes and imports."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.arg():
                yield node.arg
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr
            case ast.alias(asname=str()) | ast.ExceptHandler(name=str()) | ast.MatchAs(name=str()):
                yield node.asname if isinstance(node, ast.alias) else node.name


def names_in(path: Path) -> set[str]:
    """The names that a file binds, and its own."""
    own = {path.stem, *path.relative_to(ROOT).parts[:-1]}
    if path.suffix == ".py":
        return {*bound_names(ast.parse(path.read_text("utf-8"))), *own}
    return {*SCRIPT_NAME.findall(path.read_text("utf-8")), *own} if path.suffix == ".js" else own


@cache
def files() -> tuple[Path, ...]:
    paths = (path for folder in ("engine", "app", "tests") for path in (ROOT / folder).rglob("*"))
    return tuple(sorted(path for path in paths if path.is_file() and "__pycache__" not in path.parts))


def package_of(path: Path) -> str:
    """The package of the engine that a module is in: ``layers``; empty for those beside the packages."""
    inner = path.relative_to(ROOT / "engine").parts
    return inner[0] if len(inner) > 1 else ""


def is_mirrored(name: str, paths: set[Path]) -> bool:
    """Whether modules or classes of one name are meant to have it."""
    packages = [package_of(path) for path in paths]
    if name[:1].islower():
        packages = [package for package in packages if package not in COMPUTED_BY] or packages[:1]
    different = len({*packages}) == len(packages)
    return name in SHARED_NAMES or (different and (len(packages) < 2 or any(
        mirrored.issuperset(packages) for mirrored in SAME_NAMES)))


def same_names() -> Iterator[tuple[str, set[Path]]]:
    """Names of several modules, or of several public classes, of the engine with unrelated meanings."""
    modules, classes = defaultdict(set), defaultdict(set)
    for path in (path for path in files() if path.suffix == ".py" and path.is_relative_to(ROOT / "engine")):
        modules[path.parent.name if path.stem == "__init__" else path.stem].add(path)
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                classes[node.name].add(path)
    for name, paths in (*modules.items(), *classes.items()):
        if len(paths) > 1 and not is_mirrored(name, paths):
            yield name, paths


@cache
def violations() -> dict[str, list[str]]:
    """What is wrong with the names of each file, one line a name."""
    wrong: dict[str, list[str]] = defaultdict(list)
    for path in files():
        key = path.relative_to(ROOT)
        if path != Path(__file__):
            for name in sorted(names_in(path)):
                for word in sorted(denied(name, in_engine="engine" in key.parts)):
                    instead = DENIED.get(word) or DENIED_IN_ENGINE.get(word, "a name that says what it is")
                    wrong[str(key)].append(f"{name} ({word}: write {instead})")
    for name, paths in same_names():
        for path in paths:
            wrong[str(path.relative_to(ROOT))].append(f"{name} names {len(paths)} modules or classes")
    return dict(sorted(wrong.items()))


def exempt() -> list[str]:
    return LIST.read_text("utf-8").splitlines() if LIST.exists() else []


def test_names_are_the_words_of_the_field() -> None:
    assert {path: wrong for path, wrong in violations().items() if path not in exempt()} == {}


def test_the_exempt_list_only_shrinks() -> None:
    assert [path for path in exempt() if path not in violations()] == [], "run python tests/test_names.py"
    assert len(exempt()) == MAX_EXEMPT, "run python tests/test_names.py; no file may be added"


def test_denied_words_are_found_in_every_form() -> None:
    for name in ("slope", "_slopes", "loss_and_slope", "test_a_slope_of_one", "HANDS", "ToldTwice", "room2", "_given"):
        assert denied(name), name
    for name in ("negative_slope", "shoulder", "handle", "test_cycles_are_found", "given_name", "statement", "pace"):
        assert not denied(name), name
    assert denied("pace", in_engine=True)


def test_every_binding_is_looked_at() -> None:
    source = "import a as n1\ndef n2(n3, *n4):\n n5: int = 1\n self.n6 = n5\n for n7, n8 in a: pass\nclass n9: pass"
    assert sorted({*bound_names(ast.parse(source))}) == [f"n{i}" for i in range(1, 10)]


def test_names_of_mirrored_packages_may_be_the_same() -> None:
    def mirrored(*names: str) -> bool:
        return is_mirrored("x", {ROOT / "engine" / name for name in names})

    assert mirrored("losses/x.py", "metrics/x.py")
    assert mirrored("kernels/x.py", "layers/x.py", "activations/x.py")
    assert not mirrored("losses/x.py", "layers/x.py")
    assert not mirrored("losses/x.py", "losses/y.py")


def write_list() -> None:
    """Write the list and its length, which is in this file."""
    LIST.write_text("".join(f"{path}\n" for path in violations()), "utf-8")
    source = Path(__file__).read_text("utf-8")
    Path(__file__).write_text(re.sub(r"(?m)^MAX_EXEMPT = \d+$", f"MAX_EXEMPT = {len(exempt())}", source), "utf-8")


if __name__ == "__main__":
    write_list()
    print(f"{len(exempt())} files are exempt")
