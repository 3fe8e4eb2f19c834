"""Uploaded CSV files are read as intended or refused with line and column; no bytes raise any other error."""

import gzip
from functools import partial

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.datasets.uploads.numbers import find_writing
from engine.datasets.uploads.read_plan import Overrides
from engine.datasets.uploads.table import Table, read_table
from engine.errors import ProblemError


def read_csv(data, **options) -> Table:
    return read_table(data.encode() if isinstance(data, str) else data, Overrides(**options))


FLOWERS = "길이,색,꽃\n1.5,빨강,장미\n2,노랑,튤립\n,빨강,튤립\n4.5,,장미\n"


def problem(data, **options):
    with pytest.raises(ProblemError) as caught:
        read_csv(data, **options)
    assert str(caught.value)
    return caught.value.problem.code, dict(caught.value.problem.values)


def column_problem(table, *args):
    with pytest.raises(ProblemError) as caught:
        table.to_arrays(*args)
    assert str(caught.value)
    return caught.value.problem.code, dict(caught.value.problem.values)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends(encoding, delimiter, newline):
    table = read_csv(FLOWERS.replace(",", delimiter).replace("\n", newline).encode(encoding))
    assert table.plan.separator == delimiter
    assert table.plan.encoding == encoding
    assert table.plan.header == 1
    assert table.names == ("길이", "색", "꽃")
    assert [column.kind for column in table.columns] == ["numeric", "categorical", "categorical"]
    assert [column.missing for column in table.columns] == [1, 1, 0]
    assert table.rows == 4
    assert table.target == "꽃"
    assert table.columns[0].lines == (2, 3, 4, 5)


def test_arrays_for_classes():
    arrays = read_csv(FLOWERS).to_arrays()
    assert arrays.outline.class_names == ("장미", "튤립")
    assert arrays.y.tolist() == [0, 1, 1, 0]
    assert arrays.y.dtype == np.int64
    assert arrays.outline.feature_names == ("길이", "색=노랑", "색=빨강")
    assert read_csv("c,n,y\na,1,0\nb,2,1\nb,3,1\n").outline().feature_names == ("n", "c=a", "c=b")
    assert arrays.x.dtype == np.float32
    mean = (1.5 + 2 + 4.5) / 3
    np.testing.assert_allclose(arrays.x, [[1.5, 0, 1], [2, 1, 0], [mean, 0, 1], [4.5, 0, 0]], rtol=1e-6)
    assert (arrays.outline.filled, arrays.outline.dropped) == (1, 0)


def test_arrays_for_a_regression_drop_rows_without_a_target():
    arrays = read_csv(FLOWERS).to_arrays("길이")
    assert arrays.outline.class_names == ()
    assert arrays.y.dtype == np.float32
    assert arrays.y.tolist() == [1.5, 2, 4.5]
    assert arrays.outline.dropped == 1
    assert arrays.x.shape == (3, 4)


def test_a_numeric_target_is_categorical_if_it_has_few_integers():
    few = read_csv("a,y\n" + "".join(f"{n},{n % 3}\n" for n in range(30)))
    assert few.target_kind() == "categorical"
    assert few.outline().class_names == ("0", "1", "2")
    assert few.to_arrays(kind="numeric").y.dtype == np.float32
    many = read_csv("a,y\n" + "".join(f"{n},{n}\n" for n in range(30)))
    assert many.target_kind() == "numeric"
    assert many.outline(kind="categorical").class_names == tuple(str(n) for n in range(30))


def test_numbers_can_be_declared_classes():
    table = read_csv("room,y\n" + "".join(f"{n % 3},{n}.5\n" for n in range(12)), categorical=("room",))
    assert table.outline().feature_names == ("room=0", "room=1", "room=2")


def test_columns_without_header_are_numbered():
    table = read_csv("1,2,yes\n3,4,no\n")
    assert table.plan.header == 0
    assert table.names == ("column 1", "column 2", "column 3")
    assert table.rows == 2


