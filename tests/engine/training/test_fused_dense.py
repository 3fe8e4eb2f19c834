"""Stacks of Dense layers go through one kernel: what they learn is what the layers, one by one, would learn."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import engine as keras
from engine import kernels
from engine.errors import ProblemError
from engine.training import fused_dense

layers, optimizers = keras.layers, keras.optimizers
rng = np.random.default_rng(0)
X = rng.normal(size=(50, 4)).astype("float32")
CLASSES = rng.integers(0, 3, 50)
LABELS = {
    "mse": X[:, :1] * 2, "categorical_crossentropy": np.eye(3, dtype="float32")[CLASSES],
    "sparse_categorical_crossentropy": CLASSES, "binary_crossentropy": CLASSES == 1,
}


def stack(loss, optimizer, last):
    keras.utils.set_random_seed(1)
    units = 3 if "categorical" in loss else 1
    model = keras.Sequential([
        keras.Input((4,)), layers.Dense(8, activation="relu"), layers.Dense(5, activation="tanh", use_bias=False),
        layers.Dense(4, activation="sigmoid"), layers.Dense(units, activation=last)])
    model.compile(loss=loss, optimizer=optimizers.get(optimizer), metrics=["accuracy"])
    return model


@pytest.fixture
def calls(monkeypatch):
    """How often the kernel was called."""
    counted, kernel = [], kernels.train_fused_dense
    monkeypatch.setattr(kernels, "train_fused_dense", lambda *given: counted.append(1) or kernel(*given))
    return counted


def test_what_is_true_may_be_a_column_of_something_else():
    weights = []
    for true in (X[:, 1], X[:, 1].copy()):
        model = stack("mse", "sgd", None)
        model.fit(X, true, batch_size=8, verbose=0)
        weights.append(model.get_weights())
    for one, other in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_callbacks_that_hear_every_batch_change_nothing(calls):
    class Listener(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            heard.append(logs["loss"])

    heard, weights = [], []
    for callbacks in ([], [Listener()]):
        model = stack("mse", "adam", None)
        history = model.fit(X, LABELS["mse"], epochs=2, batch_size=8, verbose=0, callbacks=callbacks).history
        weights.append(model.get_weights())
    assert len(heard) == 14
    assert heard[-1] == history["loss"][-1]
    for one, other in zip(*weights, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_loss_that_is_no_number_leaves_the_weights_of_the_batch_before(calls):
    x = X.copy()
    x[20] = np.inf
    model = stack("mse", "sgd", None)
    with pytest.raises(ProblemError, match="contains inf"), np.errstate(invalid="ignore"):
        model.fit(x, LABELS["mse"], batch_size=8, shuffle=False, verbose=0)
    other = stack("mse", "sgd", None)
    other.fit(x[:16], LABELS["mse"][:16], batch_size=8, shuffle=False, verbose=0)
    for one, two in zip(model.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("change", [
    {"sample_weight": np.ones(50)}, {"steps_per_epoch": 2}], ids=["weights", "steps"])
def test_what_the_kernel_does_not_know_goes_another_way(change, calls):
    stack("mse", "adam", None).fit(X, LABELS["mse"], verbose=0, **{"batch_size": 8, **change})
    assert not calls


def wide(loss, optimizer, last):
    """A model whose layers are wide enough that several threads have columns of their own."""
    keras.utils.set_random_seed(1)
    units = 3 if "categorical" in loss else 1
    model = keras.Sequential([
        keras.Input((4,)), layers.Dropout(0.1), layers.Dense(50, activation="relu"), layers.Dropout(0.2),
        layers.Dense(35, activation="tanh", use_bias=False), layers.Dense(units, activation=last)])
    model.compile(loss=loss, optimizer=optimizers.get(optimizer))
    model.fit(X, LABELS[loss], epochs=1, batch_size=8, verbose=0)
    return model.get_weights()


def test_threads_learn_what_one_does_and_the_same_bits_every_time(calls, monkeypatch):
    alone = wide("mse", "adam", None)
    before = len(calls)
    monkeypatch.setattr(fused_dense, "threads_for_products", lambda products: 3)
    together, again = (wide("mse", "adam", None) for _ in range(2))
    assert len(calls) == before + 6
    for one, other, third in zip(alone, together, again, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=2e-6)
        np.testing.assert_array_equal(other, third)


def test_teams_of_several_models_do_not_wait_for_each_other_for_ever(monkeypatch):
    monkeypatch.setattr(fused_dense, "threads_for_products", lambda products: 3)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: wide("mse", "adam", None), range(8)))
    assert all(np.isfinite(weights[0]).all() for weights in found)
