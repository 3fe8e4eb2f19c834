"""The kernels of convolution and pooling against loops that follow their definitions."""

import numpy as np
import pytest

from engine import kernels
from engine.kernels import SINGLE_THREAD

DTYPES = ["float32", "float64"]
SLIDES = [((2, 2), (1, 1), (0, 0)), ((3, 2), (2, 1), (1, 0)), ((2, 3), (3, 2), (1, 2)), ((1, 1), (2, 2), (0, 0)),
          ((9, 9), (1, 1), (4, 4))]
"""Size, stride and zeros in front."""


def picture(dtype, shape=(2, 5, 4, 3), seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


def windows(size, stride, before):
    """Every window of a picture of 5 × 4, as many as begin on it: its number, place and coordinates."""
    counts = tuple((n + b - 1) // s + 1 for n, s, b in zip((5, 4), stride, before, strict=True))
    places = [(b, p, q, i, j, p * stride[0] + i - before[0], q * stride[1] + j - before[1])
              for b, p, q in np.ndindex(2, *counts) for i, j in np.ndindex(size)]
    return counts, places


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("size", "stride", "before"), SLIDES)
@pytest.mark.parametrize("whole", [True, False])
def test_gather_and_scatter(size, stride, before, dtype, whole):
    x = picture(dtype)
    counts, places = windows(size, stride, before)
    expected = np.zeros((2, *counts, *size, 3), dtype)
    for b, p, q, i, j, h, w in places:
        if 0 <= h < 5 and 0 <= w < 4:
            expected[b, p, q, i, j] = x[b, h, w]
    runs = (size[0], 1, size[1] * 3) if whole else (*size, 3)
    row, column = (stride[0], 1, -before[0]), (stride[1] * 3, 3, -before[1] * 3)
    expected, first = expected.reshape(-1, *runs), 2
    found = np.full_like(expected[first:], np.nan)
    kernels.im2col(x.reshape(2, 5, 12), found, first, counts, row, column)
    np.testing.assert_array_equal(found, expected[first:])

    matrix = picture(dtype, found.shape, seed=1)
    back = np.zeros_like(x)
    kernels.col2im(matrix, back.reshape(2, 5, 12), first, counts, row, column)
    np.testing.assert_allclose(np.sum(back * x), np.sum(matrix * found), rtol=1e-5)  # each is the other's transpose


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("size", "stride", "before"), SLIDES[:3])
def test_largest_and_its_gradient(size, stride, before, dtype):
    x = np.round(picture(dtype))  # full of equals
    counts, places = windows(size, stride, before)
    y, which = np.full((2, *counts, 3), np.nan, dtype), np.zeros((2, *counts, 3), "int32")
    kernels.max_pool(x, y, which, size, stride, before, SINGLE_THREAD)
    dy = picture(dtype, y.shape, seed=1)
    expected, dx, back = np.full_like(y, -np.inf), np.zeros_like(x), np.zeros_like(x)
    origin = {}
    for b, p, q, _, _, h, w in places:
        for c in range(3):
            if 0 <= h < 5 and 0 <= w < 4 and x[b, h, w, c] > expected[b, p, q, c]:
                expected[b, p, q, c], origin[b, p, q, c] = x[b, h, w, c], (b, h, w, c)
    for window, place in origin.items():
        dx[place] += dy[window]
    np.testing.assert_array_equal(y, expected)
    kernels.max_pool_backward(dy, which, back, size, stride, before, SINGLE_THREAD)
    np.testing.assert_allclose(back, dx, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("place", [(0, 0), (0, 1), (1, 1)])
def test_nan_passes_through_a_pool(place):
    x = np.zeros((1, 2, 2, 5), "float32")
    x[0, place[0], place[1]] = np.nan
    y, which = np.zeros((1, 1, 1, 5), "float32"), np.zeros((1, 1, 1, 5), "int32")
    kernels.max_pool(x, y, which, (2, 2), (2, 2), (0, 0), SINGLE_THREAD)
    assert np.isnan(y).all()
