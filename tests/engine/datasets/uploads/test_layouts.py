"""Files in the forms that people have are read as meant, with notices that can be taken back; no table is named."""

import numpy as np
import pytest
from table_files import FILES, documents, lines, workbook

from engine.datasets.uploads.numbers import find_writing
from engine.datasets.uploads.read_plan import BLANKS, Overrides, read_overrides
from engine.datasets.uploads.table import read_table
from engine.errors import ProblemError


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_as_it_is_meant(name):
    file = FILES[name]
    table = read_table(file.data)
    assert {column.name: column.kind for column in table.columns} == file.kinds
    assert table.rows == file.rows
    assert {column.name: column.missing for column in table.columns if column.missing} == file.missing
    assert tuple(notice.code for notice in table.notices if notice.code != "table_header") == file.notices
    arrays = table.to_arrays()
    assert arrays.outline.class_names == file.classes
    assert arrays.x.shape == (file.rows, file.width)
    assert np.isfinite(arrays.x).all()


@pytest.mark.parametrize("name", FILES)
def test_every_notice_can_be_taken_back(name):
    """The undo is a valid option, reads the file in another way or fails with a problem, and is not offered again."""
    table = read_table(FILES[name].data)
    for notice in table.notices:
        if not notice.undo:
            continue
        other, code = table_or_code(FILES[name].data, read_overrides(notice.undo))
        if other is None:
            assert code.startswith("csv_")
        else:
            assert other.plan != table.plan
            assert notice.code not in {each.code for each in other.notices if each.values == notice.values}


def table_or_code(data, overrides):
    try:
        return read_table(data, overrides), ""
    except ProblemError as error:
        return None, error.problem.code


def test_the_values_are_those_of_the_cells():
    table = read_table(FILES["units"].data)
    x = table.to_arrays().x
    np.testing.assert_allclose(x[3], [153, 3, 4234, -3, -3])
    x = read_table(FILES["currencies and wide digits"].data).to_arrays().x
    np.testing.assert_allclose(x[2], [3000, 2.5, 12.5, 2234])
    x = read_table(FILES["semicolon and decimal comma"].data).to_arrays().x
    np.testing.assert_allclose(x[13, 0], 13.3)
    assert read_table(FILES["points and decimal commas"].data).to_arrays().x[5, 0] == np.float32(1234.15)
    dropped = read_table(FILES["empty rows"].data)
    assert dropped.columns[0].cells(3) == ("1", "2", "3")
    assert dropped.columns[0].lines[:3] == (3, 5, 7)


def test_notices_say_what_was_found():
    def notice(name, code):
        return next(each for each in read_table(FILES[name].data).notices if each.code == code)

    slip = notice("one slip", "table_slips")
    assert slip.values == {"column": "a", "words": ["모르겠음"], "n": 1, "lines": [9]}
    assert slip.undo == {"categorical": ["a"]}
    missing = notice("missing mixed", "table_missing")
    assert missing.values == {"n": 3, "words": ["-", "NA", "?"], "columns": [["PM10", 3]]}
    assert notice("sum row", "table_sums").values == {"n": 1, "lines": [42]}
    assert notice("one long row and a footnote", "table_ragged").values == {"n": 2, "lines": [5, 22]}
    assert notice("title line", "table_titles").values == {"n": 2}
    assert notice("years as names", "table_header").undo == {"header": 0}
    assert notice("units", "table_units").values == {"column": "키", "parts": ["cm"]}


def test_overrides_decide():
    data = FILES["sum row"].data
    assert read_table(data, Overrides(header=0)).names == ("column 1", "column 2", "column 3", "column 4")
    assert read_table(data, Overrides(keep=("sums",))).rows == 41
    assert read_table(data, Overrides(rows=10)).rows == 10
    assert read_table(data, Overrides(separator="|", header=1)).columns[0].name == "구,남,여,등급"
    assert read_table(data, Overrides(skip=2, header=1)).names == ("1구", "7", "5", "A")
    units = read_table(FILES["units"].data, Overrides(categorical=("키",)))
    assert units.columns[0].kind == "categorical"
    assert read_table(FILES["missing mixed"].data, Overrides(missing=("NA", "?"))).columns[1].missing == 4
    assert "-" in read_table(FILES["None among words"].data.replace(b"None", b"-"), Overrides(missing=())).columns[1].categories
    assert read_table(FILES["decimal comma in quotes"].data, Overrides(decimal=".")).columns[1].kind == "categorical"
    assert read_table(FILES["blanks between"].data).plan.separator == BLANKS


