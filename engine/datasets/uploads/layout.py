"""Where the rows of a text file are: separator, titles, header, names, and rows with too few or too many cells."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import final

from engine.datasets.uploads.file_format import decode
from engine.datasets.uploads.header import Heading, column_names, find_heading
from engine.datasets.uploads.read_plan import (
    MAX_CELLS,
    MAX_COLUMNS,
    MAX_HEADER,
    MAX_ROWS,
    MAX_SKIPPED,
    Overrides,
    ReadPlan,
)
from engine.datasets.uploads.text_records import Record, is_filled_line, read_records, sniff_separator
from engine.errors import fail

SAMPLED = 200
"""Records from which the heading is found."""
MAX_RECORDS = 400_000
"""Records, blank ones included, that are looked at."""
RAGGED_SHARE = 0.1
"""Share of the rows that may have another number of cells than the others, and are left out."""


@final
@dataclass(frozen=True)
class Layout:
    """plan: how the file is read, as far as it is known before the cells are looked at.

    lines: the line in the file of each row. ragged: positions of rows with another number of cells. trailing: whether
    each line ends with a separator. sheets: the names of the sheets of a workbook, the one that is read first.
    limited: whether the file has more rows than are read.
    """

    plan: ReadPlan
    lines: tuple[int, ...]
    ragged: tuple[int, ...] = ()
    trailing: bool = False
    sheets: tuple[str, ...] = ()
    limited: bool = False


def text_layout(data: bytes, overrides: Overrides) -> Layout:
    """The layout of a text file. Raises the errors of ``decode`` and ``read_records``, and ProblemErrors with the codes
    ``csv_empty``, ``csv_too_many_columns`` and ``csv_ragged_row``."""
    text, encoding = decode(data, overrides.encoding)
    separator = overrides.separator or sniff_separator(text)
    records = read_records(text, separator, MAX_ROWS + MAX_SKIPPED + MAX_HEADER + 1)
    first = list(islice(records, SAMPLED))
    heading = find_heading([row for _, row in first], overrides)
    check_width(heading.width, first)
    most = row_limit(heading.width, overrides)
    rows = _Rows(heading.width)
    for number, (line, row) in enumerate(chain(first[heading.skip :], records)):
        rows.limited = number >= MAX_RECORDS or (len(rows.lines) == most and is_filled_line(row))
        if rows.limited:
            break
        if is_filled_line(row):
            rows.add(line, row)
    lines = header_lines([row for _, row in first], heading)
    width = min(heading.width, max([rows.filled, 1, *map(filled_width, lines)]))
    names = tuple(column_names(_shifted(lines, width), width))
    plan = ReadPlan("text", names, (), encoding, separator, titles=heading.titles, header=heading.header,
                    skip=heading.skip, rows=len(rows.lines) if rows.limited else None)
    return Layout(plan, tuple(rows.lines), rows.checked_ragged(), width < heading.width, limited=rows.limited)


def header_lines(first: Sequence[list[str]], heading: Heading) -> list[list[str]]:
    """The records that hold the names."""
    filled = [row for row in first[: heading.skip] if filled_width(row)]
    return filled[-heading.header :] if heading.header else []


@final
class _Rows:
    """The rows of a file as they come. filled: columns up to the last filled cell of a row of the usual width."""

    def __init__(self, width: int) -> None:
        self.width, self.filled, self.limited = width, 0, False
        self.lines: list[int] = []
        self.ragged: list[tuple[int, int]] = []

    def add(self, line: int, row: list[str]) -> None:
        filled = filled_width(row)
        if filled > self.width or (len(row) < self.width and filled):
            self.ragged.append((len(self.lines), len(row)))
        else:
            self.filled = max(self.filled, filled)
        self.lines.append(line)

    def checked_ragged(self) -> tuple[int, ...]:
        """Positions of the ragged rows. Raises a ProblemError with code ``csv_ragged_row`` if they are many."""
        if len(self.ragged) > RAGGED_SHARE * len(self.lines):
            position, received = self.ragged[0]
            raise fail("csv_ragged_row", line=self.lines[position], column=min(received, self.width) + 1,
                       expected=self.width, received=received)
        return tuple(position for position, _ in self.ragged)


def check_width(width: int, records: Iterable[Record]) -> None:
    """Raise a ProblemError: ``csv_empty`` if there are no columns, ``csv_too_many_columns`` if there are too many."""
    if not width:
        raise fail("csv_empty")
    if width > MAX_COLUMNS:
        line = next(line for line, row in records if len(row) > MAX_COLUMNS)
        raise fail("csv_too_many_columns", line=line, received=width, limit=MAX_COLUMNS)


def row_limit(width: int, overrides: Overrides) -> int:
    """The number of rows to read at most."""
    return min(MAX_ROWS, MAX_CELLS // width, overrides.rows or MAX_ROWS)


def filled_width(row: list[str]) -> int:
    """The number of cells up to the last that is filled."""
    return next((i for i in range(len(row), 0, -1) if row[i - 1].strip()), 0)


def _shifted(lines: list[list[str]], width: int) -> list[list[str]]:
    """The header lines, moved by one if each has one cell less than the table: its first column has no name then."""
    return [["", *row] if filled_width(row) == len(row) == width - 1 else row for row in lines]
