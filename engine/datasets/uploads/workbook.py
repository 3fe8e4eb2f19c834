"""Where the rows of an Excel workbook are: its sheets, titles, header and names, within limits.

This module imports openpyxl when a workbook is read.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from engine.datasets.uploads.header import column_names, find_heading
from engine.datasets.uploads.layout import SAMPLED, Layout, filled_width, header_lines
from engine.datasets.uploads.read_plan import MAX_COLUMNS, MAX_HEADER, MAX_ROWS, MAX_SKIPPED, Overrides, ReadPlan
from engine.errors import ProblemError, did_you_mean, fail

MAX_UNPACKED_BYTES = 100_000_000
MAX_MEMBERS = 10_000
MAX_SHEET_CELLS = 2_000_000
"""Cells that are read of a sheet: openpyxl reads some 200,000 a second."""


def sheet_layout(data: bytes, overrides: Overrides) -> Layout:
    """The layout of a sheet: of the first, or of the one that is asked for.

    Raises a ProblemError with one of the codes ``csv_bad_workbook``, ``csv_large_workbook``, ``csv_unknown_sheet``,
    ``csv_too_many_columns`` and ``csv_empty``.
    """
    with workbook_errors():
        _check_archive(data)
        import openpyxl

        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = tuple(sheet.title for sheet in book.worksheets)
        sheet = _chosen(sheets, overrides.sheet)
        first, widths = _scan(book[sheet].iter_rows(values_only=True))
    width = max(widths, default=0)
    if not width:
        raise fail("csv_empty")
    first = [row[:1] if filled_width(row) == 1 and row[0] else (row + [""] * width)[:width] for row in first]
    heading = find_heading(first, overrides)
    filled = [i for i in range(heading.skip, len(widths)) if widths[i]]
    most = min(MAX_ROWS, MAX_SHEET_CELLS // width, overrides.rows or MAX_ROWS)
    rows = min(filled[-1] + 1 - heading.skip, most) if filled else 0
    limited = bool(filled) and filled[-1] + 1 - heading.skip > most
    names = tuple(column_names(header_lines(first, heading), width))
    plan = ReadPlan("excel", names, (), sheet=sheet, titles=heading.titles, header=heading.header, skip=heading.skip,
                    rows=rows)
    lines = tuple(range(heading.skip + 1, heading.skip + rows + 1))
    return Layout(plan, lines, sheets=(*sheets[sheets.index(sheet) :], *sheets[: sheets.index(sheet)]), limited=limited)


@contextmanager
def workbook_errors() -> Iterator[None]:
    """Raise a ProblemError with code ``csv_bad_workbook`` for whatever openpyxl or pandas says about a damaged file."""
    try:
        yield
    except (ProblemError, MemoryError):
        raise
    except Exception as error:  # a damaged file may raise any error of the libraries below
        raise fail("csv_bad_workbook", detail=type(error).__name__) from error


def _check_archive(data: bytes) -> None:
    """Refuse a workbook that is too large when it is unpacked; a member never gives more bytes than it declares."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
    size = sum(member.file_size for member in members if member.filename.endswith((".xml", ".rels")))
    if size > MAX_UNPACKED_BYTES or len(members) > MAX_MEMBERS:
        raise fail("csv_large_workbook", size=size, limit=MAX_UNPACKED_BYTES)


def _chosen(sheets: Sequence[str], name: str | None) -> str:
    if not sheets:
        raise fail("csv_empty")
    if name is not None and name not in sheets:
        raise fail("csv_unknown_sheet", "sheet", sheet=name, hint=did_you_mean(name, list(sheets)))
    return sheets[0] if name is None else name


def _scan(rows: Iterator[Sequence[Any]]) -> tuple[list[list[str]], list[int]]:
    """The first rows as text, and the number of cells of each row up to the last that is filled."""
    first: list[list[str]] = []
    widths: list[int] = []
    cells = 0
    for row in rows:
        texts = list(map(_text, row))
        widths.append(filled_width(texts))
        if widths[-1] > MAX_COLUMNS:
            raise fail("csv_too_many_columns", line=len(widths), received=widths[-1], limit=MAX_COLUMNS)
        if len(first) < SAMPLED:
            first.append(texts[: widths[-1]])
        cells += widths[-1]
        if cells > MAX_SHEET_CELLS + MAX_COLUMNS * MAX_SKIPPED or len(widths) > MAX_ROWS + MAX_SKIPPED + MAX_HEADER:
            break
    return first, widths


def _text(value: Any) -> str:
    """A cell as text, nearly as pandas writes it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)
