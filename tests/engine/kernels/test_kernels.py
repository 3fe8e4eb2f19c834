"""Every kernel does what its slow and obvious twin in NumPy does, in the type that it was given."""

from math import erfc

import numpy as np
import pytest

from engine import kernels
from engine.kernels import KERNELS, SINGLE_THREAD
from engine.kernels.runtime.warmup import warm

DTYPES = ["float32", "float64"]
SHAPES = [(1, 1), (3, 2), (7, 10), (32, 33)]


def vectors(count, dtype, size=1003):
    return list(np.random.default_rng(0).normal(size=(count, size)).astype(dtype))


def close(actual, expected, dtype):
    """Equal to the accuracy of the type; the expected numbers were computed in float64."""
    assert actual.dtype == dtype
    np.testing.assert_allclose(actual, expected, rtol=2e-6 if dtype == "float32" else 1e-12,
                               atol=2e-6 if dtype == "float32" else 1e-12)


def wide(*arrays):
    return [a.astype("float64") for a in arrays]


@pytest.mark.parametrize("dtype", DTYPES)
def test_sgd(dtype):
    w, g = vectors(2, dtype)
    W, G = wide(w, g)
    kernels.sgd(w, g, 0.1)
    close(w, W - 0.1 * G, dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("nesterov", [False, True])
def test_sgd_momentum(dtype, nesterov):
    w, g, m = vectors(3, dtype)
    W, G, M = wide(w, g, m)
    kernels.sgd_momentum(w, g, m, 0.1, 0.9, nesterov)
    M = 0.9 * M - 0.1 * G
    close(m, M, dtype)
    close(w, W + (0.9 * M - 0.1 * G if nesterov else M), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_rmsprop(dtype):
    w, g, v = vectors(3, dtype)
    v = v**2
    W, G, V = wide(w, g, v)
    kernels.rmsprop(w, g, v, 0.1, 0.9, 1e-3)
    V = 0.9 * V + 0.1 * G**2
    close(v, V, dtype)
    close(w, W - 0.1 * G / np.sqrt(V + 1e-3), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
def test_adam(dtype):
    w, g, m, v = vectors(4, dtype)
    v = v**2
    W, G, M, V = wide(w, g, m, v)
    kernels.adam(w, g, m, v, 0.05, 0.1, 0.01, 1e-3)
    M, V = M + 0.1 * (G - M), V + 0.01 * (G**2 - V)
    close(m, M, dtype)
    close(v, V, dtype)
    close(w, W - 0.05 * M / (np.sqrt(V) + 1e-3), dtype)


def test_where_nothing_has_a_slope_nothing_moves():
    w, g, m, v = (np.ones(40, "float32"), *np.zeros((3, 40), "float32"))
    kernels.adam(w, g, m, v, 0.05, 0.1, 0.01, 1e-7)
    kernels.rmsprop(w, g, v, 0.1, 0.9, 1e-7)
    assert np.array_equal(w, np.ones(40))


def matrix(shape, dtype, scale=3):
    return (np.random.default_rng(1).normal(size=shape) * scale).astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES)
def test_add_bias_relu(shape, dtype):
    z, bias = matrix(shape, dtype), matrix(shape, dtype)[0]
    expected = np.maximum(z + bias, 0)
    kernels.add_bias_relu(z, bias, SINGLE_THREAD)
    close(z, expected, dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [*SHAPES, (2, 3, 4)])
def test_relu_gradient(shape, dtype):
    dy, y = matrix(shape, dtype), np.maximum(matrix(shape, dtype)[::-1], 0)
    dx = np.empty_like(dy)
    kernels.relu_backward(dy.reshape(-1), y.reshape(-1), dx.reshape(-1), SINGLE_THREAD)
    close(dx, np.where(y > 0, dy, 0), dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("scale", [1, 50])
def test_softmax_and_its_crossentropies(shape, dtype, scale):
    z = matrix(shape, dtype, scale)
    labels = np.random.default_rng(2).integers(0, shape[1], shape[0])
    t = np.eye(shape[1], dtype=dtype)[labels] * dtype_of(dtype)(0.9) + dtype_of(dtype)(0.1 / shape[1])
    (Z,) = wide(z)
    top = Z.max(-1, keepdims=True)
    logs = Z - top - np.log(np.exp(Z - top).sum(-1, keepdims=True))
    y, values, sparse = np.empty_like(z), np.empty(shape[0], dtype), np.empty(shape[0], dtype)
    kernels.softmax_rows(z, y)
    kernels.crossentropy(t, z, y, values)
    kernels.sparse_crossentropy(labels, z, y, sparse)
    dz = np.empty_like(z)
    kernels.sparse_crossentropy_gradient(labels, y, dz)
    close(y, np.exp(logs), dtype)
    np.testing.assert_allclose(values, -(t * logs).sum(-1), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(sparse, -logs[np.arange(len(z)), labels], rtol=1e-5, atol=1e-5)
    close(dz, np.exp(logs) - np.eye(shape[1])[labels], dtype)
    assert values.dtype == sparse.dtype == dtype


def dtype_of(name):
    return np.dtype(name).type


def test_huge_logits_stay_finite():
    z = np.array([[1e30, -1e30, 0], [300, 301, 302]], "float32")
    y = np.empty_like(z)
    kernels.softmax_rows(z, y)
    assert np.isfinite(y).all()
    np.testing.assert_allclose(y.sum(-1), 1, rtol=1e-6)


def test_nan_passes_through_every_kernel():
    z = np.full((2, 20), np.nan, "float32")
    y, values, labels = np.zeros_like(z), np.zeros(2, "float32"), np.zeros(2, "int64")
    kernels.add_bias_relu(z, np.ones(20, "float32"), SINGLE_THREAD)
    assert np.isnan(z).all()
    kernels.softmax_rows(z, y)
    assert np.isnan(y).all()
    for fill in (lambda: kernels.crossentropy(np.ones_like(z), z, y, values),
                 lambda: kernels.sparse_crossentropy(labels, z, y, values)):
        values[...] = 0
        fill()
        assert np.isnan(values).all()


@pytest.mark.parametrize("label", [-1, 3, 1000])
def test_a_label_that_is_no_class_gives_nan_and_touches_no_other_memory(label):
    z = matrix((3, 3), "float32")
    y, dz, values = np.empty_like(z), np.zeros_like(z), np.zeros(3, "float32")
    labels = np.array([0, label, 2])
    kernels.softmax_rows(z, y)
    kernels.sparse_crossentropy(labels, z, y, values)
    kernels.sparse_crossentropy_gradient(labels, y, dz)
    assert np.isnan(values).tolist() == [False, True, False]
    assert np.isnan(dz).all(axis=1).tolist() == [False, True, False]


@pytest.mark.parametrize("dtype", DTYPES)
def test_erfc(dtype):
    x = np.linspace(-3, 3, 41).astype(dtype)
    close(kernels.erfc(x), np.array([erfc(number) for number in x.tolist()]), dtype)


def test_warming_reaches_every_kernel():
    warm()
    for module, names in KERNELS.items():
        for name in names:
            compiled = getattr(kernels, name)
            assert module not in names
            assert getattr(compiled, "signatures", True), name


def test_an_unknown_kernel_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'adm'"):
        _ = kernels.adm
