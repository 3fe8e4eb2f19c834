"""Parse the bytes of a CSV file into rows of cells with line numbers, within limits; errors name line and column."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from engine.errors import ProblemError, fail

MAX_BYTES = 5_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 500

DELIMITERS = (",", ";", "\t")
ENCODINGS = ("utf-8-sig", "cp949")
"""UTF-8, and what Korean spreadsheets write."""

SNIFFED_ROWS = 20


def decode(data: bytes | str, max_bytes: int) -> tuple[str, str]:
    """The text of a file and its encoding; raises csv_too_large and csv_bad_encoding."""
    if len(data) > max_bytes:
        raise fail("csv_too_large", size=len(data), limit=max_bytes)
    text, encoding = (data.removeprefix("\ufeff"), ENCODINGS[0]) if isinstance(data, str) else _decode_bytes(data)
    if "\0" in text:  # a binary file, such as a spreadsheet or an image
        raise fail("csv_bad_encoding", line=text.count("\n", 0, text.index("\0")) + 1)
    return text, encoding


def _decode_bytes(data: bytes) -> tuple[str, str]:
    position = 0
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError as error:
            position = max(position, error.start)
    raise fail("csv_bad_encoding", line=data.count(b"\n", 0, position) + 1)


def sniff_delimiter(text: str) -> str:
    """The delimiter that gives most of the first rows one width; a comma if none gives more than one cell."""
    return max(DELIMITERS, key=lambda delimiter: _regularity(text, delimiter))


def _regularity(text: str, delimiter: str) -> tuple[int, int]:
    """``(rows, width)``: how many of the first rows have the most common width above 1, and that width."""
    try:
        rows = list(islice(csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=True), SNIFFED_ROWS))
    except csv.Error:
        return (0, 0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def read_rows(text: str, delimiter: str, max_rows: int, max_columns: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not blank, with its first line (from 1) and its cells stripped of white space.

    Raises csv_unclosed_quote, csv_stray_quote, csv_long_cell, csv_too_many_rows, csv_too_many_columns, csv_ragged_row.
    """
    reader = csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=True, strict=True)
    count = width = 0
    while True:
        line = reader.line_num + 1
        try:
            row = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error:
            raise _syntax_error(text, line, delimiter) from None
        if not any(row):
            continue
        width, count = width or len(row), count + 1
        if len(row) > max_columns:
            raise fail("csv_too_many_columns", line=line, received=len(row), limit=max_columns)
        if count > max_rows + 1:  # one of them may be the header
            raise fail("csv_too_many_rows", line=line, limit=max_rows)
        if len(row) != width:
            column = min(len(row), width) + 1
            raise fail("csv_ragged_row", line=line, column=column, expected=width, received=len(row))
        yield line, row


def _lines(text: str) -> io.StringIO:
    return io.StringIO(text, newline="")


def _syntax_error(text: str, line: int, delimiter: str) -> ProblemError:
    """The error of the row that begins on a line, which is found by scanning it again, character by character."""
    column, state = 1, "start"
    for character in chain.from_iterable(islice(_lines(text), line - 1, None)):
        if state == "quoted":
            state = "closing" if character == '"' else "quoted"
        elif character == '"' and state in {"start", "closing"}:
            state = "quoted"
        elif character == delimiter:
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
