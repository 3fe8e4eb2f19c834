"""One column of a table: whether its cells are numbers, classes or free text, and what they are as arrays."""

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
SHOWN = 40
"""Characters of a cell that an error shows."""

MISSING = frozenset({"", "na", "n/a", "nan", "null", "?"})
NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+(\.\d*)?|\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
LARGEST = 1e15
"""So that the squares of a hundred thousand of them still fit into float32 when they are standardised."""

MOSTLY = 0.9
ENOUGH = 10
"""Where at least this share of at least so many cells are numbers, a cell that is none is a slip, not a class."""


def number_of(cell: str) -> float | None:
    """The number a cell writes (``1,234.5`` counts), None if it writes none or one that is too large."""
    if not NUMBER.fullmatch(cell):
        return None
    value = float(cell.replace(",", ""))
    return value if abs(value) <= LARGEST else None


@final
@dataclass(frozen=True, eq=False)
class Column:
    """cells: as written; None where missing. lines: the line of each cell in the file. kind: how it is used.

    ``text`` has too many different values to be classes and is left out of learning, as is ``empty``.
    values: each different cell with the number it writes, None if it writes none.
    """

    name: str
    cells: tuple[str | None, ...]
    lines: Sequence[int]
    kind: Kind
    values: Mapping[str, float | None]

    @property
    def missing(self) -> int:
        """How many cells are missing."""
        return self.cells.count(None)

    def is_missing(self) -> Array:
        """bool ``(rows,)``: which cells are missing."""
        return np.fromiter((cell is None for cell in self.cells), bool, len(self.cells))

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The different values: those that are numbers in their order, then the others in the order of letters."""
        return tuple(sorted(self.values, key=self._order))

    @property
    def whole_classes(self) -> bool:
        """Whether it is categorical, or holds so few whole numbers that they look like classes."""
        whole = all(value is not None and value.is_integer() for value in self.values.values())
        return self.kind == "categorical" or (whole and len(self.values) <= ENOUGH)

    def numbers(self) -> Array:
        """float64 ``(rows,)``, nan where missing; raises csv_not_a_number."""
        for cell, line in zip(self.cells, self.lines, strict=True):
            if cell is not None and self.values[cell] is None:
                raise not_a_number(self.name, line, cell)
        return np.array([np.nan if cell is None else self.values[cell] for cell in self.cells], "float64")

    def classes(self) -> Array:
        """int64 ``(rows,)``: the place of each cell in :attr:`categories`, −1 where missing."""
        places: dict[str | None, int] = {category: place for place, category in enumerate(self.categories)}
        return np.array([places.get(cell, -1) for cell in self.cells], "int64")

    def _order(self, cell: str) -> tuple[float, str]:
        value = self.values[cell]
        return (float("inf") if value is None else value, cell)


def not_a_number(name: str, line: int, cell: str) -> ProblemError:
    """The error of a cell that is not the number its column asks for."""
    return fail("csv_not_a_number", line=line, column=name, value=cell[:SHOWN])


def column_of(name: str, raw: Sequence[str], lines: Sequence[int], categorical: bool) -> Column:
    """A column with its kind decided; raises csv_not_a_number for a slip among numbers.

    categorical: whether its values are classes whatever they look like.
    """
    values = {cell: number_of(cell) for cell in set(raw) if cell.casefold() not in MISSING}
    cells = tuple(cell if cell in values else None for cell in raw)
    few = len(values) <= MAX_CATEGORIES
    slips = [] if categorical else [place for place, cell in enumerate(raw) if cell in values and values[cell] is None]
    filled = len(cells) - cells.count(None)
    if not filled:
        kind: Kind = "empty"
    elif slips or categorical:
        kind = "categorical" if few else "text"
    else:
        kind = "numeric"
    if slips and filled >= ENOUGH and len(slips) <= (1 - MOSTLY) * filled:
        raise not_a_number(name, lines[slips[0]], raw[slips[0]])
    return Column(name, cells, lines, kind, values)
