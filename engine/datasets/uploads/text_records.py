"""The records of a text file with their lines, and what separates their cells, within limits."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import final

from engine.datasets.uploads.numbers import is_number
from engine.datasets.uploads.read_plan import BLANKS, MAX_COLUMNS, SEPARATORS
from engine.errors import ProblemError, fail

Record = tuple[int, list[str]]
"""The line, from 1, in which a record begins, and its cells."""

SNIFFED_ROWS = 100
SNIFFED_LETTERS = 200_000
MAX_LINE = 1_000_000
"""Letters of a line: more are no table."""
TOKEN = re.compile(r'"[^"]*"|\S+')


@final
@dataclass(frozen=True)
class Score:
    """How well a separator splits the first records. rows: with the most common number of cells, above 1; width: that
    number; numbers: share of their cells that are numbers, in tenths."""

    rows: int
    numbers: int
    width: int


def sniff_separator(text: str) -> str:
    """The separator with which most of the first records have the same number of cells, then most cells are numbers,
    then there are most cells; a comma if none splits a record."""
    scores = {separator: _score(text[:SNIFFED_LETTERS], separator) for separator in SEPARATORS}
    best = max(SEPARATORS, key=lambda name: (scores[name].rows, scores[name].numbers, scores[name].width))
    return best if scores[best].rows else ","


def _score(text: str, separator: str) -> Score:
    rows = [cells for _, cells in islice(_parsed(text, separator, strict=False), SNIFFED_ROWS)]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return Score(0, 0, 0)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    cells = [cell for row in rows if len(row) == width for cell in row if cell]
    numbers = sum(map(is_number, cells)) * 10 // max(1, len(cells))
    if separator == BLANKS and numbers < 5:  # words of a sentence
        return Score(0, 0, 0)
    return Score(count, numbers, width)


def read_records(text: str, separator: str, most: int) -> Iterator[Record]:
    """Yield the records, also blank ones, whose list of cells is empty or holds blanks.

    most: number of records that are not blank; what follows is not read. Raises a ProblemError with one of the codes
    ``csv_unclosed_quote``, ``csv_stray_quote``, ``csv_long_cell``, ``csv_long_line`` and ``csv_too_many_columns``.
    """
    count = 0
    for line, row in _parsed(text, separator, strict=True):
        if len(row) > MAX_COLUMNS + 1:
            raise fail("csv_too_many_columns", line=line, received=len(row), limit=MAX_COLUMNS)
        count += is_filled_line(row)
        if count > most:
            return
        yield line, row


def is_filled_line(row: list[str]) -> bool:
    """Whether pandas reads a record as a row: it has a separator or a letter."""
    return len(row) > 1 or bool(row and row[0].strip())


def _parsed(text: str, separator: str, strict: bool) -> Iterator[Record]:
    if separator == BLANKS:
        for number, words in enumerate(map(TOKEN.findall, _lines(text)), start=1):
            yield number, [word.strip('"') for word in words]
        return
    reader = csv.reader(_lines(text), delimiter=separator, skipinitialspace=True, strict=strict)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            if strict:
                raise _syntax_error(text, line, separator) from None
            return
        yield line, row


def _lines(text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if len(line) > MAX_LINE:
            raise fail("csv_long_line", line=number, limit=MAX_LINE)
        yield line


def _syntax_error(text: str, line: int, separator: str) -> ProblemError:
    """The error in the record that begins in this line, found by scanning it again, letter by letter."""
    column, state = 1, "start"
    for character in chain.from_iterable(islice(_lines(text), line - 1, None)):
        if state == "quoted":
            state = "closing" if character == '"' else "quoted"
        elif character == '"' and state in {"start", "closing"}:
            state = "quoted"
        elif character == separator:
            column, state = column + 1, "start"
        elif character in "\r\n":
            break
        elif state == "closing":
            return fail("csv_stray_quote", line=line, column=column)
        elif character != " ":
            state = "plain"
    if state == "quoted":
        return fail("csv_unclosed_quote", line=line, column=column)
    return fail("csv_long_cell", line=line, column=column)
