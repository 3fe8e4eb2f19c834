"""After Ctrl-C, weights, optimizer and history are those of the last complete batch, and fit can be called again."""

import signal

import numpy as np
import pytest

import engine as keras
from engine.constraints.base import Constraint

X, Y = np.random.default_rng(0).random((32, 3)).astype("float32"), np.ones((32, 1), "float32")


class InterruptAt:
    """A function of a batch that sends SIGINT once, after a number of updates."""

    def __init__(self, updates):
        self.updates, self.model = updates, None

    def __call__(self, x):
        if self.model is not None and int(self.model.optimizer.iterations) == self.updates:
            self.model = None
            signal.raise_signal(signal.SIGINT)
        return x


def make(step, **dense):
    model = keras.Sequential([keras.Input((3,)), keras.layers.Lambda(step, output_shape=(3,)),
                              keras.layers.BatchNormalization(), keras.layers.Dense(1, kernel_initializer="ones", **dense)])
    model.compile("adam", "mse")
    for function in (step, getattr(dense.get("kernel_constraint"), "function", None)):
        if isinstance(function, InterruptAt):
            function.model = model
    return model


def train(model, epochs):
    model.fit(X, Y, batch_size=8, epochs=epochs, shuffle=False, verbose=0)


def test_an_interrupted_batch_changes_nothing():
    model, other = make(InterruptAt(6)), make(lambda x: x)  # in the third batch of the second epoch
    with pytest.raises(KeyboardInterrupt):
        train(model, 3)
    assert (int(model.optimizer.iterations), model.history.epoch) == (6, [0])
    train(other, 1)
    other.fit(X[:16], Y[:16], batch_size=8, shuffle=False, verbose=0)
    for received, expected in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(received, expected)
    assert len(model.history.history["loss"]) == 1
    train(model, 2)
    assert (int(model.optimizer.iterations), model.history.epoch) == (14, [0, 1])


def test_an_update_is_completed():
    constraint = InterruptAt(1)
    model, other = make(lambda x: x, kernel_constraint=NonNegAnd(constraint)), make(lambda x: x, kernel_constraint="NonNeg")
    with pytest.raises(KeyboardInterrupt):
        train(model, 3)
    assert int(model.optimizer.iterations) == 2
    other.fit(X[:16], Y[:16], batch_size=8, shuffle=False, verbose=0)
    for received, expected in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(received, expected)


class NonNegAnd(Constraint):
    def __init__(self, function):
        self.function = function

    def __call__(self, w):
        return np.maximum(self.function(w), 0)


def test_epochs_of_a_silent_slice_are_in_the_history():
    """Without a bar, many epochs are one slice; those before the interrupt count."""
    model = make(InterruptAt(10))
    with pytest.raises(KeyboardInterrupt):
        train(model, 5)
    assert (model.history.epoch, int(model.optimizer.iterations)) == ([0, 1], 10)
