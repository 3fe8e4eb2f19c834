"""What a column holds, by its distinct cells: numbers, classes or free text; and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import final

from engine.datasets.uploads.dates import find_format
from engine.datasets.uploads.numbers import Writing, find_writing, to_number
from engine.datasets.uploads.read_plan import ColumnPlan, Kind

MAX_CATEGORIES = 50
NUMERIC_SHARE = 0.9
MIN_CELLS = 10
"""If a column has at least MIN_CELLS filled cells, and at least NUMERIC_SHARE of them are numbers, then a cell that is
not a number is a slip, not a class."""
MAX_INTEGER_CLASSES = 10
MAX_CLASSES_BESIDE_WORD = 20
CLASS_FREQUENCY = 0.5
"""Among at most MAX_CLASSES_BESIDE_WORD integers, a word that occurs at least CLASS_FREQUENCY times as often as they do
on average is a class like them."""


@final
@dataclass(frozen=True)
class ColumnFacts:
    """The plan of a column, the number of each distinct cell (None if it is none), and the units that are removed.

    decimal_comma: whether its numbers have decimal commas.
    """

    plan: ColumnPlan
    values: Mapping[str, float | None]
    units: tuple[str, ...] = ()
    decimal_comma: bool = False


def infer_column(name: str, counts: Mapping[str, int], categorical: bool = False, decimal: str | None = None,
                 date: bool = False) -> ColumnFacts:
    """The facts of a column. counts: how often each cell that is not missing occurs.

    categorical: its cells are classes, even if they look like numbers. decimal: the sign before decimals; None to find
    it out. date: its cells are dates if they can be read so, even if they look like numbers.
    """
    if not counts:
        return ColumnFacts(ColumnPlan(name, "empty"), {})
    plain = {cell: to_number(cell) for cell in counts}
    if date:
        return _dates(name, plain, infer_column(name, counts, categorical, decimal))
    if categorical:
        return _classes(name, plain)
    if decimal != "," and None not in plain.values():
        return ColumnFacts(ColumnPlan(name, "numeric"), plain)
    for sign in [decimal] if decimal else [".", ","]:
        writing = _writing(counts, plain, sign)
        slips = [cell for cell, value in writing.values.items() if value is None]
        decimal_comma = sign == "," and (",", ".") in writing.replacements
        if sign == "," and not (decimal or decimal_comma):  # points alone, as in 192.168.100.200
            continue
        if len(slips) < len(counts) and are_slips(slips, counts, writing):
            plan = ColumnPlan(name, "numeric", writing.replacements, tuple(slips))
            return ColumnFacts(plan, writing.values, writing.units, decimal_comma)
    return _dates(name, plain, _classes(name, plain))


def _dates(name: str, plain: Mapping[str, float | None], other: ColumnFacts) -> ColumnFacts:
    """The facts of a column of dates; ``other`` if it holds none."""
    form = find_format(plain)
    return other if form is None else ColumnFacts(ColumnPlan(name, "date", form=form), plain)


def _writing(counts: Mapping[str, int], plain: Mapping[str, float | None], decimal: str) -> Writing:
    """How the cells are written as numbers. What makes the others numbers leaves plain numbers as they are, unless the
    decimals follow a comma."""
    if decimal == ",":
        return find_writing(counts, decimal)
    writing = find_writing({cell: n for cell, n in counts.items() if plain[cell] is None}, decimal)
    return replace(writing, values={**plain, **writing.values})


def are_slips(slips: list[str], counts: Mapping[str, int], writing: Writing) -> bool:
    """Whether the cells that are no numbers are slips among numbers.

    They are not if there are too many of them, or if one of them is about as frequent as each of some integers: then
    all are classes.
    """
    total, wrong = sum(counts.values()), sum(counts[cell] for cell in slips)
    if not slips:
        return True
    if total < MIN_CELLS or wrong > (1 - NUMERIC_SHARE) * total:
        return False
    average = (total - wrong) / (len(counts) - len(slips))
    rare = all(counts[cell] == 1 or counts[cell] < CLASS_FREQUENCY * average for cell in slips)
    return rare or not is_few_integers(writing.values, MAX_CLASSES_BESIDE_WORD)


def is_few_integers(values: Mapping[str, float | None], limit: int = MAX_INTEGER_CLASSES) -> bool:
    """Whether the numbers are so few distinct integers that they look like classes."""
    numbers = {value for value in values.values() if value is not None}
    return len(numbers) <= limit and all(value.is_integer() for value in numbers)


def _classes(name: str, plain: Mapping[str, float | None]) -> ColumnFacts:
    different = len(plain) - len(same_classes(plain))
    kind: Kind = "categorical" if different <= MAX_CATEGORIES else "text"
    return ColumnFacts(ColumnPlan(name, kind), plain)


def class_order(values: Mapping[str, float | None]) -> list[str]:
    """Cells in the order of classes: numbers in ascending order, then the others alphabetically."""
    infinity = float("inf")
    return sorted(values, key=lambda cell: (infinity if (value := values[cell]) is None else value, cell))


def same_classes(values: Mapping[str, float | None]) -> dict[str, str]:
    """Other spellings of the same number, by the shortest: ``{"1.0": "1"}``."""
    shortest: dict[float, str] = {}
    for cell in sorted(values, key=lambda cell: (len(cell), cell)):
        value = values[cell]
        if value is not None:
            shortest.setdefault(value, cell)
    return {cell: shortest[value] for cell, value in values.items() if value is not None and shortest[value] != cell}
