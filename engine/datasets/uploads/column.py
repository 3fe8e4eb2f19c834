"""One column of a learner's table: its cells as in the file, and what they mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

from engine.datasets.uploads.column_kinds import class_order, is_few_integers, same_classes
from engine.datasets.uploads.dates import varying_parts
from engine.datasets.uploads.read_plan import ColumnPlan, Kind
from engine.typing import Array


@final
@dataclass(frozen=True, eq=False)
class Column:
    """A column. series: its cells as in the file, a pandas Series of text, NaN where missing.

    values: the number of each distinct cell, None if the cell is none. lines: the line of each cell in the file.
    """

    plan: ColumnPlan
    series: Any
    values: Mapping[str, float | None]
    lines: tuple[int, ...]

    @property
    def name(self) -> str:
        return self.plan.name

    @property
    def kind(self) -> Kind:
        """``text``: too many different cells to be classes, so it is not used as a feature, nor is an ``empty`` one."""
        return self.plan.kind

    @cached_property
    def missing(self) -> int:
        """The number of missing cells, slips among numbers included."""
        return int(self.is_missing().sum())

    def is_missing(self) -> Array:
        """bool ``(rows,)``: True where a cell is missing."""
        mask: Array = (self.series.isna() | self.series.isin(self.plan.slips)).to_numpy()
        return mask

    def cells(self, rows: int | None = None) -> tuple[str | None, ...]:
        """The first cells as in the file; None where missing."""
        return tuple(cell if isinstance(cell, str) else None for cell in self.series.iloc[:rows])

    @cached_property
    def same(self) -> dict[str, str]:
        """Other spellings of the same number, by the one that stands for all: ``{"1.0": "1"}``."""
        return same_classes(self.values)

    @cached_property
    def categories(self) -> tuple[str, ...]:
        """The distinct cells, one for each number: numbers in ascending order, then the others alphabetically."""
        slips = set(self.plan.slips)
        return tuple(cell for cell in class_order(self.values) if cell not in self.same and cell not in slips)

    @cached_property
    def date_parts(self) -> tuple[str, ...]:
        """The parts of the dates that differ from row to row, such as ``month``; empty for other columns."""
        return varying_parts(self.values, self.plan.form) if self.kind == "date" else ()

    @property
    def looks_categorical(self) -> bool:
        """Whether it is categorical, or holds so few distinct integers that they look like classes."""
        return self.kind == "categorical" or (self.kind == "numeric" and is_few_integers(self.values))
