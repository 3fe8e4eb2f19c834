"""Dates as people write them: the format of a column, and the numbers that a model can learn from."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Literal

from engine.datasets.uploads.known_words import word_list

Part = Literal["year", "month", "day", "day_of_week", "hour"]
PARTS: tuple[Part, ...] = ("year", "month", "day", "day_of_week", "hour")
"""Attributes of the ``dt`` of a pandas Series."""
FIRST_CELLS = 20
"""Cells that a format is tried on before all."""


def find_format(cells: Iterable[str]) -> str | None:
    """The first known format that all cells have; None if there is none, or no cell."""
    cells = list(cells)
    if not cells:
        return None
    for form in word_list("dates"):
        if _all_have(islice(cells, FIRST_CELLS), form) and _all_have(cells, form):
            return form
    return None


def varying_parts(cells: Iterable[str], form: str) -> tuple[Part, ...]:
    """The parts of the dates that differ between cells."""
    moments = [datetime.strptime(cell.strip(), form) for cell in cells]
    values = {"year": {m.year for m in moments}, "month": {m.month for m in moments}, "day": {m.day for m in moments},
              "day_of_week": {m.weekday() for m in moments if "%d" in form}, "hour": {m.hour for m in moments}}
    return tuple(part for part in PARTS if len(values[part]) > 1)


def _all_have(cells: Iterable[str], form: str) -> bool:
    try:
        for cell in cells:
            datetime.strptime(cell.strip(), form)
    except ValueError:
        return False
    return True
