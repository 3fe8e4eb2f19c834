"""The kernels of LSTM and GRU against the layers' NumPy steps."""

import numpy as np
import pytest

from engine import kernels, layers
from engine.layers import recurrent_state
from engine.layers.recurrent_state import RecurrentState
from engine.random import INFERENCE

RNG = np.random.default_rng(3)
CLOSE = {"rtol": 2e-5, "atol": 2e-6}


@pytest.mark.parametrize("cls", [layers.LSTM, layers.GRU])
def test_the_kernels_agree_with_the_numpy_steps(cls, monkeypatch):
    layer = cls(5, return_sequences=True)
    x = RNG.normal(scale=3, size=(4, 6, 3)).astype("float32")
    layer.build((None, 6, 3))
    y, cache = layer.forward(x, INFERENCE)
    dx, grads = layer.backward(np.ones_like(y), cache)
    monkeypatch.setattr(cls, "is_kernel_applicable", False)
    slow, cache = layer.forward(x, INFERENCE)
    slow_dx, slow_grads = layer.backward(np.ones_like(y), cache)
    np.testing.assert_allclose(y, slow, **CLOSE)
    np.testing.assert_allclose(dx, slow_dx, **CLOSE)
    for name, grad in grads.items():
        np.testing.assert_allclose(grad, slow_grads[name], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("return_sequences", [False, True])
def test_any_number_of_threads_agrees_with_the_numpy_steps(return_sequences, masked, monkeypatch):
    calls, kernel = [], kernels.lstm_forward
    monkeypatch.setattr(kernels, "lstm_forward", lambda *args: calls.append(1) or kernel(*args))
    layer = layers.LSTM(5, return_sequences=return_sequences)
    x = RNG.normal(size=(4, 6, 3)).astype("float32")
    layer.build((None, 6, 3))
    mask = np.array([[1] * 6, [0, 0, 1, 1, 0, 1], [0] * 6, [1, 1, 1, 1, 0, 0]], bool) if masked else None
    results = []
    for count in (2, 3, 1, 0):
        monkeypatch.setattr(recurrent_state, "threads_for_products", lambda products, count=count: count)
        monkeypatch.setattr(RecurrentState, "is_kernel_applicable", count > 0)
        layer.gradients, layer.needs_input_grad = {}, True
        y, cache = layer.forward(x, INFERENCE.masked(mask))
        dx, grads = layer.backward(np.cos(y), cache)
        results.append([y, dx, *grads.values()])
    for *from_kernels, expected in zip(*results, strict=True):
        for result in from_kernels:
            np.testing.assert_allclose(result, expected, **CLOSE)
    assert len(calls) == 6


def test_lstm_gates_are_accurate_and_nan_stays_nan():
    layer = layers.LSTM(301)
    layer.build((None, 1, 1))
    c = np.linspace(-12, 12, 301, dtype="float32")
    layer.bias.array[...] = np.concatenate([np.full(301, 100), np.full(301, -100), c, -c]).astype("float32")
    h, cache = layer.forward(np.zeros((2, 1, 1), "float32"))
    np.testing.assert_allclose(cache.states[1][1], np.tanh([c, c]), atol=4e-7, rtol=0)
    i, f, _, o = np.split(cache.z[0].astype(float), 4, axis=1)
    np.testing.assert_allclose(o, 1 / (1 + np.exp([c.astype(float)] * 2)), atol=4e-7, rtol=0)
    np.testing.assert_allclose(i, 1, atol=4e-7)
    np.testing.assert_allclose(f, 0, atol=4e-7)
    np.testing.assert_allclose(h, o * np.tanh(cache.states[1][1].astype(float)), atol=4e-7, rtol=0)
    layer.bias.array[-2] = np.nan
    assert np.isnan(layer.forward(np.zeros((2, 1, 1), "float32"))[0]).sum() == 2


@pytest.mark.parametrize("cls", [layers.LSTM, layers.GRU, layers.SimpleRNN])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_unique_rows_are_multiplied_once_with_the_same_result(cls, count, monkeypatch):
    words, x = RNG.normal(size=(9, 21)).astype("float32"), RNG.integers(0, 9, (8, 6))
    layer = cls(37, return_sequences=True)
    layer.build((None, 6, 21))
    monkeypatch.setattr(recurrent_state, "threads_for_products", lambda products: count)
    results = []
    for min_products in (0, 1 << 40):
        monkeypatch.setattr("engine.array_ops.unique_rows.MIN_PRODUCTS", min_products)
        y, cache = layer.forward(words[x])
        assert len(cache.inputs.unique) == (48 if min_products else len(np.unique(x)))
        results.append([y, *(array for array in layer.backward(np.cos(y), cache)[1].values())])
    for unique, all_rows in zip(*results, strict=True):
        np.testing.assert_allclose(unique, all_rows, rtol=1e-5, atol=1e-5)
