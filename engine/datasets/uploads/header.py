"""Which of the first records are titles, which are column names, and where the data begin."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import final
from unicodedata import normalize

from engine.datasets.uploads.known_words import known_words
from engine.datasets.uploads.numbers import is_number
from engine.datasets.uploads.read_plan import MAX_HEADER, MAX_SKIPPED, Overrides
from engine.limits import MAX_TEXT

NUMERIC_SHARE = 0.8
"""Share of the filled cells of a column that are numbers, from which on a word above them is its name."""
MIN_COUNT = 4
"""A header of numbers alone counts the columns, from 0 or 1, and there are at least so many; beside words one less."""
YEARS = range(1900, 2101)

Rows = Sequence[Sequence[str]]


@final
@dataclass(frozen=True)
class Heading:
    """titles: records before the header. header: its lines, 0 if there is none. skip: records before the first row.

    width: number of columns.
    """

    titles: int
    header: int
    skip: int
    width: int


def find_heading(first: Rows, overrides: Overrides) -> Heading:
    """The heading of a table. first: its first records, blank ones included."""
    filled = [i for i, row in enumerate(first) if any(cell.strip() for cell in row)]
    width = _width([first[i] for i in filled])
    titles = _titles(first, filled, width) if overrides.skip is None else overrides.skip
    filled = [i for i in filled if i >= titles]
    header = _header_lines([first[i] for i in filled], width) if overrides.header is None else overrides.header
    header = min(header, len(filled))
    skip = filled[header - 1] + 1 if header else titles
    return Heading(titles, header, skip, width)


def _width(rows: Rows) -> int:
    """The most common number of cells; of two, the larger."""
    widths = Counter(map(len, rows))
    return max(widths, key=lambda width: (widths[width], width), default=0)


def _titles(first: Rows, filled: Sequence[int], width: int) -> int:
    """The number of records before the header: those with one filled cell, and shorter ones, if the table is wider."""
    for i in filled:
        cells = [cell for cell in first[i] if cell.strip()]
        if i > MAX_SKIPPED:
            return 0
        alone = len(cells) == 1 and width > 2
        if not alone and len(first[i]) >= (width - 1 if width > 2 else width):
            return i
    return 0


def _header_lines(rows: Rows, width: int) -> int:
    """How many of the first rows hold names. rows: without titles and blank ones."""
    if not rows:
        return 0
    if not any(map(is_number, rows[0])):
        lines = 0 if _recurs(rows, width) else 1
    else:
        lines = 1 if _counts(rows[0]) or _is_year_header(rows) or _names_numbers(rows[0], rows[1:]) else 0
    while 0 < lines < min(MAX_HEADER, len(rows) - 1) and _is_second_line(rows[lines], rows[lines + 1 :]):
        lines += 1
    return lines


def _recurs(rows: Rows, width: int) -> bool:
    """Whether all columns hold words and most words of the first row occur again below: then it is a sample."""
    below = [{row[i].strip() for row in rows[1:] if i < len(row)} for i in range(width)]
    if len(rows) < 5 or any(is_number(cell) for cells in below for cell in cells):
        return False
    again = sum(cell.strip() in cells for cell, cells in zip(rows[0], below, strict=False))
    return 2 * again > width


def _counts(row: Sequence[str]) -> bool:
    """Whether a row counts the columns: 0, 1, 2, …"""
    cells = [cell.strip() for cell in row]
    return len(cells) >= MIN_COUNT and any(cells == [str(start + i) for i in range(len(cells))] for start in (0, 1))


def _is_year_header(rows: Rows) -> bool:
    """Whether the numbers of the first row are different years, or count on, beside at least one word, and those below
    are not."""
    words = [cell for cell in rows[0] if cell.strip() and not is_number(cell)]
    numbers = [(i, cell.strip()) for i, cell in enumerate(rows[0]) if is_number(cell)]
    if not words or len(numbers) < 2 or not all(cell.isdecimal() for _, cell in numbers):
        return False
    values = [int(cell) for _, cell in numbers]
    counting = all(after - before == 1 for before, after in pairwise(values))
    if counting and len(values) >= MIN_COUNT - 1:
        return True
    if len(set(values)) < len(values) or not all(value in YEARS for value in values):
        return False
    return not any(_is_one_of(row[i], YEARS) for row in rows[1:] for i, _ in numbers[:1] if i < len(row))


def _is_one_of(cell: str, numbers: range) -> bool:
    return cell.strip().isdecimal() and len(cell) < 10 and int(cell) in numbers


def _names_numbers(row: Sequence[str], below: Rows) -> bool:
    """Whether a word of the row stands above a column of numbers, and no number does above words."""
    return any(_is_name(cell) and _is_numeric(below, i) for i, cell in enumerate(row))


def _is_second_line(row: Sequence[str], below: Rows) -> bool:
    """Whether a row continues the header: words above columns of numbers, and no number."""
    return not any(map(is_number, row)) and _names_numbers(row, below)


def _is_name(cell: str) -> bool:
    cell = cell.strip()
    return bool(cell) and not is_number(cell) and cell.casefold() not in known_words("missing")


def _is_numeric(rows: Rows, column: int) -> bool:
    cells = [row[column] for row in rows if column < len(row) and _is_filled(row[column])]
    return bool(cells) and sum(map(is_number, cells)) >= NUMERIC_SHARE * len(cells)


def _is_filled(cell: str) -> bool:
    return bool(cell.strip()) and cell.strip().casefold() not in known_words("missing")


def column_names(lines: Rows, width: int) -> list[str]:
    """Distinct names of the columns from the header lines, joined: a blank cell of an upper line continues the one
    before it. ``column 3`` without a name, ``age (2)`` for a second ``age``."""
    cells = [[_clean(row[i]) if i < len(row) else "" for i in range(width)] for row in lines]
    upper = [list(accumulate(row, _continued)) for row in cells[:-1]]
    names: list[str] = []
    used: set[str] = set()
    for i in range(width):
        parts = list(dict.fromkeys(row[i] for row in [*upper, *cells[-1:]] if row[i]))
        base = " ".join(parts)[:MAX_TEXT] or f"column {i + 1}"
        names.append(_unused(base, used))
        used.add(names[-1])
    return names


def _continued(before: str, cell: str) -> str:
    return cell or before


def _clean(name: str) -> str:
    """A name in one line, its letters composed."""
    return normalize("NFC", " ".join(name.split()))


def _unused(base: str, used: Iterable[str]) -> str:
    name, copy = base, 1
    while name in used:
        copy += 1
        name = f"{base} ({copy})"
    return name
