"""The printed code of a learner's file, run by itself with pandas, gives the arrays that the engine trains on."""

import ast
import gzip
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from table_files import FILES, workbook

from engine.datasets.uploads import file_store
from engine.datasets.uploads.file_store import save
from engine.datasets.uploads.table import read_table
from engine.datasets.uploads.uploaded_dataset import make_dataset
from engine.errors import ProblemError
from engine.specs.data import dataset_of, load
from engine.specs.data_code import data_code, read_data
from engine.specs.experiment import Experiment
from engine.specs.objects import CompileSpec, DataSpec, FitSpec, ModelSpec, ObjectSpec
from engine.specs.script import STEPS, script_archive


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(file_store.FOLDER_VARIABLE, str(tmp_path / "uploads"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(data, folder, file="내 \"표\".csv", **fields):
    """Run the printed code of a file and compare; return the code."""
    spec = DataSpec("csv", {"key": save(data), "file": file, **fields.pop("options", {})}, seed=3, **fields)
    (folder / file).write_bytes(data)
    code = data_code(spec)
    variables = {}
    exec(code, variables)
    for part, array in load(spec).arrays().items():
        np.testing.assert_array_equal(array, variables[part], err_msg=part)
        assert array.dtype == variables[part].dtype
    if dataset_of(spec).class_names:
        assert tuple(variables["classes"]) == dataset_of(spec).class_names
    assert read_data(code, spec) == spec
    return code


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("test_share", [0.2, 0.0])
def test_page_and_script_give_the_same_numbers(name, test_share, folder):
    check(FILES[name].data, folder, test_share=test_share)


@pytest.mark.parametrize("name", FILES)
def test_they_do_so_for_every_target(name, folder):
    table = read_table(FILES[name].data)
    for column in table.columns[:-1]:
        if column.kind in ("numeric", "categorical") and 1 < len(column.categories) <= 50:
            check(FILES[name].data, folder, options={"target": column.name, "kind": table.target_kind(column.name)})


def test_they_do_so_for_overrides(folder):
    check(FILES["sum row"].data, folder, options={"keep": ["sums"], "rows": 30})
    check(FILES["units"].data, folder, options={"categorical": ["키"]})
    check(FILES["None among words"].data, folder, options={"missing": []})
    check(FILES["decimal comma in quotes"].data, folder, options={"decimal": "."})
    check(FILES["two header lines"].data, folder, options={"header": 1})


def test_they_do_so_for_excel(folder):
    rows = [["제목"], [], ["a", "b", "y"], *[[i, i / 3, "AB"[i % 2]] for i in range(20)]]
    code = check(workbook(rows, ("표", "다른")[:1]), folder, "표.xlsx")
    assert "sheet = '표'" in code
    assert "pd.read_excel(" in code


def test_the_code_has_only_the_steps_that_the_file_needs(folder):
    plain = check(b"a,b,y\n" + b"1,2,A\n3,4,B\n5,5,A\n" * 5, folder, "plain.csv")
    for word in ("mask", "strip", "drop", "fillna", "replace", "get_dummies", "nrows"):
        assert word not in plain
    assert "classes = ['A', 'B']" in plain
    many = check(FILES["sum row"].data, folder)
    assert "dropped = [40]" in many


def test_code_that_reads_the_file_in_another_way_is_not_taken_for_the_same(folder):
    spec = DataSpec("csv", {"key": save(FILES["CP949"].data), "file": "a.csv"})
    code = data_code(spec)
    assert read_data(code.replace("cp949", "utf-8"), spec) is None
    assert read_data(code.replace("skip = 1", "skip = 2"), spec) is None
    assert read_data(code.replace("test = 0.2", "test = 0.3"), spec).test_share == 0.3


def test_names_of_columns_and_files_are_only_ever_literals(folder):
    name = '"]); import os; os.abort() #\nx\'"""{0}\\'
    data = ('"' + name.replace('"', '""') + '",y\n').encode() + b"1,A\n2,B\n3,A\n4,B\n5,A\n"
    code = check(data, folder, "x'\"); import os #.csv")
    calls = {ast.unparse(node.func) for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)}
    assert not any("os." in call for call in calls)
    assert [n.names[0].name for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Import)] == ["numpy", "pandas"]


