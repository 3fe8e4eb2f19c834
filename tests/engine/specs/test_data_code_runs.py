"""The printed data cell, when run, makes the same samples that the engine trains on."""

import ast
import sys
from types import ModuleType

import numpy as np
import pytest

from engine.datasets.catalog import CATALOG
from engine.datasets.dataset import Embedded, Remote
from engine.datasets.keras import nsmc
from engine.datasets.keras.remote_texts import RemoteTexts
from engine.specs.data import load
from engine.specs.data_code import data_code, read_data
from engine.specs.objects import DataSpec
from engine.utils.pad_sequences import pad_sequences

ROWS, TRAIN = 150, 120


def table_rows(dataset):
    """Arrays for a data set of numbers or images, in the shape and type that its module gives them."""
    x, y = np.random.default_rng(2).integers(0, 256, (ROWS, *dataset.shape), "uint8"), np.arange(ROWS, dtype="float32")
    if dataset.class_names:
        y = (y % len(dataset.class_names)).astype("uint8")
    return x, y[:, None] if getattr(dataset, "columns", False) else y


def text_rows(dataset):
    """Sequences of word indices of several lengths, with their classes."""
    x = np.empty(ROWS, object)
    x[:] = [list(range(1, 2 + i % 9)) for i in range(ROWS)]
    return x, np.arange(ROWS) % len(dataset.class_names)


def fake_loader(dataset):
    x, y = (text_rows if isinstance(dataset, RemoteTexts) else table_rows)(dataset)
    return lambda **_: ((x[:TRAIN], y[:TRAIN]), (x[TRAIN:], y[TRAIN:]))


def write_comments(folder):
    """Files of comments, as nsmc has them."""
    for name, rows in zip(nsmc.FILES, (TRAIN, ROWS - TRAIN), strict=True):
        lines = ["id\tdocument\tlabel", *(f"{i}\t글 {i % 7} 글 {i % 3} 좋다\t{i % 2}" for i in range(rows))]
        (folder / name).write_text("\n".join(lines) + "\n", "utf-8")
    return tuple(map(nsmc.read, (folder / name for name in nsmc.FILES)))


def fake_sklearn():
    """scikit-learn's loaders of the embedded data sets, which return float64."""
    sklearn = ModuleType("sklearn.datasets")
    for dataset in (each for each in CATALOG.values() if isinstance(each, Embedded)):
        data, arrays = ModuleType(dataset.name), dataset.read(0)
        data.data = data.images = arrays.x.astype("float64")
        data.target = arrays.y.astype("float64")
        setattr(sklearn, f"load_{dataset.name}", lambda data=data: data)
    return sklearn


@pytest.fixture
def libraries(monkeypatch, tmp_path):
    """Fakes of the modules that printed code imports, with all data sets of the catalog."""
    keras = ModuleType("keras")
    keras.datasets, keras.utils = ModuleType("datasets"), ModuleType("utils")
    for dataset in (each for each in CATALOG.values() if isinstance(each, Remote)):
        monkeypatch.setattr(dataset.module, "available", lambda: True)
        if getattr(dataset, "source", "") == "files":
            comments = write_comments(tmp_path)
            monkeypatch.setattr(dataset.module, "load_data", lambda data=comments: data)
            continue
        fake = ModuleType(dataset.name)
        fake.load_data = fake_loader(dataset)
        setattr(keras.datasets, dataset.name, fake)
        monkeypatch.setattr(dataset.module, "load_data", fake.load_data)
    keras.utils.get_file = lambda name, address: tmp_path / name
    keras.utils.pad_sequences = pad_sequences
    keras.utils.to_categorical = lambda y, classes: np.eye(classes, dtype="float32")[y]
    monkeypatch.setitem(sys.modules, "sklearn.datasets", fake_sklearn())
    monkeypatch.setitem(sys.modules, "sklearn", ModuleType("sklearn"))
    monkeypatch.setitem(sys.modules, "keras", keras)


@pytest.mark.parametrize("name", CATALOG)
@pytest.mark.parametrize("non_default", [False, True])
def test_printed_code_makes_the_same_samples(name, non_default, libraries):
    options = {"n": 100} if CATALOG[name].options and non_default else {}
    spec = DataSpec(name, options, 0.3, 0.25, 7, flatten=non_default, one_hot=non_default)
    variables = {}
    exec(data_code(spec), variables)
    for part, array in load(spec).arrays().items():
        np.testing.assert_array_equal(array, variables[part], err_msg=part)
        assert array.dtype == variables[part].dtype


def test_the_line_that_earlier_versions_printed_is_recognised():
    code = data_code(DataSpec("iris"))
    new = code[code.index("mean = ") : code.index("x_train = (x_train - mean)")]
    old = "mean, deviation = x_train.mean(axis=0), x_train.std(axis=0) + 1e-7\n"
    assert "deviation[" in new
    assert read_data(code.replace(new, old)) == DataSpec("iris")


@pytest.mark.parametrize("name", CATALOG)
def test_code_with_a_deeply_nested_sum_is_not_recognised(name):
    statements = ast.parse(data_code(DataSpec(name))).body
    long = "x = 1" + " + 1" * 1500
    source = "\n".join([*map(ast.unparse, statements[:-1]), long])
    assert read_data(source) is None
