"""``import engine as keras`` provides Keras's names and imports nothing else until one of them is used."""

import subprocess
import sys
from pathlib import Path

import pytest

import engine as keras

ROOT = Path(__file__).parents[2]
NAMES = [
    "Sequential", "Input", "Layer", "Variable", "Loss", "Metric", "Optimizer", "Initializer", "Regularizer",
    "layers.Dense", "layers.Input", "layers.Dropout", "models.Sequential", "activations.relu",
    "activations.get", "activations.serialize", "initializers.HeNormal", "initializers.get",
    "initializers.glorot_uniform", "regularizers.L2", "regularizers.l2", "regularizers.l1_l2",
    "regularizers.get", "constraints.MaxNorm", "constraints.max_norm", "constraints.get",
    "losses.MeanSquaredError", "losses.mean_squared_error", "losses.get", "metrics.MeanSquaredError",
    "metrics.get", "optimizers.Adam", "optimizers.get", "optimizers.serialize", "optimizers.deserialize",
    "optimizers.schedules.ExponentialDecay", "callbacks.Callback", "callbacks.History",
    "callbacks.LambdaCallback", "backend.mean", "backend.square", "backend.epsilon",
    "datasets.mnist.load_data", "datasets.fashion_mnist.load_data", "utils.to_categorical",
    "utils.np_utils.to_categorical", "utils.set_random_seed", "utils.normalize", "utils.Progbar",
]


@pytest.mark.parametrize("name", NAMES)
def test_engine_has_the_name(name):
    value = keras
    for part in name.split("."):
        value = getattr(value, part)
    assert value is not None


def test_every_name_in_all_exists():
    assert all(getattr(keras, name) is not None for name in keras.__all__)
    assert set(keras.__all__) == set(dir(keras))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Functional'"):
        _ = keras.Functional


@pytest.mark.parametrize(("statement", "heavy"), [
    ("import engine", ["numpy", "numba", "pooch", "rich", "scipy"]),
    ("from engine.models import Sequential", ["numba", "pooch", "rich"]),
    ("import engine; engine.Sequential, engine.layers.Dense, engine.optimizers.Adam", ["numba", "pooch", "rich"]),
])
def test_imports_are_light(statement, heavy):
    code = f"{statement}\nimport sys\nprint([name for name in {heavy} if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


def test_every_module_of_training_can_be_imported_first():
    """A worker process that unpickles a state imports the pickle's modules in any order."""
    modules = [str(path.relative_to(ROOT).with_suffix("")).replace("/", ".").removesuffix(".__init__")
               for package in ("models", "training", "specs") for path in (ROOT / "engine" / package).glob("*.py")]
    code = (f"import importlib, sys, numpy\nfor module in {modules}:\n"
            "    for name in [n for n in sys.modules if n.split('.')[0] == 'engine']:\n        del sys.modules[name]\n"
            "    importlib.import_module(module)\nprint('all')")
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert printed.stdout.strip() == "all", printed.stderr
