"""A learner's own CSV file as a table, and the table as arrays to learn from."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from engine.datasets.uploads.csv_column import MAX_CATEGORIES, Column, column_of, number_of
from engine.datasets.uploads.csv_text import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, decoded, numbered_rows, sniffed
from engine.errors import did_you_mean, fail
from engine.limits import MAX_TEXT
from engine.typing import Array

MAX_FEATURES = 2_000
MAX_NUMBERS = 50_000_000
"""Numbers that x may hold: 200 MB of float32."""

TargetKind = Literal["numeric", "categorical"]


@final
@dataclass(frozen=True)
class Outline:
    """What a table is to learn from, without its numbers. No class names: the answer is a value.

    filled: missing cells of x that are given their column's mean. dropped: rows left out since y is missing.
    left_out: columns of x that cannot be used (free text, empty).
    """

    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    filled: int
    dropped: int
    left_out: tuple[str, ...]


@final
@dataclass(frozen=True, eq=False)
class TableArrays:
    """x: float32 ``(rows, features)``. y: ``(rows,)``, int64 classes, or float32 values if there are no class names."""

    x: Array
    y: Array
    outline: Outline


@final
@dataclass(frozen=True, eq=False)
class Table:
    """The columns of a file. target: the column to predict if no other is named. The rest: as found in the file."""

    columns: tuple[Column, ...]
    target: str
    delimiter: str
    encoding: str
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

    def features(self, target: str) -> list[Column]:
        """The columns that x is made of: those of numbers, then those of categories."""
        others = [column for column in self.columns if column.name != target]
        return [c for c in others if c.kind == "numeric"] + [c for c in others if c.kind == "categorical"]

    def outline(self, target: str | None = None, kind: TargetKind | None = None) -> Outline:
        """What :meth:`to_arrays` would make; raises what it would raise, and takes no memory for x."""
        answer = self.column(self.target if target is None else target)
        kind = kind or self.target_kind(answer.name)
        kept = _answered(answer, kind)
        features = self.features(answer.name)
        names = tuple(name for column in features for name in _feature_names(column))
        _check_size(len(names), len(kept))
        return Outline(
            names,
            answer.categories if kind == "categorical" else (),
            sum(int(column.is_missing()[kept].sum()) for column in features if column.kind == "numeric"),
            self.rows - len(kept),
            tuple(c.name for c in self.columns if c is not answer and c not in features),
        )

    def to_arrays(self, target: str | None = None, kind: TargetKind | None = None,
                  standardise: bool = False) -> TableArrays:
        """The target as y, the other usable columns as x: first the numbers as they are, then the categories one-hot.

        standardise: every column of x to mean 0 and deviation 1 over the whole table; to learn nothing from rows that
        are not trained on, split first and standardise then. Raises csv_unknown_column, csv_no_target, csv_one_class,
        csv_too_many_classes, csv_not_a_number, csv_no_features, csv_too_many_features.
        """
        outline = self.outline(target, kind)
        answer = self.column(self.target if target is None else target)
        y = answer.classes() if outline.class_names else answer.numbers()
        kept = np.flatnonzero(~answer.is_missing())
        x = np.empty((len(kept), len(outline.feature_names)), "float32")
        at = 0
        for column in self.features(answer.name):
            block = _feature(column, kept)
            x[:, at : at + block.shape[1]] = _standardised(block) if standardise else block
            at += block.shape[1]
        return TableArrays(x, y[kept].astype("int64" if outline.class_names else "float32"), outline)


def read_csv(data: bytes | str, *, target: str | None = None, categorical: Collection[str] = (),
             max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS, max_columns: int = MAX_COLUMNS) -> Table:
    """The table in a file: UTF-8 or CP949, cut at commas, semicolons or tabs, with or without a header line.

    target: the column to predict, by default the last. categorical: columns whose numbers are names of classes.
    Raises a ProblemError whose code begins with ``csv_``, whatever the bytes are.
    """
    text, encoding = decoded(data, max_bytes)
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
    table = Table(columns, names[-1] if target is None else target, delimiter, encoding, header)
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


def _answered(column: Column, kind: TargetKind) -> Array:
    """The places of the rows that have an answer; raises what is wrong with a target."""
    if not column.categories:
        raise fail("csv_no_target", column=column.name)
    if len(column.categories) == 1:
        raise fail("csv_one_class", column=column.name, value=column.categories[0])
    if kind == "numeric":
        column.numbers()
    elif len(column.categories) > MAX_CATEGORIES:
        raise fail(
            "csv_too_many_classes", column=column.name, received=len(column.categories), limit=MAX_CATEGORIES
        )
    return np.flatnonzero(~column.is_missing())


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


def _feature(column: Column, kept: Array) -> Array:
    """float64 ``(rows, 1)`` numbers, the missing ones as the mean of the others; or ``(rows, categories)`` one-hot."""
    if column.kind == "categorical":
        return np.equal.outer(column.classes()[kept], np.arange(len(column.categories))).astype("float64")
    values = column.numbers()[kept]
    missing = np.isnan(values)
    values[missing] = 0.0 if missing.all() else values[~missing].mean()
    return values.reshape(-1, 1)


def _standardised(block: Array) -> Array:
    deviation = block.std(axis=0)
    deviation[deviation == 0] = 1.0
    scaled: Array = (block - block.mean(axis=0)) / deviation
    return scaled
