"""One column of a table: its kind (numeric, categorical or free text) and its values as arrays."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, final

import numpy as np

from engine.errors import ProblemError, fail
from engine.typing import Array

Kind = Literal["numeric", "categorical", "text", "empty"]

MAX_CATEGORIES = 50
MAX_CELL_IN_ERROR = 40
"""Characters of a cell that an error message shows."""

MISSING = frozenset({"", "na", "n/a", "nan", "null", "?"})
NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+(\.\d*)?|\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
MAX_NUMBER = 1e15
"""Largest absolute value: the sum of 100,000 squares, needed to standardise a column, still fits into float32."""

NUMERIC_SHARE = 0.9
MIN_CELLS = 10
"""If a column has at least MIN_CELLS filled cells, and at least NUMERIC_SHARE of them are numbers, then a cell that is
not a number is a typo, not a class."""
MAX_INTEGER_CLASSES = 10


def parse_number(cell: str) -> float | None:
    """The number in a cell, such as ``1,234.5``; None if it is not a number or above MAX_NUMBER."""
    if not NUMBER.fullmatch(cell):
        return None
    value = float(cell.replace(",", ""))
    return value if abs(value) <= MAX_NUMBER else None


@final
@dataclass(frozen=True, eq=False)
class Column:
    """cells: as in the file; None where missing. lines: line number of each cell in the file. kind: how it is used.

    A ``text`` column has too many different values to be classes and is not used as a feature, nor is an ``empty`` one.
    values: maps each distinct cell to its number, or to None if the cell is not a number.
    """

    name: str
    cells: tuple[str | None, ...]
    lines: Sequence[int]
    kind: Kind
    values: Mapping[str, float | None]

    @property
    def missing(self) -> int:
        """The number of missing cells."""
        return self.cells.count(None)

    def is_missing(self) -> Array:
        """bool ``(rows,)``: True where a cell is missing."""
        return np.fromiter((cell is None for cell in self.cells), bool, len(self.cells))

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The distinct cells: numbers in ascending order, then the others alphabetically."""
        return tuple(sorted(self.values, key=self._order))

    @property
    def looks_categorical(self) -> bool:
        """Whether it is categorical, or holds so few distinct integers that they look like classes."""
        is_integer = all(value is not None and value.is_integer() for value in self.values.values())
        return self.kind == "categorical" or (is_integer and len(self.values) <= MAX_INTEGER_CLASSES)

    def numbers(self) -> Array:
        """The numbers in the cells: float64 ``(rows,)``, nan where missing.

        Raises a ProblemError with code ``csv_not_a_number`` if a cell is not a number.
        """
        for cell, line in zip(self.cells, self.lines, strict=True):
            if cell is not None and self.values[cell] is None:
                raise not_a_number(self.name, line, cell)
        return np.array([np.nan if cell is None else self.values[cell] for cell in self.cells], "float64")

    def classes(self) -> Array:
        """int64 ``(rows,)``: the index of each cell in :attr:`categories`, −1 where missing."""
        indices: dict[str | None, int] = {category: i for i, category in enumerate(self.categories)}
        return np.array([indices.get(cell, -1) for cell in self.cells], "int64")

    def _order(self, cell: str) -> tuple[float, str]:
        value = self.values[cell]
        return (float("inf") if value is None else value, cell)


def not_a_number(name: str, line: int, cell: str) -> ProblemError:
    """The error for a cell in a numeric column that is not a number; it has the code ``csv_not_a_number``."""
    return fail("csv_not_a_number", line=line, column=name, value=cell[:MAX_CELL_IN_ERROR])


def infer_column(name: str, raw: Sequence[str], lines: Sequence[int], categorical: bool) -> Column:
    """Build a column and infer its kind from its cells.

    raw: the cells as in the file. lines: their line numbers. categorical: treat numbers as classes. Raises a
    ProblemError with code ``csv_not_a_number`` for a typo: see MIN_CELLS.
    """
    values = {cell: parse_number(cell) for cell in set(raw) if cell.casefold() not in MISSING}
    cells = tuple(cell if cell in values else None for cell in raw)
    few = len(values) <= MAX_CATEGORIES
    typos = [] if categorical else [i for i, cell in enumerate(raw) if cell in values and values[cell] is None]
    filled = len(cells) - cells.count(None)
    if not filled:
        kind: Kind = "empty"
    elif typos or categorical:
        kind = "categorical" if few else "text"
    else:
        kind = "numeric"
    if typos and filled >= MIN_CELLS and len(typos) <= (1 - NUMERIC_SHARE) * filled:
        raise not_a_number(name, lines[typos[0]], raw[typos[0]])
    return Column(name, cells, lines, kind, values)
