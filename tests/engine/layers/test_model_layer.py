"""A Sequential as the layer of TimeDistributed: copies, files and mistakes (values are in models/test_as_keras.py)."""

import copy
import pickle

import numpy as np
import pytest

import engine as keras
from engine import layers
from engine.custom_objects import custom_object_scope
from engine.errors import ProblemError
from engine.models import clone_model, load_model

rng = np.random.default_rng(0)
X = rng.normal(size=(20, 2, 2)).astype("float32")
Y = rng.normal(size=(20, 1)).astype("float32")


def same(one, other):
    return all((a == b).all() for a, b in zip(one.get_weights(), other.get_weights(), strict=True))


def smooth(x):
    return keras.ops.tanh(x)


def distributed(*others):
    inner = keras.Sequential([layers.Dense(3, activation=smooth, name="d"), layers.Dropout(0.2), *others],
                             name="inner")
    return keras.Sequential([keras.Input((2, 2)), layers.TimeDistributed(inner, name="td"), layers.Flatten(), layers.Dense(1)])


def model_of_rows():
    return keras.Sequential([keras.Input((4,)), layers.Dense(3)], name="rows")


def test_a_model_in_a_wrapper_is_copied_and_pickled(tmp_path):
    model = distributed(layers.BatchNormalization())
    model.layers[0].layer.get_layer("d").activation = keras.activations.get("tanh")
    model.compile("adam", "mse")
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "m.keras")
    for other in (pickle.loads(pickle.dumps(model)), copy.deepcopy(model), load_model(tmp_path / "m.keras")):
        assert same(model, other)
        assert [layer.name for layer in other.layers[0].layer.layers] == [layer.name for layer in model.layers[0].layer.layers]
        assert other.layers[0].layer.count_params() == model.layers[0].layer.count_params() == 21
        other.fit(X, Y, verbose=0)
        assert not same(model, other)


def test_a_model_in_a_wrapper_is_cloned_with_its_functions():
    model = distributed()
    with pytest.raises(ProblemError, match="smooth"):  # as in Keras
        clone_model(model)
    with custom_object_scope({"smooth": smooth}):
        clone = clone_model(model)
    assert clone.layers[0].layer.layers[0].activation.function(1.0) == pytest.approx(np.tanh(1.0))
    assert clone.built


@pytest.mark.parametrize(("wrong", "words"), [
    (lambda: keras.Sequential([keras.Input((2, 2)), layers.TimeDistributed(keras.Sequential(name="e"))]), "no layers yet"),
    (lambda: keras.Sequential([keras.Input((2, 5)), layers.TimeDistributed(model_of_rows())]), r"rows expects .*\(None, 4\)"),
    (lambda: layers.Bidirectional(model_of_rows()), "must be a recurrent layer"),
    (lambda: layers.TimeDistributed(np.tanh), "layer must be"),
])
def test_models_that_do_not_fit_a_wrapper_raise(wrong, words):
    with pytest.raises(ProblemError, match=words):
        wrong()
