"""Hostile files give a clear error, or a table, in bounded time and memory."""

import io
import zipfile
from time import perf_counter

import pytest
from table_files import workbook

from engine.datasets.uploads import workbook as workbooks
from engine.datasets.uploads.table import read_table
from engine.errors import ProblemError

MAX_SECONDS = 20
"""Far more than any of these takes on a free machine."""
SHEET = ('<?xml version="1.0"?>{declared}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
         "<sheetData>{rows}</sheetData></worksheet>")


def code_of(data):
    """The code of the problem; empty if the file is read."""
    start = perf_counter()
    problem = None
    try:
        read_table(data).to_arrays()
    except ProblemError as error:
        problem = error.problem
    assert perf_counter() - start < MAX_SECONDS
    return "" if problem is None or not str(problem) else problem.code


def with_sheet(rows, declared="", **members):
    """A workbook whose sheet has this XML; members: further files, by name."""
    source, target = io.BytesIO(workbook([[1, 2], [3, 4]])), io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            sheet = SHEET.format(rows=rows, declared=declared) if name.endswith("sheet1.xml") else old.read(name)
            new.writestr(name, sheet)
        for name, content in members.items():
            new.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize(("data", "code"), [
    (b"x" * 3_000_000, "csv_long_line"),
    (b"1," * 1_000_000, "csv_long_line"),
    (b"a," * 100_000 + b"\n1,2\n", "csv_too_many_columns"),
    (b"a,b\n" + b"1,2\n" * 100 + b"," * 5_000 + b"1\n", "csv_too_many_columns"),
    (b"\0" * 3_000_000, "csv_bad_encoding"),
    (b"a,b\n1,\0\n2,3\n" * 1000, "csv_bad_encoding"),
    (b'a,b\n1,"' + b"2,3\n" * 1_000_000, "csv_unclosed_quote"),
    (b"a,b\n" + b"\n" * 5_000_000 + b"1,2\n", "csv_empty"),
    (b"a,b\n" + b",\n" * 3_000_000, "csv_empty"),
    (b"a,b\n" + b'"' * 900_000 + b"\n", "csv_long_cell"),
    (b" " * 900_000 + b"\n" + b" 1 2\n" * 50, "csv_one_class"),
    (b"a\n" + b"9" * 100_000 + b"\n1\n2\n", "csv_no_features"),
    (b"[" * 1_000_000 + b"]" * 1_000_000, "csv_long_line"),
], ids=range(13))  # fmt: skip
def test_text(data, code):
    assert code_of(data) == code


def test_texts_of_formulas_and_commands_are_texts():
    rows = b"".join(b'=cmd|"/c calc"!A1,@SUM(1+1)*cmd,%d,%s\n' % (i, b"AB"[i % 2 : i % 2 + 1]) for i in range(20))
    table = read_table(b"a,=b,c,y\n" + rows)
    assert table.columns[0].cells(1) == ('=cmd|"/c calc"!A1',)
    assert [column.kind for column in table.columns] == ["categorical", "categorical", "numeric", "categorical"]


def test_a_workbook_that_is_large_when_unpacked(monkeypatch):
    assert code_of(with_sheet("<row/>" * 10, **{"xl/bomb.xml": b" " * 120_000_000})) == "csv_large_workbook"
    assert code_of(with_sheet("", **{f"xl/{n}.xml": b"" for n in range(11_000)})) == "csv_large_workbook"


def test_a_workbook_whose_rows_and_columns_lie_far_away():
    def cell(address, row):
        return f'<row r="{row}"><c r="{address}"><v>1</v></c></row>'

    assert code_of(with_sheet(cell("A2000000000", 2_000_000_000))) == "csv_empty"
    assert code_of(with_sheet(cell("A1", 1) + cell("XFD2", 2))) == "csv_too_many_columns"
    assert code_of(with_sheet(cell("A1", 1) + cell("A90000", 90_000))) in ("csv_too_few_rows", "csv_one_class", "csv_no_features")


def test_a_damaged_workbook():
    good = workbook([["a", "y"], *[[i, i] for i in range(30)]])
    for damaged in (good[: len(good) // 2], good.replace(b"PK\x01\x02", b"PK\x01\x03", 1), with_sheet("<row>"),
                    with_sheet('<row r="x"><c r="?!"><v>1</v></c></row>')):
        assert code_of(damaged) in ("csv_bad_workbook", "csv_other_format")
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 50}">' for old, new in zip("abcdef", "bcdefg", strict=True)) + "]>"
    assert code_of(with_sheet('<row><c t="str"><v>&g;</v></c></row>', entities)) == "csv_bad_workbook"


def test_a_sheet_of_many_cells_is_read_in_part(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_SHEET_CELLS", 60)
    table = read_table(workbook([["a", "b", "y"], *[[i, i, "AB"[i % 2]] for i in range(40)]]))
    assert table.rows == 20
    assert "table_first_rows" in {notice.code for notice in table.notices}
