"""``sklearn.datasets`` answers for the embedded sets where scikit-learn is not installed, and stands back where it is."""

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import numpy as np
import pytest
from keras_shim.test_running import run

from engine.datasets.catalog import CATALOG
from engine.datasets.dataset import Embedded
from engine.datasets.embedded.loader import read_embedded
from engine.sklearn_shim import SETS, answer_sklearn, undo_answer_sklearn
from engine.specs.data import load
from engine.specs.data_code import data_code
from engine.specs.objects import DataSpec


@pytest.fixture
def shim():
    if find_spec("sklearn") is not None:
        pytest.skip("scikit-learn is installed")
    answer_sklearn()
    answer_sklearn()
    yield
    undo_answer_sklearn()
    assert "sklearn" not in sys.modules


def test_every_embedded_set_is_loaded_from_a_public_place():
    """scikit-learn or Keras, which Colab has: the printed code needs no file of this engine."""
    assert {name for name, dataset in CATALOG.items() if isinstance(dataset, Embedded)} == set(SETS)
    for name, dataset in CATALOG.items():
        if dataset.has_test_split or isinstance(dataset, Embedded):
            code = data_code(DataSpec(name))
            assert "sklearn.datasets" in code or "keras.datasets." in code or "keras.utils.get_file" in code, name


@pytest.mark.parametrize("name", SETS)
def test_printed_code_gives_the_same_samples(name, shim):
    variables = {}
    exec(data_code(DataSpec(name)), variables)
    samples = load(DataSpec(name))
    for part in ("x_train", "y_train", "x_val", "y_val", "x_test", "y_test"):
        np.testing.assert_array_equal(getattr(samples, part), variables[part])


def test_bunches_are_as_in_scikit_learn(shim):
    datasets = import_module("sklearn.datasets")
    iris = datasets.load_iris()
    assert iris.data[0].tolist() == [5.1, 3.5, 1.4, 0.2]
    assert iris["target_names"].tolist() == ["setosa", "versicolor", "virginica"]
    assert iris.feature_names[0] == "sepal length (cm)"
    assert (iris.data.dtype, iris.target.dtype) == ("float64", "int64")
    assert datasets.load_digits().images.shape == (1797, 8, 8)
    assert datasets.load_digits().data.shape == (1797, 64)
    assert datasets.load_digits().target_names.tolist() == list(range(10))
    x, y = datasets.load_diabetes(return_X_y=True)
    assert (x.shape, y.dtype) == ((442, 10), "float64")
    frame = datasets.load_wine(as_frame=True).frame
    assert list(frame.columns) == [*read_embedded("wine").feature_names, "target"]
    with pytest.raises(AttributeError):
        iris.nothing  # noqa: B018


def test_what_is_not_here_is_named(shim):
    with pytest.raises(ImportError, match="pip install scikit-learn"):
        import_module("sklearn.model_selection")
    with pytest.raises(AttributeError, match="load_iris"):
        import_module("sklearn.datasets").fetch_openml  # noqa: B018


def test_an_installed_scikit_learn_goes_first(monkeypatch):
    installed = ModuleType("sklearn")
    installed.__path__ = []
    monkeypatch.setitem(sys.modules, "sklearn", installed)
    answer_sklearn()
    try:
        with pytest.raises(ModuleNotFoundError, match=r"No module named 'sklearn\.cluster'"):
            import_module("sklearn.cluster")
    finally:
        undo_answer_sklearn()


def test_a_printed_script_runs_offline(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(data_code(DataSpec("iris")) + "print(x_train.shape, y_test.shape)\n")
    completed = run(script)
    assert completed.stdout == "(108, 4) (30,)\n", completed.stderr
