"""The printed data cell, when run, makes the same samples that the engine trains on."""

import ast
import sys
from importlib import import_module
from types import ModuleType

import numpy as np
import pytest

from engine.datasets.catalog import CATALOG
from engine.datasets.keras import mnist, nsmc
from engine.specs.data import load
from engine.specs.data_code import data_code, read_data
from engine.specs.objects import DataSpec
from engine.utils.pad_sequences import pad_sequences

NAMES = [name for name in CATALOG if name != "fashion_mnist"]


@pytest.fixture
def libraries(monkeypatch, tmp_path):
    """Fakes of the modules that printed code imports: data sets of scikit-learn and Keras, ``to_categorical``."""
    sklearn, keras = ModuleType("sklearn.datasets"), ModuleType("keras")
    for name in ("digits", "iris", "wine", "breast_cancer", "diabetes"):
        data = ModuleType(name)
        arrays = CATALOG[name].read(0)
        data.data = data.images = arrays.x.astype("float64")
        data.target = arrays.y.astype("float64")
        setattr(sklearn, f"load_{name}", lambda data=data: data)
    images = np.random.default_rng(1).integers(0, 256, (150, 28, 28), "uint8")
    labels = np.arange(150, dtype="uint8") % 10
    mnist_loader = ModuleType("mnist")
    mnist_loader.load_data = lambda: ((images[:120], labels[:120]), (images[120:], labels[120:]))
    keras.datasets, keras.utils = ModuleType("datasets"), ModuleType("utils")
    keras.datasets.mnist = mnist_loader
    for name, shape in (("cifar10", (32, 32, 3)), ("california_housing", (8,))):
        x, y = np.random.default_rng(2).integers(0, 256, (150, *shape), "uint8"), np.arange(150, dtype="uint8") % 10
        y = y[:, None] if name == "cifar10" else y.astype("float32")
        loader = ModuleType(name)
        loader.load_data = lambda version="", x=x, y=y: ((x[:120], y[:120]), (x[120:], y[120:]))
        setattr(keras.datasets, name, loader)
        module = import_module(f"engine.datasets.{name}")
        monkeypatch.setattr(module, "load_data", loader.load_data)
        monkeypatch.setattr(module, "available", lambda: True)
    for name in ("imdb", "reuters"):
        texts = np.empty(150, object)
        texts[:] = [list(range(1, 2 + i % 9)) for i in range(150)]
        labels = np.arange(150) % 2
        loader = ModuleType(name)
        loader.load_data = lambda num_words, x=texts, y=labels: ((x[:120], y[:120]), (x[120:], y[120:]))
        setattr(keras.datasets, name, loader)
        monkeypatch.setattr(import_module(f"engine.datasets.{name}"), "load_data", loader.load_data)
        monkeypatch.setattr(import_module(f"engine.datasets.{name}"), "available", lambda: True)
    for name, rows in (("ratings_train.txt", 120), ("ratings_test.txt", 30)):
        lines = ["id\tdocument\tlabel", *(f"{i}\t글 {i % 7} 글 {i % 3} 좋다\t{i % 2}" for i in range(rows))]
        (tmp_path / name).write_text("\n".join(lines) + "\n", "utf-8")
    comments = tuple(map(nsmc.read, (tmp_path / name for name in nsmc.FILES)))
    monkeypatch.setattr(nsmc, "load_data", lambda: comments)
    monkeypatch.setattr(nsmc, "available", lambda: True)
    keras.utils.get_file = lambda name, address: tmp_path / name
    keras.utils.pad_sequences = pad_sequences
    keras.utils.to_categorical = lambda y, classes: np.eye(classes, dtype="float32")[y]
    monkeypatch.setattr(mnist, "load_data", mnist_loader.load_data)
    monkeypatch.setattr(mnist, "available", lambda: True)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", sklearn)
    monkeypatch.setitem(sys.modules, "sklearn", ModuleType("sklearn"))
    monkeypatch.setitem(sys.modules, "keras", keras)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("non_default", [False, True])
def test_printed_code_makes_the_same_samples(name, non_default, libraries):
    options = {"n": 100} if CATALOG[name].options and non_default else {}
    spec = DataSpec(name, options, 0.3, 0.25, 7, flatten=non_default, one_hot=non_default)
    variables = {}
    exec(data_code(spec), variables)
    for part, array in vars(load(spec)).items():
        np.testing.assert_array_equal(array, variables[part], err_msg=part)
        assert array.dtype == variables[part].dtype


@pytest.mark.parametrize("name", NAMES)
def test_code_with_a_deeply_nested_sum_is_not_recognised(name):
    statements = ast.parse(data_code(DataSpec(name))).body
    long = "x = 1" + " + 1" * 1500
    source = "\n".join([*map(ast.unparse, statements[:-1]), long])
    assert read_data(source) is None
