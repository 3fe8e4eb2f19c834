"""A Variable is a layer's own array under a name."""

import pickle

import grimp
import numpy as np
import pytest

import engine as keras
from engine.variables import Variable


@pytest.fixture
def model():
    layers = [keras.layers.Bidirectional(keras.layers.LSTM(3)), keras.layers.BatchNormalization(), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((4, 2)), *layers])
    model.compile("sgd", "mse")
    return model


def train(model):
    model.fit(np.random.default_rng(0).random((8, 4, 2)), np.ones((8, 1)), verbose=0)


def test_assign_writes_into_the_array_of_the_layer(model):
    dense = model.layers[-1]
    kernel = dense.weights[0]
    assert kernel.numpy() is dense.kernel
    kernel.assign(np.full(kernel.shape, 2.0))
    assert (dense.get_weights()[0] == 2).all()


def test_variables_taken_before_training_follow_it(model):
    weights = model.weights
    before = [np.array(w) for w in weights]
    train(model)
    assert all(w.numpy() is layer_weight.numpy() for w, layer_weight in zip(weights, model.weights, strict=True))
    assert all(np.any(w.numpy() != old) for w, old in zip(weights, before, strict=True))
    for w, array in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(w, array)


def test_weights_of_inner_layers_have_the_path_of_the_outer_layer(model):
    wrapper = model.layers[0]
    assert [w.path for w in wrapper.weights[:2]] == [f"{wrapper.name}/forward_layer/{name}"
                                                     for name in ("kernel", "recurrent_kernel")]
    assert wrapper.weights[0].numpy() is wrapper.forward_layer.kernel


def test_trainable_follows_the_layer(model):
    norm = model.layers[1]
    assert [w.trainable for w in norm.weights] == [True, True, False, False]
    gamma = norm.weights[0]
    norm.trainable = False
    assert not gamma.trainable


def test_variables_can_be_pickled(model):
    kernel = model.layers[-1].weights[0]
    copy = pickle.loads(pickle.dumps(kernel))
    assert (copy.path, copy.trainable, repr(copy)) == (kernel.path, True, repr(kernel))
    np.testing.assert_array_equal(copy, kernel)


def test_variable_holds_an_array_of_any_mapping():
    arrays = {"x": np.zeros(2, "float32")}
    variable = Variable(arrays, "x", name="x", path="owner/x", trainable=lambda: True)
    variable.assign([1, 2])
    assert arrays["x"].tolist() == [1, 2]
    assert repr(variable) == "<Variable path=owner/x, shape=(2,), dtype=float32>"


def test_variables_import_no_layer():
    graph = grimp.build_graph("engine", include_external_packages=False)
    imported = graph.find_modules_directly_imported_by("engine.variables")
    assert [name for name in imported if name.startswith(("engine.layers", "engine.network", "engine.training"))] == []
