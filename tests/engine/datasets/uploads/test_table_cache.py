"""A data spec that names a learner's file: the set it stands for, its samples and code, and every wrong option."""

import numpy as np
import pytest

from engine.datasets.uploads import file_store
from engine.datasets.uploads.file_store import keep
from engine.datasets.uploads.table_cache import Tables
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
    return DataSpec("csv", {"key": keep(content.encode()), "file": "flowers.csv", **options}, seed=3)


def only_problem(given):
    found = data_problems(given)
    assert len(found) == 1
    assert str(found[0])
    assert known_dataset(given) is None
    assert Experiment(given).connected().problems() == found
    with pytest.raises(ProblemError):
        load(given)
    return found[0].path, found[0].code


def test_the_answer_may_be_a_class_or_a_number():
    classes = spec(target="꽃")
    assert data_problems(classes) == []
    assert dataset_of(classes).class_names == ("장미", "튤립")
    assert dataset_of(classes).file == "flowers.csv"
    assert input_shape(classes) == (3,)
    assert (target_of(classes).dtype, target_of(classes).classes) == ("int64", 2)
    numbers = spec(target="너비", kind="numeric")
    assert dataset_of(numbers).task == "regression"
    assert (target_of(numbers).dtype, target_of(numbers).classes) == ("float32", 0)
    assert dataset_of(spec(target="너비")).target_kind == "categorical"
    assert dataset_of(spec()).target == "키"
    assert Experiment(classes).connected().model.input_shape == (3,)


def test_samples_are_split_and_standardised():
    samples = load(spec(target="꽃"))
    assert [len(part) for part in (samples.x_train, samples.x_val, samples.x_test)] == [28, 4, 8]
    np.testing.assert_allclose(samples.x_train.mean(axis=0), 0, atol=1e-5)
    assert samples.x_train.dtype == np.float32
    one_hot = load(DataSpec("csv", spec(target="꽃").options, one_hot=True))
    assert one_hot.y_train.shape == (28, 2)


@pytest.mark.parametrize("choice", [{"target": "꽃"}, {"target": "너비", "kind": "numeric"}])
def test_the_printed_code_makes_the_same_samples(choice, folder, monkeypatch):
    given = spec(**choice)
    (folder / "flowers.csv").write_text(FLOWERS, "utf-8")
    monkeypatch.chdir(folder)
    variables = {}
    exec(data_code(given), variables)
    for part, array in vars(load(given)).items():
        np.testing.assert_allclose(array, variables[part], rtol=1e-5, atol=1e-6, err_msg=part)


def test_code_is_read_back_for_the_file_in_use():
    given = spec(target="꽃")
    code = data_code(given)
    assert read_data(code, given) == given
    assert read_data(code.replace("test = 0.2", "test = 0.3").replace("seed = 3", "seed = 4"), given) == DataSpec(
        "csv", given.options, test_share=0.3, seed=4)
    hot = DataSpec("csv", given.options, one_hot=True)
    assert read_data(data_code(hot), given) == hot
    assert read_data(code) is None
    assert read_data(code, DataSpec("iris")) is None
    assert read_data(code.replace('"꽃"', '"키"'), given) is None
    assert read_data(data_code(DataSpec("iris")), given) == DataSpec("iris")
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
])
def test_a_wrong_option_is_a_problem(options, path, code):
    given = spec(**options)
    if code is None:
        assert data_problems(given) == []
    else:
        assert only_problem(given) == (("data", *path), code)


def test_a_file_that_is_no_table_is_a_problem():
    assert only_problem(spec("a,b\n1,2\n3\n")) == (("data",), "csv_ragged_row")
    assert only_problem(spec("a,b\n1,2\n1,2\n")) == (("data", "target"), "csv_one_class")
    assert only_problem(DataSpec("csv")) == (("data",), "upload_needed")


def test_an_unknown_set_is_a_problem_at_its_name():
    path, code = only_problem(DataSpec("iriss"))
    assert (path, code) == (("data", "name"), "unknown_name")


def test_a_file_that_was_dropped_is_a_problem_even_while_its_table_is_in_memory(folder):
    given = spec(target="꽃")
    assert data_problems(given) == []
    for path in (folder / "uploads").iterdir():
        path.unlink()
    assert only_problem(given) == (("data",), "upload_missing")
    assert data_problems(spec(target="꽃")) == []


def test_tables_in_memory_are_few_and_read_once(monkeypatch):
    keys = [keep(f"a,b\n{n},1\n2,3\n".encode()) for n in range(3)]
    tables = Tables(limit=25)
    first = tables.table(keys[0])
    assert tables.table(keys[0]) is first
    assert tables.dataset(keys[0], "b", None) is tables.dataset(keys[0], "b", None)
    tables.table(keys[1])
    assert tables.table(keys[0]) is first
    tables.table(keys[2])
    assert tables.table(keys[0]) is first
    tables.table(keys[1])
    tables.table(keys[2])
    assert tables.table(keys[0]) is not first
    assert Tables(limit=1).table(keys[0]).rows == 2
