"""Bias, ReLU and erfc against NumPy."""

from math import erfc

import numpy as np
import pytest
from kernel_comparison import DTYPES, SHAPES, assert_close, random_matrix

from engine import kernels
from engine.kernels import SINGLE_THREAD
from engine.parallel import run_parallel


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES)
def test_add_bias_relu(shape, dtype):
    z, bias = random_matrix(shape, dtype), random_matrix(shape, dtype)[0]
    expected = np.maximum(z + bias, 0)
    kernels.add_bias_relu(z, bias, SINGLE_THREAD)
    assert_close(z, expected, dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [*SHAPES, (2, 3, 4)])
def test_relu_gradient(shape, dtype):
    dy, y = random_matrix(shape, dtype), np.maximum(random_matrix(shape, dtype)[::-1], 0)
    dx = np.empty_like(dy)
    kernels.relu_backward(dy.reshape(-1), y.reshape(-1), dx.reshape(-1), SINGLE_THREAD)
    assert_close(dx, np.where(y > 0, dy, 0), dtype)


@pytest.mark.parametrize("num_threads", [1, 2])
@pytest.mark.parametrize("shape", [*SHAPES, (600, 3)])
def test_bias_relu_gradient(shape, num_threads):
    dy, y = random_matrix(shape, "float32"), np.maximum(random_matrix(shape, "float32")[::-1], 0)
    dx, sums = np.empty_like(dy), np.empty((num_threads, 2, shape[1]), "float32")
    run_parallel(num_threads, lambda team: kernels.bias_relu_backward(
        dy.reshape(-1), y.reshape(-1), dx.reshape(-1), sums, team))
    np.testing.assert_array_equal(dx, np.where(y > 0, dy, 0))
    np.testing.assert_allclose(sums[:, 0].sum(axis=0), dx.sum(axis=0, dtype="float64"), rtol=1e-5, atol=1e-4)


def test_nan_stays_nan():
    z = np.full((2, 20), np.nan, "float32")
    kernels.add_bias_relu(z, np.ones(20, "float32"), SINGLE_THREAD)
    assert np.isnan(z).all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_erfc(dtype):
    x = np.linspace(-3, 3, 41).astype(dtype)
    assert_close(kernels.erfc(x), np.array([erfc(value) for value in x.tolist()]), dtype)