CELLS = st.sampled_from(["1", "2.5", "-3", "1,5", "7cm", "12%", "(4)", "-", "", " ", "?", "A", "A ", "나", "1.0", "합계", "x\ny", '"',
                         "nan", "１２", "2024-01-02", "\u00a03"])


@given(cells=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=4, max_size=30), separator=st.sampled_from(",;\t|"),
       encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp949", "utf-16"]), head=st.sampled_from(["", "a,b,y", "t\n\na,b,y"]))
def test_any_table_gives_the_same_numbers(cells, separator, encoding, head, tmp_path_factory):
    rows = [separator.join('"' + cell.replace('"', '""') + '"' if set(cell) & set('",;|\n') else cell for cell in row)
            for row in cells]
    data = "\r\n".join([head.replace(",", separator), *rows, ""]).encode(encoding, "replace")
    file = tmp_path_factory.mktemp("table") / "표.csv"
    file.write_bytes(data)
    try:
        dataset = make_dataset(read_table(data), file=str(file))
    except ProblemError as error:
        assert error.problem.code.startswith("csv_")  # noqa: PT017
        return
    variables = {}
    exec(dataset.code(0), variables)
    arrays = dataset.read(0)
    np.testing.assert_array_equal(arrays.x, variables["x"])
    np.testing.assert_array_equal(arrays.y, variables["y"])
    assert np.isfinite(arrays.x).all()


def test_the_archive_holds_the_script_and_its_file(folder, monkeypatch):
    data = FILES["CP949"].data
    spec = DataSpec("csv", {"key": save(data), "file": "../../etc/키.csv"}, seed=3)
    model = ModelSpec((ObjectSpec("Dense", {"units": 1, "activation": "sigmoid"}),), (1,))
    experiment = Experiment(spec, model, CompileSpec(loss=ObjectSpec("BinaryCrossentropy")), FitSpec(1))
    titles = {step: step for step in STEPS}
    with ZipFile(BytesIO(script_archive(experiment, titles, "code"))) as archive:
        assert archive.namelist() == ["키.csv", "code.py"]
        archive.extractall(folder)
        assert archive.read("키.csv") == data
    code = (folder / "code.py").read_text("utf-8")
    variables = {}
    exec(code[code.index("import numpy") : code.index("# 2.")], variables)
    np.testing.assert_array_equal(variables["x_train"], load(spec).x_train)
    assert script_archive(experiment, titles, "code") == script_archive(experiment, titles, "code")
    with ZipFile(BytesIO(script_archive(replace(experiment, data=DataSpec("iris")), titles))) as archive:
        assert archive.namelist() == ["script.py"]
    for path in (folder / "uploads").iterdir():
        path.unlink()
    with pytest.raises(ProblemError, match="no longer stored"):
        script_archive(experiment, titles)


def test_the_shared_cases_give_the_same_numbers(real_data, folder):
    cases = sorted((real_data.parent / "cases" / "csv").glob("*"))
    for path in cases:
        table = read_table(path.read_bytes())
        target = next(c.name for c in reversed(table.columns) if len(c.categories) > 1)
        if table.rows >= 3:
            check(path.read_bytes(), folder, path.name, options={"target": target})


def test_real_tables_give_the_same_numbers(real_data, folder):
    check((real_data / "tabular" / "auto-mpg.data").read_bytes(), folder, "auto-mpg.data", options={"target": "column 1"})
    check((real_data / "tabular" / "titanic.csv").read_bytes(), folder, "titanic.csv", options={"target": "Survived"})
    check((real_data / "tabular" / "pima-indians-diabetes.csv").read_bytes(), folder, "pima.csv")
    housing = gzip.decompress((real_data / "tabular" / "housing.csv.gz").read_bytes())
    check(housing, folder, "housing.csv", options={"target": "median_house_value"})
    seoul = gzip.decompress((real_data / "timeseries" / "seoul_daily_temp_1907_2020.csv.gz").read_bytes())
    check(seoul, folder, "seoul.csv")
    ratings = gzip.decompress((real_data / "nsmc" / "ratings_test.txt.gz").read_bytes())
    check(b"\n".join(ratings.splitlines()[:5000]), folder, "ratings.txt")
