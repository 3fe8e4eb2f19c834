"""im2col and col2im against loops that follow their definitions."""

import numpy as np
import pytest

from engine import kernels

DTYPES = ["float32", "float64"]
SLIDES = [((2, 2), (1, 1), (0, 0)), ((3, 2), (2, 1), (1, 0)), ((2, 3), (3, 2), (1, 2)), ((1, 1), (2, 2), (0, 0)),
          ((9, 9), (1, 1), (4, 4))]
"""Size, stride and padding before the image."""


def random_image(dtype, shape=(2, 5, 4, 3), seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype(dtype)


def windows(size, stride, before):
    """The windows that start on an image of 5 × 4: their counts; sample, window, position and pixel of each value."""
    counts = tuple((n + b - 1) // s + 1 for n, s, b in zip((5, 4), stride, before, strict=True))
    positions = [(b, p, q, i, j, p * stride[0] + i - before[0], q * stride[1] + j - before[1])
              for b, p, q in np.ndindex(2, *counts) for i, j in np.ndindex(size)]
    return counts, positions


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("size", "stride", "before"), SLIDES)
@pytest.mark.parametrize("merge_columns", [True, False])
def test_im2col_and_its_transpose(size, stride, before, dtype, merge_columns):
    x = random_image(dtype)
    counts, positions = windows(size, stride, before)
    expected = np.zeros((2, *counts, *size, 3), dtype)
    for b, p, q, i, j, h, w in positions:
        if 0 <= h < 5 and 0 <= w < 4:
            expected[b, p, q, i, j] = x[b, h, w]
    shape = (size[0], 1, size[1] * 3) if merge_columns else (*size, 3)
    row, column = (stride[0], 1, -before[0]), (stride[1] * 3, 3, -before[1] * 3)
    expected, first = expected.reshape(-1, *shape), 2
    patches = np.full_like(expected[first:], np.nan)
    kernels.im2col(x.reshape(2, 5, 12), patches, first, counts, row, column)
    np.testing.assert_array_equal(patches, expected[first:])

    other = random_image(dtype, patches.shape, seed=1)
    image = np.zeros_like(x)
    kernels.col2im(other, image.reshape(2, 5, 12), first, counts, row, column)
    np.testing.assert_allclose(np.sum(image * x), np.sum(other * patches), rtol=1e-5)  # they are transposes of each other
