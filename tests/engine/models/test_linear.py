"""Graphs of layers, several inputs and symbolic tensors raise an error that says why a Sequential has none."""

import numpy as np
import pytest

import engine as keras
from engine import layers, registry
from engine.errors import ProblemError
from engine.layers.unsupported import NAMES


def stack():
    return keras.Sequential([keras.Input((4,)), layers.Dense(3, name="first"), layers.Dense(2)])


def subclass_model():
    class Own(keras.Model):
        def call(self, x):
            return x

    return Own()


@pytest.mark.parametrize(("wrong", "code", "words"), [
    (lambda: layers.Dense(2)(keras.Input((4,))), "only_sequential", "linear stack"),
    (lambda: stack()(keras.Input((4,), name="pixels")), "symbolic_call", "called on the Input 'pixels'"),
    (lambda: keras.Model(inputs=None, outputs=None), "only_sequential", "linear stack"),
    (subclass_model, "only_sequential", "linear stack"),
    (lambda: layers.Concatenate(axis=1), "not_in_a_stack", "Concatenate merges several inputs"),
    (lambda: layers.add([1, 2]), "not_in_a_stack", "add merges"),
    (lambda: stack().input, "no_symbols", "no symbolic input"),
    (lambda: stack().outputs, "no_symbols", "put the layers up to it into a new Sequential"),
    (lambda: stack().get_layer("first").output, "no_symbols", "first has no symbolic output"),
])
def test_what_is_not_linear_raises(wrong, code, words):
    with pytest.raises(ProblemError, match=words) as caught:
        wrong()
    assert caught.value.problem.code == code


def test_unsupported_names_can_be_imported():
    from engine.layers import Concatenate, Dense, MultiHeadAttention  # noqa: F401
    from engine.models import Model

    assert isinstance(stack(), Model)
    assert set(registry.table("layer")).isdisjoint(NAMES)
    with pytest.raises(ImportError):
        from engine.layers import Concatenat  # noqa: F401


def test_a_model_can_be_a_layer():
    inner = stack()
    outer = keras.Sequential([inner, layers.Dense(1)])
    assert outer.input_shape == (None, 4)
    assert outer.layers[0] is inner
    outer.compile("sgd", "mse")
    before = inner.get_weights()
    outer.fit(np.ones((4, 4)), np.ones(4), verbose=0)
    assert all((a != b).any() for a, b in zip(before, inner.get_weights(), strict=True))
    later = keras.Sequential([keras.Sequential([layers.Dense(2), layers.ReLU()]), layers.Dense(1)])
    later.build((None, 3))
    assert (len(later.layers), len(later.layers[0].layers), len(later.weights)) == (2, 2, 4)


def test_intermediate_outputs_from_a_model_of_some_layers():
    model = stack()
    part = keras.Sequential(model.layers[:1])
    x = np.ones((2, 4), "float32")
    np.testing.assert_allclose(part.predict(x, verbose=0), x @ model.get_weights()[0] + model.get_weights()[1], rtol=1e-5, atol=1e-6)


def test_sequential_can_be_subclassed():
    class Classifier(keras.models.Sequential):
        def __init__(self, inputs, outputs):
            super().__init__()
            self.add(layers.Dense(8, activation="relu", input_shape=(inputs,)))
            self.add(layers.Dense(outputs, activation="softmax"))
            self.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])

    model = Classifier(4, 3)
    history = model.fit(np.ones((6, 4)), np.eye(3)[[0, 1, 2] * 2], epochs=2, verbose=0)
    assert len(history.history["accuracy"]) == 2
