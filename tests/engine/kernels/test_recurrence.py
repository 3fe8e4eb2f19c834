"""The kernels of recurrent layers and embeddings against the plain NumPy of the layers and of a loop."""

import numba
import numpy as np
import pytest

from engine import kernels, layers
from engine.kernels.lowlevel.array_views import flat
from engine.kernels.segments import digest
from engine.layers.recurrent_state import Run
from engine.random import INFERENCE

RNG = np.random.default_rng(3)
CLOSE = {"rtol": 2e-5, "atol": 2e-6}


@pytest.mark.parametrize("cls", [layers.LSTM, layers.GRU])
def test_a_step_is_that_of_the_layers_own_formula(cls, monkeypatch):
    layer = cls(5, return_sequences=True)
    x = RNG.normal(scale=3, size=(4, 6, 3)).astype("float32")
    layer.build((None, 6, 3))
    y, cache = layer.forward(x, INFERENCE)
    dx, grads = layer.backward(np.ones_like(y), cache)
    monkeypatch.setattr(cls, "usual", False)
    slow, cache = layer.forward(x, INFERENCE)
    slow_dx, slow_grads = layer.backward(np.ones_like(y), cache)
    np.testing.assert_allclose(y, slow, **CLOSE)
    np.testing.assert_allclose(dx, slow_dx, **CLOSE)
    for name, gradient in grads.items():
        np.testing.assert_allclose(gradient, slow_grads[name], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("every", [False, True])
def test_steps_in_several_threads_are_the_steps_of_one(every, masked, monkeypatch):
    calls, kernel = [], kernels.lstm_forward
    monkeypatch.setattr(kernels, "lstm_forward", lambda *given: calls.append(1) or kernel(*given))
    layer = layers.LSTM(5, return_sequences=every)
    x = RNG.normal(size=(4, 6, 3)).astype("float32")
    layer.build((None, 6, 3))
    mask = np.array([[1] * 6, [0, 0, 1, 1, 0, 1], [0] * 6, [1, 1, 1, 1, 0, 0]], bool) if masked else None
    found = []
    for count in (2, 3, 1, 0):
        monkeypatch.setattr("engine.pace.hands", lambda products, count=count: count)
        monkeypatch.setattr("engine.pace.SURE", 0)
        monkeypatch.setattr(Run, "plain", count > 0)
        layer.gradients, layer.needs_input_grad = {}, True
        y, cache = layer.forward(x, INFERENCE.masked(mask))
        dx, grads = layer.backward(np.cos(y), cache)
        found.append([y, dx, *grads.values()])
    for *several, step_by_step in zip(*found, strict=True):
        for one in several:
            np.testing.assert_allclose(one, step_by_step, **CLOSE)
    assert len(calls) == 6


@pytest.mark.parametrize(("dtype", "close"), [("float32", 4e-7), ("float64", 1e-15)])
def test_the_gates_are_exact_enough_and_pass_nan_on(dtype, close):
    c = np.linspace(-12, 12, 4001, dtype=dtype)[None]
    full = np.full_like(c, 100)
    z = np.concatenate([full, -full, c, full], axis=1)
    after, squashed, h = (np.empty_like(c) for _ in range(3))
    kernels.lstm_step(z, np.zeros_like(c), after, squashed, h)
    assert z.dtype == h.dtype == dtype
    np.testing.assert_allclose(after, np.tanh(c), atol=close, rtol=0)
    np.testing.assert_allclose(z[:, :4001], 1, atol=close)
    z[:, 8002] = np.nan
    kernels.lstm_step(z, np.zeros_like(c), after, squashed, h)
    assert np.isnan(h[0, 0])


def test_the_gates_in_vectors_are_as_exact():
    layer = layers.LSTM(301)
    layer.build((None, 1, 1))
    c = np.linspace(-12, 12, 301, dtype="float32")
    layer.bias[...] = np.concatenate([np.full(301, 100), np.full(301, -100), c, -c]).astype("float32")
    h, run = layer.forward(np.zeros((2, 1, 1), "float32"))
    np.testing.assert_allclose(run.states[1][1], np.tanh([c, c]), atol=4e-7, rtol=0)
    i, f, _, o = np.split(run.z[0].astype(float), 4, axis=1)
    np.testing.assert_allclose(o, 1 / (1 + np.exp([c.astype(float)] * 2)), atol=4e-7, rtol=0)
    np.testing.assert_allclose(i, 1, atol=4e-7)
    np.testing.assert_allclose(f, 0, atol=4e-7)
    np.testing.assert_allclose(h, o * np.tanh(run.states[1][1].astype(float)), atol=4e-7, rtol=0)
    layer.bias[-2] = np.nan
    assert np.isnan(layer.forward(np.zeros((2, 1, 1), "float32"))[0]).sum() == 2


@pytest.mark.parametrize("cls", [layers.LSTM, layers.GRU, layers.SimpleRNN])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_what_repeats_is_multiplied_once_and_gives_the_same(cls, count, monkeypatch):
    words, x = RNG.normal(size=(9, 21)).astype("float32"), RNG.integers(0, 9, (8, 6))
    layer = cls(37, return_sequences=True)
    layer.build((None, 6, 21))
    monkeypatch.setattr("engine.pace.hands", lambda products: count)
    monkeypatch.setattr("engine.pace.SURE", 0)
    found = []
    for worthwhile in (0, 1 << 40):
        monkeypatch.setattr("engine.array_ops.unique_rows.WORTHWHILE", worthwhile)
        y, cache = layer.forward(words[x])
        assert len(cache.inputs.once) == (48 if worthwhile else len(np.unique(x)))
        found.append([y, *(array for array in layer.backward(np.cos(y), cache)[1].values())])
    for once, each in zip(*found, strict=True):
        np.testing.assert_allclose(once, each, rtol=1e-5, atol=1e-5)


def numbered(x):
    which, first = np.empty((2, len(x)), np.int64)
    return kernels.find_unique_rows(x, which, first, np.empty(2 << len(x).bit_length(), np.int64)), which, first


def test_different_rows_are_numbered_in_the_order_in_which_they_come():
    words = RNG.normal(size=(9, 37)).astype("float32")
    words[3] = words[4] = 0
    words[4, -1] = 1e-30
    ids = RNG.integers(0, 9, 100)
    different, which, first = numbered(words[ids])
    assert different == len(np.unique(ids))
    np.testing.assert_array_equal(words[ids][first[:different]][which], words[ids])
    assert sorted(first[:different]) == list(first[:different])
    assert numbered(np.zeros((5, 3), "float32"))[0] == 1


@numba.njit
def digests(x):
    found = np.empty(len(x), np.int64)
    for row in range(len(x)):
        found[row] = digest(flat(x), row * x.shape[1], x.shape[1])[0]
    return found


@pytest.mark.parametrize("x", [RNG.integers(0, 4, (900, 16)), RNG.normal(size=(900, 5)), np.arange(900)[:, None],
                               np.eye(900)])
def test_different_rows_have_different_digests_all_over_a_table(x):
    found = digests(np.unique(x, axis=0).astype("float32"))
    assert len(np.unique(found)) == 900
    assert len(np.unique(found & 1023)) > 0.95 * 1024 * (1 - np.exp(-900 / 1024))


def test_rows_that_hardly_repeat_are_left_as_they_are():
    x = RNG.normal(size=(80, 5)).astype("float32")
    assert numbered(x)[0] == 0
    x[1] = x[0]
    assert numbered(x)[0] == 0
    x[:] = np.nan
    assert numbered(x)[0] == 0


def test_rows_are_added_up_by_number():
    ids, rows = RNG.integers(0, 4, 50), RNG.normal(size=(50, 3)).astype("float32")
    total, squares, again = np.zeros((3, 5, 3), "float32")
    kernels.segment_sum(ids, rows, again)
    kernels.segment_sum_squares(ids, rows, total, squares)
    expected, parts = np.zeros((2, 5, 3))
    np.add.at(expected, ids, rows)
    np.add.at(parts, ids, rows**2)
    np.testing.assert_array_equal(total, again)
    np.testing.assert_allclose(total, expected, **CLOSE)
    np.testing.assert_allclose(squares, parts, **CLOSE)


@pytest.mark.parametrize(("plain", "of_squares", "more"), [
    ("adam", "adam_from_squares", (0.1, 0.1, 0.01, 1e-7)), ("rmsprop", "rmsprop_from_squares", (0.1, 0.9, 1e-7))])
def test_squares_of_whole_gradients_change_nothing(plain, of_squares, more):
    vectors = RNG.random((4 if plain == "adam" else 3, 9)).astype("float32")
    w, g, *slots = vectors.copy()
    w2, g2, *slots2 = vectors.copy()
    getattr(kernels, plain)(w, g, *slots, *more)
    getattr(kernels, of_squares)(w2, g2, g2 * g2, *slots2, *more)
    np.testing.assert_allclose(w, w2, rtol=1e-6)