def test_column_names_are_made_unique():
    assert read_csv("a,,a,column 2,a\n1,2,3,4,5\n").names == ("a", "column 2", "a (2)", "column 2 (2)", "a (3)")


def test_quotes_blank_lines_and_spaces_are_parsed():
    table = read_csv('"name", size ,y\n\n"Kim, ""A""\nJr.", 1 ,0\n,,\nLee,"1,200",1\n')
    assert table.columns[0].cells() == ('Kim, "A"\nJr.', "Lee")
    assert table.columns[0].lines == (3, 6)
    assert list(table.columns[1].values.values()) == [1, 1200]


def test_free_text_and_empty_columns_are_not_features():
    table = read_csv("id,note,empty,a,y\n" + "".join(f"u{n},n{n},?,{n},{n % 2}\n" for n in range(60)))
    assert [column.kind for column in table.columns] == ["text", "text", "empty", "numeric", "numeric"]
    arrays = table.to_arrays()
    assert arrays.outline.left_out == ("id", "note", "empty")
    assert arrays.outline.feature_names == ("a",)
    assert column_problem(table, "id")[0] == "csv_too_many_classes"
    assert column_problem(table, "empty") == ("csv_no_target", {"column": "empty"})


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1", 1), ("-1.5", -1.5), ("+.5", 0.5), ("1e3", 1000), ("1,234,567.5", 1234567.5), ("5.", 5)]
    + [(cell, None) for cell in ("", "a", "1_0", "inf", "nan", "1e99", "1e16", "1,23", "--1", "0x1", "1e", ".")],
)
def test_numbers_are_recognised(cell, value):
    assert find_writing({cell: 1}, ".").values[cell] == value


NUMBERS = "a,b\n" + "1,2\n" * 20


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("", ("csv_empty", {})),
        (b"\xef\xbb\xbf", ("csv_empty", {})),
        ("\n \n,,\n", ("csv_empty", {})),
        ("a,b\n", ("csv_empty", {})),
        ("a,b\n1,2\n3\n", ("csv_ragged_row", {"line": 3, "column": 2, "expected": 2, "received": 1})),
        ("a,b\n1,2\n3,4,5\n", ("csv_ragged_row", {"line": 3, "column": 3, "expected": 2, "received": 3})),
        ('a,b\n1,2\n3,"4\n5,6\n', ("csv_unclosed_quote", {"line": 3, "column": 2})),
        ('a,b\n1,2\n"3"x,4\n', ("csv_stray_quote", {"line": 3, "column": 1})),
        ('a,b\n1,""x"\n', ("csv_stray_quote", {"line": 2, "column": 2})),
        ("a,b\n1," + "2" * 200_000, ("csv_long_cell", {"line": 2, "column": 2})),
        ('a,b\n1,"' + "2,3\n" * 100_000, ("csv_unclosed_quote", {"line": 2, "column": 2})),
        ("a\n" + "1" * 2_000_000, ("csv_long_line", {"line": 2, "limit": 1_000_000})),
        ("a,b\n1,2\n" + "," * 600 + "3\n", ("csv_too_many_columns", {"line": 3, "received": 601, "limit": 500})),
        (b"a,b\n1,2\n\xff\xfe,3\n", ("csv_bad_encoding", {"line": 3})),
        (b"a,b\n1,\0\n", ("csv_bad_encoding", {"line": 2})),
    ],
)
def test_errors_name_line_and_column(data, expected):
    assert problem(data) == expected


def test_text_among_numbers_can_be_declared_a_class():
    table = read_csv("a,b\n" + "1,2\n2,2\n" * 10 + "3,four\n", categorical=("b",))
    assert table.outline("a").feature_names == ("b=2", "b=four")
    assert column_problem(table, "b", "numeric") == ("csv_not_a_number", {"line": 22, "column": "b", "value": "four"})


