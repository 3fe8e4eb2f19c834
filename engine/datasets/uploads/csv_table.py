"""Read an uploaded CSV file as a table, and convert the table to arrays for training."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from engine.datasets.uploads.csv_column import MAX_CATEGORIES, Column, infer_column, parse_number
from engine.datasets.uploads.csv_text import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, decode, read_rows, sniff_delimiter
from engine.errors import did_you_mean, fail
from engine.limits import MAX_TEXT
from engine.typing import Array

MAX_FEATURES = 2_000
MAX_ELEMENTS = 50_000_000
"""Elements of x: 200 MB of float32."""

TargetKind = Literal["numeric", "categorical"]


@final
@dataclass(frozen=True)
class Outline:
    """Features and classes of a table, without its values. A regression has no class names.

    filled: number of missing cells in numeric columns of x, which get their column's mean. dropped: number of rows
    without a target. left_out: names of the columns that cannot be used as features (free text, empty).
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
    """The columns of a file. target: name of the column to predict by default.

    delimiter, encoding: of the file. header: whether the file has a header line.
    """

    columns: tuple[Column, ...]
    target: str
    delimiter: str
    encoding: str
    header: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, all distinct."""
        return tuple(column.name for column in self.columns)

    @property
    def rows(self) -> int:
        """The number of rows without the header."""
        return len(self.columns[0].cells)

    def column(self, name: str) -> Column:
        """The column of that name. Raises a ProblemError with code ``csv_unknown_column`` if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise fail("csv_unknown_column", column=name, hint=did_you_mean(name, list(self.names)))

    def target_kind(self, target: str | None = None) -> TargetKind:
        """The default kind of a target: numeric if all its cells are numbers, but not just a few integers."""
        column = self.column(self.target if target is None else target)
        return "categorical" if column.kind != "numeric" or column.looks_categorical else "numeric"

    def features(self, target: str) -> list[Column]:
        """The columns used as features: numeric, then categorical."""
        others = [column for column in self.columns if column.name != target]
        return [c for c in others if c.kind == "numeric"] + [c for c in others if c.kind == "categorical"]

    def outline(self, target: str | None = None, kind: TargetKind | None = None) -> Outline:
        """Describe the result of :meth:`to_arrays` without allocating x. Raises the same errors."""
        target_column = self.column(self.target if target is None else target)
        kind = kind or self.target_kind(target_column.name)
        rows = _labelled_rows(target_column, kind)
        features = self.features(target_column.name)
        names = tuple(name for column in features for name in _feature_names(column))
        _check_size(len(names), len(rows))
        return Outline(
            names,
            target_column.categories if kind == "categorical" else (),
            sum(int(column.is_missing()[rows].sum()) for column in features if column.kind == "numeric"),
            self.rows - len(rows),
            tuple(c.name for c in self.columns if c is not target_column and c not in features),
        )

    def to_arrays(self, target: str | None = None, kind: TargetKind | None = None,
                  standardise: bool = False) -> TableArrays:
        """The target as y, the usable other columns as x: first the numeric ones, then the categorical ones, one-hot.

        Rows without a target are dropped, and missing cells of a numeric column of x become the column's mean.

        standardise: scale each column of x to mean 0 and standard deviation 1 over the whole table; to use statistics
        of the training rows only, split first and standardise then. Raises a ProblemError with one of the codes
        ``csv_unknown_column``, ``csv_no_target``, ``csv_one_class``, ``csv_too_many_classes``, ``csv_not_a_number``,
        ``csv_no_features`` and ``csv_too_many_features``.
        """
        outline = self.outline(target, kind)
        target_column = self.column(self.target if target is None else target)
        y = target_column.classes() if outline.class_names else target_column.numbers()
        rows = np.flatnonzero(~target_column.is_missing())
        x = np.empty((len(rows), len(outline.feature_names)), "float32")
        offset = 0
        for column in self.features(target_column.name):
            block = _feature(column, rows)
            x[:, offset : offset + block.shape[1]] = _standardise(block) if standardise else block
            offset += block.shape[1]
        return TableArrays(x, y[rows].astype("int64" if outline.class_names else "float32"), outline)


def read_csv(data: bytes | str, *, target: str | None = None, categorical: Collection[str] = (),
             max_bytes: int = MAX_BYTES, max_rows: int = MAX_ROWS, max_columns: int = MAX_COLUMNS) -> Table:
    """Read a table: UTF-8 or CP949, separated by commas, semicolons or tabs, with or without a header line.

    target: the column to predict, by default the last. categorical: columns whose numbers are classes.
    For any invalid input raises a ProblemError whose code begins with ``csv_``.
    """
    text, encoding = decode(data, max_bytes)
    delimiter = sniff_delimiter(text)
    rows = list(read_rows(text, delimiter, max_rows, max_columns))
    header = bool(rows) and _is_header(rows[0][1])
    body = rows[1:] if header else rows
    if not body:
        raise fail("csv_empty")
    names = _unique_names(rows[0][1] if header else [""] * len(body[0][1]))
    lines = tuple(line for line, _ in body)
    cells = zip(*(row for _, row in body), strict=True)
    columns = tuple(
        infer_column(name, raw, lines, name in categorical) for name, raw in zip(names, cells, strict=True)
    )
    table = Table(columns, names[-1] if target is None else target, delimiter, encoding, header)
    for name in (table.target, *categorical):
        table.column(name)
    return table


def _is_header(row: list[str]) -> bool:
    """Whether a first row holds column names: none of its cells is a number."""
    return all(parse_number(cell) is None for cell in row)


def _unique_names(row: list[str]) -> list[str]:
    """Distinct column names: ``column 3`` for an empty cell, ``age (2)`` for a second ``age``."""
    names: list[str] = []
    for index, cell in enumerate(row, start=1):
        name = base = cell[:MAX_TEXT] or f"column {index}"
        copy = 1
        while name in names:
            copy += 1
            name = f"{base} ({copy})"
        names.append(name)
    return names


def _labelled_rows(column: Column, kind: TargetKind) -> Array:
    """int ``(n,)``: the rows in which the target is not missing. Raises a ProblemError if the target is invalid."""
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
    limit = min(MAX_FEATURES, MAX_ELEMENTS // rows)
    if features > limit:
        raise fail("csv_too_many_features", received=features, limit=limit)


def _feature_names(column: Column) -> list[str]:
    if column.kind == "numeric":
        return [column.name]
    return [f"{column.name}={category}" for category in column.categories]


def _feature(column: Column, rows: Array) -> Array:
    """float64 ``(rows, 1)`` numbers, missing ones filled with the mean; or ``(rows, categories)`` one-hot."""
    if column.kind == "categorical":
        return np.equal.outer(column.classes()[rows], np.arange(len(column.categories))).astype("float64")
    values = column.numbers()[rows]
    missing = np.isnan(values)
    values[missing] = 0.0 if missing.all() else values[~missing].mean()
    return values.reshape(-1, 1)


def _standardise(block: Array) -> Array:
    deviation = block.std(axis=0)
    deviation[deviation == 0] = 1.0
    scaled: Array = (block - block.mean(axis=0)) / deviation
    return scaled
