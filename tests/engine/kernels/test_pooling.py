"""Max pooling and its gradient against loops that follow their definitions."""

import numpy as np
import pytest

from engine import kernels
from engine.kernels import SINGLE_THREAD
from engine.parallel import run_parallel

SLIDES = [((2, 2), (1, 1), (0, 0)), ((3, 2), (2, 1), (1, 0)), ((2, 3), (3, 2), (1, 2))]
"""Size, stride and padding before the image."""


def max_pool_loops(x, dy, size, stride, padding):
    """y and dx by loops over windows; the first of equal values is the maximum."""
    y, dx = np.full_like(dy, -np.inf), np.zeros_like(x)
    for b, p, q, c in np.ndindex(dy.shape):
        pixels = [(b, h, w, c) for h in range(p * stride[0] - padding[0], p * stride[0] - padding[0] + size[0])
                  for w in range(q * stride[1] - padding[1], q * stride[1] - padding[1] + size[1])
                  if 0 <= h < x.shape[1] and 0 <= w < x.shape[2]]
        largest = max(pixels, key=lambda pixel: x[pixel])
        y[b, p, q, c] = x[largest]
        dx[largest] += dy[b, p, q, c]
    return y, dx


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("size", "stride", "padding"), SLIDES)
@pytest.mark.parametrize("num_threads", [1, 2])
def test_max_pool_and_its_gradient(size, stride, padding, dtype, num_threads):
    rng = np.random.default_rng(0)
    x = np.round(rng.normal(size=(2, 5, 4, 3))).astype(dtype)  # many equal values
    counts = [(n + b - 1) // s + 1 for n, s, b in zip((5, 4), stride, padding, strict=True)]
    dy = rng.normal(size=(2, *counts, 3)).astype(dtype)
    y, argmax, dx = np.full_like(dy, np.nan), np.zeros(dy.shape, "int32"), np.full_like(x, np.nan)
    run_parallel(num_threads, lambda team: kernels.max_pool(x, y, argmax, size, stride, padding, team))
    run_parallel(num_threads, lambda team: kernels.max_pool_backward(dy, argmax, dx, size, stride, padding, team))
    expected_y, expected_dx = max_pool_loops(x, dy, size, stride, padding)
    np.testing.assert_array_equal(y, expected_y)
    np.testing.assert_allclose(dx, expected_dx, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("pixel", [(0, 0), (0, 1), (1, 1)])
def test_nan_stays_nan(pixel):
    x = np.zeros((1, 2, 2, 5), "float32")
    x[0, pixel[0], pixel[1]] = np.nan
    y, argmax = np.zeros((1, 1, 1, 5), "float32"), np.zeros((1, 1, 1, 5), "int32")
    kernels.max_pool(x, y, argmax, (2, 2), (2, 2), (0, 0), SINGLE_THREAD)
    assert np.isnan(y).all()