def test_files_above_the_limits_are_refused():
    assert problem("1,2\n" * 12_500_001) == ("csv_too_large", {"size": 50_000_004, "limit": 50_000_000})
    assert problem("1," * 600 + "2\n")[0] == "csv_too_many_columns"
    assert read_csv(NUMBERS, rows=10).rows == 10
    wide = "".join(f"{n % 50}x," for n in range(100))
    rows = "".join("".join(f"{n}x{r}," for n in range(100)) + f"{r}\n" for r in range(50))
    assert column_problem(read_csv(wide + "y\n" + rows))[0] == "csv_too_many_features"


def test_invalid_targets_are_refused():
    assert column_problem(read_csv(FLOWERS), "꽂")[0] == "csv_unknown_column"
    table = read_csv("a,b\n1,x\n2,x\n3,x\n")
    assert column_problem(table) == ("csv_one_class", {"column": "b", "value": "x"})
    assert column_problem(table, "c") == ("csv_unknown_column", {"column": "c", "hint": ""})
    assert column_problem(read_csv("a\n1\n2\n3\n")) == ("csv_no_features", {})


CELLS = st.sampled_from(
    ["1", "-2.5", "", "?", "a", "가", '"', '""', '"x', 'y"', ",", ";", "\t", "\n", "\r\n", "\r", " ", "\0", "1e40", "﻿"]
)
TEXTS = st.lists(CELLS, max_size=60).map("".join) | st.text(max_size=200)
FILES = st.binary(max_size=200) | TEXTS | TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass"))
FILES |= TEXTS.map(lambda text: text.encode("cp949", "replace"))


def value_or_none(call):
    """The result of a call; None if it raises a ProblemError with a csv code. Any other error fails the test."""
    try:
        return call()
    except ProblemError as error:
        return None if error.problem.code.startswith("csv_") and str(error) else pytest.fail(str(error))


@given(data=FILES)
@example(data="a\n" + "9" * 5000)
def test_arbitrary_files_are_read_or_raise_a_problem(data):
    table = value_or_none(lambda: read_csv(data))
    if table is None:
        return
    assert len(set(table.names)) == len(table.names)
    for name in table.names:
        for kind in (None, "numeric", "categorical"):
            arrays = value_or_none(partial(table.to_arrays, name, kind))
            if arrays is None:
                continue
            assert len(arrays.x) == len(arrays.y) == table.rows - arrays.outline.dropped
            assert arrays.x.shape[1] == len(arrays.outline.feature_names)
            assert np.isfinite(arrays.x).all()
            assert np.isfinite(arrays.y).all()


@given(
    st.lists(
        st.tuples(st.floats(-1e6, 1e6, width=32), st.floats(-1e6, 1e6, width=32), st.integers(0, 1)),
        min_size=3, max_size=40,
    )
)  # fmt: skip
def test_numbers_are_read_exactly(rows):
    data = "a,b,y\n" + "".join(f"{a!r},{b!r},{y}\n" for a, b, y in rows)
    table = read_csv(data)
    np.testing.assert_array_equal(
        np.stack([table.frame[name].astype("float64") for name in "aby"], axis=1).astype("float32"),
        np.array(rows, "float32"),
    )


def test_real_tables_are_read(real_data):
    titanic = read_csv((real_data / "tabular" / "titanic.csv").read_bytes())
    arrays = titanic.to_arrays("Survived")
    assert arrays.y.sum() == 342
    assert arrays.outline.left_out == ("Name", "Ticket", "Cabin")
    assert arrays.outline.filled == 177
    housing = read_csv(gzip.decompress((real_data / "tabular" / "housing.csv.gz").read_bytes()))
    assert housing.column("total_bedrooms").missing == 207
    assert housing.to_arrays("median_house_value").x.shape == (20640, 8 + 5)
    pima = read_csv((real_data / "tabular" / "pima-indians-diabetes.csv").read_bytes())
    assert pima.plan.header == 0
    assert pima.to_arrays().y.sum() == 268
