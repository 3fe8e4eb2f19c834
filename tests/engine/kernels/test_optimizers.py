"""The optimizers' kernels against NumPy in float64."""

import numpy as np
import pytest

from engine import kernels

DTYPES = ["float32", "float64"]


def assert_close(actual, expected, dtype):
    """Equal to the accuracy of the dtype; expected was computed in float64."""
    assert actual.dtype == dtype
    tolerance = 2e-6 if dtype == "float32" else 1e-12
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


def random_vectors(count, dtype, size=1003):
    return list(np.random.default_rng(0).normal(size=(count, size)).astype(dtype))


def to_float64(*arrays):
    return [a.astype("float64") for a in arrays]


@pytest.mark.parametrize("dtype", DTYPES)
def test_sgd(dtype):
    w, g = random_vectors(2, dtype)
    W, G = to_float64(w, g)
    kernels.sgd(w, g, 0.1)
    assert_close(w, W - 0.1 * G, dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("nesterov", [False, True])
def test_sgd_momentum(dtype, nesterov):
    w, g, m = random_vectors(3, dtype)
    W, G, M = to_float64(w, g, m)
    kernels.sgd_momentum(w, g, m, 0.1, 0.9, nesterov)
    M = 0.9 * M - 0.1 * G
    assert_close(m, M, dtype)
    assert_close(w, W + (0.9 * M - 0.1 * G if nesterov else M), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_rmsprop(dtype):
    w, g, v = random_vectors(3, dtype)
    v = v**2
    W, G, V = to_float64(w, g, v)
    kernels.rmsprop(w, g, v, 0.1, 0.9, 1e-3)
    V = 0.9 * V + 0.1 * G**2
    assert_close(v, V, dtype)
    assert_close(w, W - 0.1 * G / np.sqrt(V + 1e-3), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_adam(dtype):
    w, g, m, v = random_vectors(4, dtype)
    v = v**2
    W, G, M, V = to_float64(w, g, m, v)
    kernels.adam(w, g, m, v, 0.05, 0.1, 0.01, 1e-3)
    M, V = M + 0.1 * (G - M), V + 0.01 * (G**2 - V)
    assert_close(m, M, dtype)
    assert_close(v, V, dtype)
    assert_close(w, W - 0.05 * M / (np.sqrt(V) + 1e-3), dtype)


def test_zero_gradients_change_nothing():
    w, g, m, v = (np.ones(40, "float32"), *np.zeros((3, 40), "float32"))
    kernels.adam(w, g, m, v, 0.05, 0.1, 0.01, 1e-7)
    kernels.rmsprop(w, g, v, 0.1, 0.9, 1e-7)
    assert np.array_equal(w, np.ones(40))


@pytest.mark.parametrize(("name", "name_from_squares", "args"), [
    ("adam", "adam_from_squares", (0.1, 0.1, 0.01, 1e-7)), ("rmsprop", "rmsprop_from_squares", (0.1, 0.9, 1e-7))])
def test_updates_from_squares_agree_with_updates_from_gradients(name, name_from_squares, args):
    vectors = np.random.default_rng(3).random((4 if name == "adam" else 3, 9)).astype("float32")
    w, g, *slots = vectors.copy()
    w2, g2, *slots2 = vectors.copy()
    getattr(kernels, name)(w, g, *slots, *args)
    getattr(kernels, name_from_squares)(w2, g2, g2 * g2, *slots2, *args)
    np.testing.assert_allclose(w, w2, rtol=1e-6)
