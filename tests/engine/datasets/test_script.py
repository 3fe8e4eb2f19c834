"""The printed data cell makes the same samples as the engine, and is read back."""

import ast
import sys
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.datasets import mnist, samples
from engine.datasets.catalog import CATALOG
from engine.datasets.script import Preparation, read_script, script

PREPARATIONS = st.builds(
    Preparation,
    st.sampled_from(sorted(CATALOG)),
    test=st.floats(0, 0.4),
    validation=st.floats(0, 0.5),
    seed=st.integers(0, 2**31),
    scale=st.booleans(),
    flatten=st.booleans(),
    one_hot=st.booleans(),
)
POINTS = [name for name, entry in CATALOG.items() if entry.kind in {"plane", "line"}]


@pytest.fixture
def libraries(monkeypatch):
    """Stand-ins for what printed code imports: the data sets of scikit-learn and Keras, ``to_categorical``."""
    sklearn, keras = ModuleType("sklearn.datasets"), ModuleType("keras")
    for name in ("digits", "iris", "wine", "breast_cancer", "diabetes"):
        data = ModuleType(name)
        arrays = CATALOG[name].read(0)
        data.data = data.images = arrays.x.astype("float64")
        data.target = arrays.y.astype("float64")
        setattr(sklearn, f"load_{name}", lambda data=data: data)
    images = np.random.default_rng(1).integers(0, 256, (150, 28, 28), "uint8")
    labels = np.arange(150, dtype="uint8") % 10
    fake = ModuleType("mnist")
    fake.load_data = lambda: ((images[:120], labels[:120]), (images[120:], labels[120:]))
    keras.datasets, keras.utils = ModuleType("datasets"), ModuleType("utils")
    keras.datasets.mnist = fake
    keras.utils.to_categorical = lambda y, classes: np.eye(classes)[y]
    monkeypatch.setattr(mnist, "load_data", fake.load_data)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", sklearn)
    monkeypatch.setitem(sys.modules, "sklearn", ModuleType("sklearn"))
    monkeypatch.setitem(sys.modules, "keras", keras)


@pytest.mark.parametrize("name", [name for name in CATALOG if name != "fashion_mnist"])
@pytest.mark.parametrize("turned", [False, True])
def test_printed_code_makes_the_same_samples(name, turned, libraries):
    options = {"n": 100} if CATALOG[name].options and turned else {}
    preparation = Preparation(name, options, 0.3, 0.25, 7, scale=not turned, flatten=turned, one_hot=turned)
    variables = {}
    exec(script(preparation), variables)
    for part, array in vars(preparation.samples()).items():
        np.testing.assert_array_equal(array, variables[part], err_msg=part)
        assert array.dtype == variables[part].dtype or part.startswith("y_")


@settings(max_examples=50)
@given(PREPARATIONS)
def test_printed_code_is_read_back(preparation):
    code = script(preparation)
    found, rest = read_script("# a comment\n" + code.replace("\n\n", "\n\n\n"))
    assert rest == []
    assert found.name == preparation.name
    assert script(found) == code
    dataset = CATALOG[preparation.name]
    assert found.validation == preparation.validation
    assert found.flatten == preparation.flatten
    if not dataset.has_test_rows:
        assert (found.test, found.seed) == (preparation.test, preparation.seed)
    more = ast.parse(code + "import keras\ntest = 5\nmodel = keras.Sequential()\nseed = 9\n").body
    assert read_script(more) == (found, [more[-3], more[-2], more[-1]])


@pytest.mark.parametrize("name", POINTS)
def test_edited_literals_are_read(name):
    code = script(Preparation(name, {"n": 50, "noise": 0.25}, seed=3))
    found, _ = read_script(code.replace("noise = 0.25", "noise = 0").replace("n = 50", "n = 60"))
    assert found.options == {"n": 60, "noise": 0}
    assert read_script(code.replace("n = 50", "n = 5")) is None
    assert read_script(code.replace("x_train", "x_trains")) is None


@pytest.mark.parametrize(
    "source",
    ["", "x = (", "x_train = 1", "n = 10\nnoise = 'a'\nseed = None\n", "import numpy as np", "x = 1" + "+1" * 900],
)
def test_other_code_is_not_read(source):
    assert read_script(source) is None


def test_steps_are_those_of_the_engine():
    assert "np.random.default_rng([seed, 1])" in script(Preparation("iris"))
    assert samples.standardise.__doc__
    assert "deviation" in script(Preparation("iris"))
    assert "deviation" not in script(Preparation("iris", scale=False))
