"""Data specs of uploaded files: data set, samples, code, and the problems of invalid options."""

import numpy as np
import pytest

from engine.datasets.uploads import file_store
from engine.datasets.uploads.file_store import save
from engine.datasets.uploads.table_cache import TableCache, Use
from engine.errors import ProblemError
from engine.specs.data import data_problems, dataset_of, input_shape, known_dataset, load, target_of
from engine.specs.data_code import data_code, read_data
from engine.specs.experiment import Experiment
from engine.specs.objects import DataSpec

FLOWERS = "길이,너비,꽃,키\n" + "".join(
    f"{n / 7:.2f},{n % 5},{('장미', '튤립')[n % 2]},{n * 1.5}\n" for n in range(40)
)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(file_store.FOLDER_VARIABLE, str(tmp_path / "uploads"))
    return tmp_path


def spec(content=FLOWERS, **options):
    return DataSpec("csv", {"key": save(content.encode()), "file": "flowers.csv", **options}, seed=3)


def only_problem(data):
    problems = data_problems(data)
    assert len(problems) == 1
    assert str(problems[0])
    assert known_dataset(data) is None
    assert Experiment(data).with_input_shape().problems() == problems
    with pytest.raises(ProblemError):
        load(data)
    return problems[0].path, problems[0].code


def test_the_target_may_be_categorical_or_numeric():
    classes = spec(target="꽃")
    assert data_problems(classes) == []
    assert dataset_of(classes).class_names == ("장미", "튤립")
    assert dataset_of(classes).file == "flowers.csv"
    assert input_shape(classes) == (3,)
    assert (target_of(classes).dtype, target_of(classes).classes) == ("int64", 2)
    regression = spec(target="너비", kind="numeric")
    assert dataset_of(regression).task == "regression"
    assert (target_of(regression).dtype, target_of(regression).classes) == ("float32", 0)
    assert dataset_of(spec(target="너비")).target_kind == "categorical"
    assert dataset_of(spec()).target == "키"
    assert Experiment(classes).with_input_shape().model.input_shape == (3,)


def test_samples_are_split_and_standardised():
    samples = load(spec(target="꽃"))
    assert [len(part) for part in (samples.x_train, samples.x_val, samples.x_test)] == [28, 4, 8]
    np.testing.assert_allclose(samples.x_train.mean(axis=0), 0, atol=1e-5)
    assert samples.x_train.dtype == np.float32
    one_hot = load(DataSpec("csv", spec(target="꽃").options, one_hot=True))
    assert one_hot.y_train.shape == (28, 2)


@pytest.mark.parametrize("choice", [{"target": "꽃"}, {"target": "너비", "kind": "numeric"}])
def test_printed_code_gives_the_same_samples(choice, folder, monkeypatch):
    data = spec(**choice)
    (folder / "flowers.csv").write_text(FLOWERS, "utf-8")
    monkeypatch.chdir(folder)
    variables = {}
    exec(data_code(data), variables)
    for part, array in load(data).arrays().items():
        np.testing.assert_allclose(array, variables[part], rtol=1e-5, atol=1e-6, err_msg=part)


def test_code_is_read_back_for_the_current_file():
    data = spec(target="꽃")
    code = data_code(data)
    assert read_data(code, data) == data
    assert read_data(code.replace("test = 0.2", "test = 0.3").replace("seed = 3", "seed = 4"), data) == DataSpec(
        "csv", data.options, test_share=0.3, seed=4)
    hot = DataSpec("csv", data.options, one_hot=True)
    assert read_data(data_code(hot), data) == hot
    assert read_data(code) is None
    assert read_data(code, DataSpec("iris")) is None
    assert read_data(code.replace("'꽃'", "'키'"), data) is None
    assert read_data(data_code(DataSpec("iris")), data) == DataSpec("iris")
    assert read_data(data_code(DataSpec("iris")), DataSpec("csv")) == DataSpec("iris")


@pytest.mark.parametrize(("options", "path", "code"), [
    ({"key": ""}, (), "upload_needed"),
    ({"key": "0" * 64}, (), "upload_missing"),
    ({"key": "../../etc/passwd"}, (), "upload_missing"),
    ({"key": ["x"]}, (), "upload_missing"),
    ({"file": 5}, ("file",), "not_text"),
    ({"file": "x" * 201}, ("file",), "too_large"),
    ({"target": ["꽃"]}, ("target",), "not_text"),
    ({"target": "향기"}, ("target",), "csv_unknown_column"),
    ({"target": "길이", "kind": "categorical"}, None, None),
    ({"target": "꽃", "kind": "numeric"}, ("kind",), "csv_not_a_number"),
    ({"kind": "ordinal"}, ("kind",), "not_a_choice"),
    ({"kind": ["numeric"]}, ("kind",), "not_a_choice"),
    ({"traget": "꽃"}, ("traget",), "unknown_argument"),
    ({"header": 4}, ("header",), "too_large"),
    ({"separator": ":"}, ("separator",), "not_a_choice"),
    ({"keep": ["sum"]}, ("keep",), "not_a_choice"),
    ({"missing": "-"}, ("missing",), "not_texts"),
    ({"categorical": ["향기"]}, ("categorical",), "csv_unknown_column"),
])
def test_an_invalid_option_is_a_problem(options, path, code):
    data = spec(**options)
    if code is None:
        assert data_problems(data) == []
    else:
        assert only_problem(data) == (("data", *path), code)


def test_an_invalid_table_is_a_problem():
    assert only_problem(spec("a,b\n1,2\n3\n")) == (("data",), "csv_ragged_row")
    assert only_problem(spec("a,b\n1,2\n1,2\n1,2\n")) == (("data", "target"), "csv_one_class")
    assert only_problem(DataSpec("csv")) == (("data",), "upload_needed")


def test_an_unknown_set_is_a_problem_of_the_name():
    path, code = only_problem(DataSpec("iriss"))
    assert (path, code) == (("data", "name"), "unknown_name")


def test_a_deleted_file_is_a_problem_even_if_its_table_is_cached(folder):
    data = spec(target="꽃")
    assert data_problems(data) == []
    for path in (folder / "uploads").iterdir():
        path.unlink()
    assert only_problem(data) == (("data",), "upload_missing")
    assert data_problems(spec(target="꽃")) == []


def test_the_cache_is_limited_and_reads_a_table_once(monkeypatch):
    keys = [save(f"a,b\n{n},1\n2,3\n4,3\n".encode()) for n in range(3)]
    tables = TableCache(limit=33)
    first = tables.table(keys[0])
    assert tables.table(keys[0]) is first
    assert tables.dataset(keys[0], Use("b")) is tables.dataset(keys[0], Use("b"))
    tables.table(keys[1])
    assert tables.table(keys[0]) is first
    tables.table(keys[2])
    assert tables.table(keys[0]) is first
    tables.table(keys[1])
    tables.table(keys[2])
    assert tables.table(keys[0]) is not first
    assert TableCache(limit=1).table(keys[0]).rows == 3
