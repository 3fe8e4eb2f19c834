"""Print a data spec as NumPy and Keras code that makes the same arrays, and read such code back.

Except for the one-hot encoding, the code consists of the bodies of the functions that the engine runs
(:mod:`engine.datasets.source_code`).
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import prod
from typing import Any

from engine.datasets.catalog import CATALOG
from engine.datasets.dataset import Dataset
from engine.datasets.samples import flatten, standardise
from engine.datasets.source_code import script_of, to_script
from engine.datasets.uploads.uploaded_dataset import NAME
from engine.specs.data import SCALED, dataset_of, known_dataset
from engine.specs.objects import DataSpec, plain

SHARES = {"test": "test_share", "validation": "validation_share", "seed": "seed"}
"""The fields of the spec that the literals of the split are."""

OLD_DEVIATION = "mean, deviation = x_train.mean(axis=0), x_train.std(axis=0) + 1e-7"
"""The line that earlier versions printed, which scaled a constant column by 1e7."""


WINDOWS = ("window", "step", "horizon")
"""The literals of the windows of a series, in the option ``series``."""


def data_code(spec: DataSpec) -> str:
    """The code of the data cell: imports, reading, splitting, scaling, layout."""
    imports, blocks = ["import numpy as np"], []
    for block in _blocks(spec):
        lines = block.strip("\n").split("\n")
        import_lines = [line for line in lines if line.startswith(("import ", "from "))]
        imports += [line for line in import_lines if line not in imports]
        blocks.append("\n".join(line for line in lines if line not in import_lines).strip("\n"))
    return "\n".join(sorted(imports, key=_import_order)) + "\n\n" + "\n\n".join(blocks) + "\n"


def _import_order(line: str) -> tuple[bool, str]:
    return line.startswith("from "), line


def _blocks(spec: DataSpec) -> Iterator[str]:
    dataset = dataset_of(spec)
    yield dataset.code(spec.seed, **dataset.convert(spec.options))
    yield script_of(dataset.split_steps(spec.validation_share, spec.test_share, spec.seed))
    if dataset.kind in SCALED:
        yield script_of(dataset.scale_steps())
    if spec.flatten and len(dataset.shape) > 1:
        yield to_script(flatten, size=prod(dataset.shape))
    if spec.one_hot and dataset.task != "regression":
        yield from _one_hot(dataset)


def _one_hot(dataset: Dataset) -> Iterator[str]:
    rows = [f"y_{part} = keras.utils.to_categorical(y_{part}, {len(dataset.class_names)})"
            for part in ("train", "val", "test")]
    yield "import keras\n" + "\n".join(rows)


def read_data(source: str, current: DataSpec | None = None) -> DataSpec | None:
    """Return the spec for which :func:`data_code` prints this code; None if there is none.

    Only the literals assigned to variables may differ from the printed code; the spec gets their values.
    current: the spec in use. The code of an uploaded table does not name its file, so the file is that of ``current``.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    statements = list(_renewed(tree.body))
    for candidate in _candidates(current):
        expected = ast.parse(data_code(candidate)).body
        literals = _match_literals(statements, expected)
        if literals is not None and (candidate.name != NAME or _of_same_file(literals, expected)):
            return _with_literals(candidate, literals)
    return None


def _renewed(statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements, with the line of earlier versions that scales columns replaced by those that are printed now."""
    old, new = ast.parse(OLD_DEVIATION).body[0], ast.parse(to_script(standardise)).body[:3]
    for statement in statements:
        yield from new if _same(statement, old) else [statement]


def _of_same_file(literals: dict[str, Any], expected: Sequence[ast.stmt]) -> bool:
    """Whether no literal differs from the printed one but those of the split: they say how the file is read."""
    printed = dict(map(_literal, expected))
    return all(name in SHARES or name in WINDOWS or value == printed[name] for name, value in literals.items())


def _candidates(current: DataSpec | None) -> Iterator[DataSpec]:
    if current is not None and current.name == NAME and known_dataset(current) is not None:
        yield from (replace(current, one_hot=one_hot) for one_hot in (False, True))
    for name, dataset in CATALOG.items():
        for flat in (False, True) if len(dataset.shape) > 1 else (False,):
            for one_hot in (False, True) if dataset.task != "regression" else (False,):
                for options in _options(dataset):
                    yield DataSpec(name, options, flatten=flat, one_hot=one_hot)


def _options(dataset: Dataset) -> Iterator[dict[str, Any]]:
    """Yield the default options; for data sets whose code shows non-default options only, also non-default ones."""
    yield {name: option.default for name, option in dataset.options.items()}
    if not dataset.embedded and dataset.options:
        yield {name: option.default - 1 for name, option in dataset.options.items()}


def _match_literals(statements: Sequence[ast.stmt], expected: Sequence[ast.stmt]) -> dict[str, Any] | None:
    """Return the literals that ``statements`` assign, by name; None if they differ from ``expected`` elsewhere."""
    if len(statements) != len(expected):
        return None
    literals: dict[str, Any] = {}
    for one, other in zip(statements, expected, strict=True):
        name, value = _literal(one)
        if name and _literal(other)[0] == name:
            literals.setdefault(name, value)
        elif not _same(one, other):
            return None
    return literals


def _same(one: ast.stmt, other: ast.stmt) -> bool:
    try:
        return ast.dump(one) == ast.dump(other)
    except RecursionError:  # a very long sum nests deeply
        return False


def _literal(statement: ast.stmt) -> tuple[str, Any]:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)],
                        value=ast.Constant(value=bool() | int() | float() | str() as value)):
            return name, value
    return "", None


def _with_literals(spec: DataSpec, literals: dict[str, Any]) -> DataSpec:
    changed = {field: literals[name] for name, field in SHARES.items() if name in literals}
    if spec.name == NAME:
        series = spec.options.get("series")
        windows = {name: literals[name] for name in WINDOWS if name in literals}
        options = {**spec.options, "series": {**series, **windows}} if series and windows else spec.options
        return replace(spec, **changed, options=options)
    options = {n: literals.get(n, value) for n, value in spec.options.items()}
    return replace(spec, **changed, options=plain(_without_defaults(CATALOG[spec.name], options)))


def _without_defaults(dataset: Dataset, options: dict[str, Any]) -> dict[str, Any]:
    """The options that differ from their default."""
    return {n: v for n, v in options.items() if v != dataset.options[n].default}
