"""Parse the bytes of a CSV file into rows of cells, within limits; syntax errors name line and column."""

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
"""UTF-8, and the encoding that Korean spreadsheet programs use."""

SNIFFED_ROWS = 20


def decode(data: bytes | str, max_bytes: int) -> tuple[str, str]:
    """The text of a file and its encoding.

    Raises a ProblemError with code ``csv_too_large`` if it has more than ``max_bytes`` bytes (a str: characters), and
    with code ``csv_bad_encoding`` if it is not text in one of ENCODINGS.
    """
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
    """The delimiter with which most of the first rows have the same number of cells; a comma if none splits a row."""
    return max(DELIMITERS, key=lambda delimiter: _regularity(text, delimiter))


def _regularity(text: str, delimiter: str) -> tuple[int, int]:
    """``(count, width)``. width: the most common number of cells, above 1. count: number of first rows with it."""
    try:
        rows = list(islice(csv.reader(_lines(text), delimiter=delimiter, skipinitialspace=True), SNIFFED_ROWS))
    except csv.Error:
        return (0, 0)
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def read_rows(text: str, delimiter: str, max_rows: int, max_columns: int) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(line, cells)`` for each row that is not blank.

    line: number of the line, from 1, in which the row begins. cells: stripped of white space. Raises a ProblemError
    with one of the codes ``csv_unclosed_quote``, ``csv_stray_quote``, ``csv_long_cell``, ``csv_too_many_rows``,
    ``csv_too_many_columns`` and ``csv_ragged_row``.
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
    """The error in the row that begins in this line, found by scanning the row again, character by character."""
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
