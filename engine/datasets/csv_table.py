"""A learner's own CSV file as a table, and the table as arrays to learn from."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from engine.arrays import Array
from engine.budgets import MAX_TEXT
from engine.datasets.csv_column import MAX_CATEGORIES, Column, column_of, number_of
from engine.datasets.csv_text import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, decoded, numbered_rows, sniffed
from engine.problems import did_you_mean, fail

MAX_FEATURES = 2_000
MAX_NUMBERS = 50_000_000
"""Numbers that x may hold: 200 MB of float32."""

TargetKind = Literal["numeric", "categorical"]


@final
@dataclass(frozen=True, eq=False)
class TableArrays:
    """x: float32 ``(rows, features)``. y: ``(rows,)``, int64 classes, or float32 values if there are no class names.

    filled: missing cells of x that were given their column's mean. dropped: rows left out since y is missing.
    left_out: columns of x that could not be used (free text, empty).
    """

    x: Array
    y: Array
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    filled: int
    dropped: int
    left_out: tuple[str, ...]


@final
@dataclass(frozen=True, eq=False)
class Table:
    """The columns of a file. target: the column to predict if no other is named. delimiter, header: as found."""

    columns: tuple[Column, ...]
    target: str
    delimiter: str
    header: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, all different."""
        return tuple(column.name for column in self.columns)

    @property
    def rows(self) -> int:
        """How many rows there are without the header."""
        return len(self.columns[0].cells)

    def column(self, name: str) -> Column:
        """The column of that name; raises csv_unknown_column."""
        for column in self.columns:
            if column.name == name:
                return column
        raise fail("csv_unknown_column", column=name, hint=did_you_mean(name, list(self.names)))

    def target_kind(self, target: str | None = None) -> TargetKind:
        """What :meth:`to_arrays` takes the target for, if it is not told: classes, unless it holds many numbers."""
        column = self.column(self.target if target is None else target)
        return "categorical" if column.kind != "numeric" or column.whole_classes else "numeric"

    def to_arrays(self, target: str | None = None, kind: TargetKind | None = None,
                  standardise: bool = False) -> TableArrays:
        """The target as y, every other usable column as x: numbers as they are, categories one-hot.

        standardise: every column of x to mean 0 and deviation 1 over the whole table; to learn nothing from rows that
        are not trained on, split first and standardise then. Raises csv_unknown_column, csv_no_target, csv_one_class,
        csv_too_many_classes, csv_not_a_number, csv_no_features, csv_too_many_features.
        """
        answer = self.column(self.target if target is None else target)
        y, class_names, kept = _answers(answer, kind or self.target_kind(answer.name))
        features = [c for c in self.columns if c is not answer and c.kind in {"numeric", "categorical"}]
        names = tuple(name for column in features for name in _feature_names(column))
        _check_size(len(names), len(kept))
        x = np.empty((len(kept), len(names)), "float32")
        filled = at = 0
        for column in features:
            block, missing = _feature(column, kept)
            x[:, at : at + block.shape[1]] = _standardised(block) if standardise else block
            at, filled = at + block.shape[1], filled + missing
        left_out = tuple(c.name for c in self.columns if c is not answer and c not in features)
        return TableArrays(x, y, names, class_names, filled, self.rows - len(kept), left_out)


def read_csv(data: bytes | str, *, target: str | None = None, categorical: Collection[str] = (),
             max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS, max_columns: int = MAX_COLUMNS) -> Table:
    """The table in a file: UTF-8 or CP949, cut at commas, semicolons or tabs, with or without a header line.

    target: the column to predict, by default the last. categorical: columns whose numbers are names of classes.
    Raises a ProblemError whose code begins with ``csv_``, whatever the bytes are.
    """
    text = decoded(data, max_bytes)
    delimiter = sniffed(text)
    found = list(numbered_rows(text, delimiter, max_rows, max_columns))
    header = bool(found) and _is_header(found[0][1])
    body = found[1:] if header else found
    if not body:
        raise fail("csv_empty")
    names = _names(found[0][1] if header else [""] * len(body[0][1]))
    lines = tuple(line for line, _ in body)
    cells = zip(*(row for _, row in body), strict=True)
    columns = tuple(
        column_of(name, raw, lines, name in categorical) for name, raw in zip(names, cells, strict=True)
    )
    table = Table(columns, names[-1] if target is None else target, delimiter, header)
    for name in (table.target, *categorical):
        table.column(name)
    return table


def _is_header(row: list[str]) -> bool:
    """A first row without any number names the columns."""
    return all(number_of(cell) is None for cell in row)


def _names(row: list[str]) -> list[str]:
    """Names that are all there and all different: ``column 3`` for an empty one, ``age (2)`` for a second ``age``."""
    names: list[str] = []
    for number, cell in enumerate(row, start=1):
        name = wanted = cell[:MAX_TEXT] or f"column {number}"
        copy = 1
        while name in names:
            copy += 1
            name = f"{wanted} ({copy})"
        names.append(name)
    return names


def _answers(column: Column, kind: TargetKind) -> tuple[Array, tuple[str, ...], Array]:
    """y of the rows that have one, its class names, and the places of these rows."""
    if not column.categories:
        raise fail("csv_no_target", column=column.name)
    if len(column.categories) == 1:
        raise fail("csv_one_class", column=column.name, value=column.categories[0])
    if kind == "numeric":
        values = column.numbers()
        kept = np.flatnonzero(~np.isnan(values))
        return values[kept].astype("float32"), (), kept
    if len(column.categories) > MAX_CATEGORIES:
        raise fail(
            "csv_too_many_classes", column=column.name, received=len(column.categories), limit=MAX_CATEGORIES
        )
    classes = column.classes()
    kept = np.flatnonzero(classes >= 0)
    return classes[kept], column.categories, kept


def _check_size(features: int, rows: int) -> None:
    if not features:
        raise fail("csv_no_features")
    limit = min(MAX_FEATURES, MAX_NUMBERS // rows)
    if features > limit:
        raise fail("csv_too_many_features", received=features, limit=limit)


def _feature_names(column: Column) -> list[str]:
    if column.kind == "numeric":
        return [column.name]
    return [f"{column.name}={category}" for category in column.categories]


def _feature(column: Column, kept: Array) -> tuple[Array, int]:
    """float64 ``(rows, 1)`` numbers or ``(rows, categories)`` one-hot, and how many means were filled in."""
    if column.kind == "categorical":
        return np.equal.outer(column.classes()[kept], np.arange(len(column.categories))).astype("float64"), 0
    values = column.numbers()[kept]
    missing = np.isnan(values)
    values[missing] = 0.0 if missing.all() else values[~missing].mean()
    return values.reshape(-1, 1), int(missing.sum())


def _standardised(block: Array) -> Array:
    deviation = block.std(axis=0)
    deviation[deviation == 0] = 1.0
    scaled: Array = (block - block.mean(axis=0)) / deviation
    return scaled