@pytest.mark.parametrize("name", documents())
def test_other_formats_are_named(name):
    with pytest.raises(ProblemError) as caught:
        read_table(documents()[name])
    assert (caught.value.problem.code, caught.value.problem.values["format"]) == ("csv_other_format", name)


def test_a_table_may_begin_like_another_format():
    assert read_table(lines("BMI,y", lambda i: f"{i},{i}", 20)).names == ("BMI", "y")
    assert read_table(lines("GIF89a,y", lambda i: f"{i},{i}", 20)).names == ("GIF89a", "y")
    assert read_table(lines("[a],y", lambda i: f"{i},{i}", 20)).names == ("[a]", "y")


def test_too_many_rows_are_read_in_part(monkeypatch):
    monkeypatch.setattr("engine.datasets.uploads.layout.MAX_ROWS", 50)
    table = read_table(lines("a,y", lambda i: f"{i},{letter_of(i)}", 80))
    assert table.rows == 50
    assert [n.values for n in table.notices if n.code == "table_first_rows"] == [{"rows": 50}]
    exactly = read_table(lines("a,y", lambda i: f"{i},{letter_of(i)}", 50))
    assert (exactly.rows, exactly.plan.rows) == (50, None)


def letter_of(i):
    return "AB"[i % 2]


def excel_rows(n=20):
    return [[i, i / 4, "빨강" if i % 3 else "파랑", letter_of(i)] for i in range(n)]


def test_an_excel_workbook_is_read():
    table = read_table(workbook([["번호", "값", "색", "정답"], *excel_rows()]))
    assert [column.kind for column in table.columns] == ["numeric", "numeric", "categorical", "categorical"]
    assert table.columns[1].cells(3) == ("0", "0.25", "0.5")
    assert table.columns[0].lines[:2] == (2, 3)
    assert table.to_arrays().x.shape == (20, 4)


def test_titles_sheets_dates_and_errors_of_excel():
    from datetime import datetime

    rows = [["제목"], [], ["날짜", "값", "정답"], *[[datetime(2024, 1, 1 + i), i, letter_of(i)] for i in range(15)], [],
            [datetime(2024, 2, 1), "#N/A", "A"], [None, "=1+1", "B"]]
    data = workbook(rows, ("첫째", "둘째"), [[["a", "b"], [1, 2], [3, 4], [5, 7]]])
    table = read_table(data)
    codes = [notice.code for notice in table.notices]
    assert codes == ["table_titles", "table_header", "table_sheet"]
    assert table.columns[0].cells(1) == ("2024-01-01",)
    assert table.rows == 17
    assert table.columns[1].missing == 2
    other = read_table(data, read_overrides(table.notices[-1].undo))
    assert other.names == ("a", "b")
    with pytest.raises(ProblemError) as caught:
        read_table(data, Overrides(sheet="셋째"))
    assert caught.value.problem.code == "csv_unknown_sheet"


@pytest.mark.parametrize(("cells", "numbers"), [
    ("170cm 180CM", (170, 180)), ("12% 5.5%", (12, 5.5)), ("$5 $6.5", (5, 6.5)), ("₩5,000 ₩6", (5000, 6)),
    ("(5) 6", (-5, 6)), ("−3 +4", (-3, 4)), ("△3 4", (-3, 4)), ("１２ ３．５", (12, 3.5)), ("1e3 2E-1", (1000, 0.2)),
    ("1,234 5", (1234, 5)), ("5kg 5g", (5, None)), ("1,23 5", (None, 5)), ("A1 B2", (None, None)),
])  # fmt: skip
def test_numbers_with_units(cells, numbers):
    values = find_writing(dict.fromkeys(cells.split(" "), 1), ".").values
    assert tuple(values.values()) == numbers
