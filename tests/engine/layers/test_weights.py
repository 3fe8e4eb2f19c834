"""Weights are variables that are reached by the names that Keras gives them, and changes of them take effect."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import engine as keras
from engine import registry
from engine.errors import ProblemError
from engine.hyperparameters import MISSING, hyperparameters
from engine.naming import reset_names
from engine.variables import Variable

GOLDEN = Path(__file__).parents[2] / "golden"
RECORDED = json.loads((GOLDEN / "layer_weights.json").read_text("utf-8"))
WITH_WEIGHTS = [case for case in RECORDED if case["weights"]]


def name_of(case):
    return f"{case['layer']}:{json.dumps(case['config'])}:{case['shape']}"


def make(case):
    reset_names()
    layer = registry.lookup("layer", case["layer"])(**case["config"])
    layer.build((None, *case["shape"][1:]))
    return layer


def reach(layer, path):
    """The value of an attribute such as ``cell.cells[0].kernel``."""
    value = layer
    for name, index in re.findall(r"(\w+)(?:\[(\d+)\])?", path):
        value = getattr(value, name)
        value = value[int(index)] if index else value
    return value


def relative_path(layer, variable):
    """The path without the name of the layer, and without numbers that Keras counts differently."""
    return variable.path.removeprefix(f"{layer.name}/")


@pytest.mark.parametrize("case", RECORDED, ids=name_of)
def test_weights_have_the_names_of_keras(case):
    layer = make(case)
    received = [[w.name, relative_path(layer, w), list(w.shape), w.dtype, w.trainable] for w in layer.weights]
    assert received == [weight[:5] for weight in case["weights"]]
    for variable, (*_, paths) in zip(layer.weights, case["weights"], strict=True):
        assert all(reach(layer, path) is variable for path in paths), paths
    assert all(reach(layer, path) is None for path in case["none"])


@pytest.mark.parametrize("case", WITH_WEIGHTS, ids=name_of)
def test_an_assigned_value_is_that_of_get_weights(case):
    layer = make(case)
    for index, variable in enumerate(layer.variables):
        before = variable.numpy()
        variable.assign(np.full(variable.shape, 2))
        variable.assign_add(np.ones(variable.shape))
        variable.assign_sub(np.full(variable.shape, 2))
        assert (variable.numpy() == 1).all()
        assert (layer.get_weights()[index] == 1).all()
        assert before is not variable.numpy()


def test_every_class_with_weights_was_recorded():
    recorded = {case["layer"] for case in WITH_WEIGHTS}
    assert {cls.__name__ for cls in registry.classes("layer") if cls.in_keras and cls.declares_weights()} <= recorded


@pytest.mark.parametrize("name", ["dense", "LSTM", "conv", "norm"])
def test_assigned_weights_are_those_that_training_changes(name):
    layers = {
        "dense": [keras.Input((3,)), keras.layers.Dense(2, activation="relu"), keras.layers.Dense(1)],
        "LSTM": [keras.Input((4, 3)), keras.layers.LSTM(2), keras.layers.Dense(1)],
        "conv": [keras.Input((5, 3)), keras.layers.Conv1D(2, 2), keras.layers.Flatten(), keras.layers.Dense(1)],
        "norm": [keras.Input((3,)), keras.layers.BatchNormalization(), keras.layers.Dense(1)],
    }[name]
    model = keras.Sequential(layers)
    held = [w for layer in model.layers for w in layer.variables]
    x, y = np.random.default_rng(0).random((8, *model.input_shape[1:])), np.ones((8, 1))
    model.compile("sgd", "mse")
    model.fit(x, y, verbose=0)
    values = [np.full(w.shape, 0.25) for w in held]
    for w, value in zip(held, values, strict=True):
        w.assign(value)
    other = keras.models.clone_model(model)
    other.set_weights(values)
    np.testing.assert_array_equal(model.predict(x, verbose=0), other.predict(x, verbose=0))
    np.testing.assert_array_equal(model(x), other(x))
    other.compile("sgd", "mse")
    model.fit(x, y, verbose=0, shuffle=False)
    other.fit(x, y, verbose=0, shuffle=False)
    for w, array, trained in zip(held, model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(w, array)
        np.testing.assert_array_equal(array, trained)


def test_paths_begin_with_the_model_that_built_the_layer():
    reset_names()
    model = keras.Sequential([keras.Input((4, 2)), keras.layers.LSTM(2), keras.layers.Dense(1, name="out")])
    assert [w.path for w in model.weights] == [
        "sequential/lstm/lstm_cell/kernel", "sequential/lstm/lstm_cell/recurrent_kernel",
        "sequential/lstm/lstm_cell/bias", "sequential/out/kernel", "sequential/out/bias"]


@pytest.mark.parametrize("name", ["kernel", "bias"])
def test_weights_of_a_layer_that_is_not_built_are_missing(name):
    layer = keras.layers.Dense(2)
    assert layer.variables == []
    with pytest.raises(AttributeError, match="build the layer"):
        getattr(layer, name)


def test_a_layer_without_activation_has_the_activation_linear():
    for cls in registry.classes("layer"):
        if (f := hyperparameters(cls).get("activation")) is not None and f.default is None:
            layer = cls.from_config({**example_config(cls), "activation": None})
            assert layer.activation.__name__ == "linear"
            assert layer.spec_config()["activation"] is None
            np.testing.assert_array_equal(layer.activation(np.array([-1.0, 2])), [-1, 2])


def example_config(cls):
    return {name: f.metadata.get("example", 2) for name, f in hyperparameters(cls).items() if f.default is MISSING}


def test_a_frozen_variable_is_not_trained():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    kernel = model.layers[0].kernel
    kernel.trainable = False
    assert [w.name for w in model.trainable_variables] == ["bias"]
    before = kernel.numpy()
    model.compile("sgd", "mse")
    model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
    np.testing.assert_array_equal(kernel, before)
    assert model.layers[0].bias.numpy() != 0


def test_cells_that_are_called_keep_their_weights_in_an_rnn():
    cell = keras.layers.LSTMCell(2)
    y, _ = cell(np.ones((1, 3)), cell.get_initial_state(1))
    layer = keras.layers.RNN(cell)
    np.testing.assert_allclose(layer(np.ones((1, 1, 3))), y, rtol=1e-6)
    assert cell.kernel is layer.weights[0]
    assert isinstance(cell.kernel, Variable)


def test_statistics_of_normalization_broadcast():
    layer = keras.layers.Normalization()
    assert (layer.mean, layer.variance) == (None, None)
    layer.adapt(np.array([[1.0, 2.0], [3.0, 6.0]]))
    assert (layer.mean.tolist(), layer.variance.tolist()) == ([[2, 4]], [[1, 4]])
    assert (layer.get_config()["mean"], layer.get_config()["variance"]) == (None, None)
    layer = keras.layers.Normalization(mean=3.0, variance=4.0)
    layer.build((None, 2))
    assert (layer.mean.tolist(), layer.get_config()["mean"], layer.weights) == ([[3, 3]], 3, [])


@pytest.mark.parametrize("suffix", [".keras", ".weights.h5", ".h5"])
def test_loaded_statistics_count_as_adapted(tmp_path, suffix):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Normalization()])
    model.layers[0].adapt(np.array([[-1.0], [1.0]]))
    other = keras.Sequential([keras.Input((1,)), keras.layers.Normalization()])
    with pytest.raises(ProblemError, match="adapt"):
        other.predict(np.ones((1, 1)), verbose=0)
    model.save_weights(tmp_path / f"a{suffix}") if suffix != ".keras" else model.save(tmp_path / "a.keras")
    if suffix == ".keras":
        other = keras.models.load_model(tmp_path / "a.keras")
    else:
        other.load_weights(tmp_path / f"a{suffix}")
    np.testing.assert_allclose(other.predict(np.array([[3.0]]), verbose=0), [[3]])
