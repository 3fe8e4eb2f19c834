"""Winograd's transforms against the matrices of the paper, applied to one tile at a time."""

import numba
import numpy as np
import pytest

from engine.kernels import winograd_transforms as wt

# They have no wrapper for Python: only kernels can call them.
transform_input = numba.njit(lambda *args: wt.transform_input(*args))  # noqa: PLW0108
transform_output_grad = numba.njit(lambda *args: wt.transform_output_grad(*args))  # noqa: PLW0108
inverse_transform_output = numba.njit(lambda *args: wt.inverse_transform_output(*args))  # noqa: PLW0108
inverse_transform_input_grad = numba.njit(lambda *args: wt.inverse_transform_input_grad(*args))  # noqa: PLW0108

a, b = 0.5**0.5, 2**0.5
BT = np.array([[1, 0, -2.5, 0, 1, 0], [0, -2 * a, -2, a, 1, 0], [0, 2 * a, -2, -a, 1, 0], [0, -b / 2, -0.5, b, 1, 0],
               [0, b / 2, -0.5, -b, 1, 0], [0, 1, 0, -2.5, 0, 1]])
AT = np.array([[1, 1, 1, 1, 1, 0], [0, a, -a, b, -b, 0], [0, 0.5, 0.5, 2, 2, 0], [0, a / 2, -a / 2, 2 * b, -2 * b, 1]])
COUNTS, PADDING = (2, 2), (1, 0)
"""Tiles per column and per row; rows and columns of zeros before the image."""


def rng():
    return np.random.default_rng(0)


def tile_corners(batch, first, tiles):
    """``(tile, (sample, top, left))`` for some tiles."""
    corners = [(n, 4 * p, 4 * q) for n, p, q in np.ndindex(batch, *COUNTS)]
    return enumerate(corners[first : first + tiles])


def pad(x, before):
    """Images with zeros around them."""
    return np.pad(x, ((0, 0), (before[0], 12), (before[1], 12), (0, 0)))


def make_buffers():
    """Buffers for transformed inputs, for transformed outputs and for one tile."""
    shapes = (36, wt.POSITION_STRIDE), (36, wt.POSITION_STRIDE), (36, wt.LANES)
    return [np.empty(shape, "float32") for shape in shapes]


@pytest.mark.parametrize("channels", [1, 16, 70])
def test_transforms_agree_with_the_matrices(channels):
    x = rng().normal(size=(2, 7, 8, channels)).astype("float32")
    z = rng().normal(size=(2, 6, 6, channels)).astype("float32")
    inputs, outputs, tile = make_buffers()
    first, tiles = 1, 6

    transform_input(x, inputs, tile, first, tiles, COUNTS, PADDING)
    positions = inputs[:, : tiles * channels].reshape(6, 6, tiles, channels)
    for t, (n, h, w) in tile_corners(2, first, tiles):
        d = pad(x, PADDING)[n, h : h + 6, w : w + 6]
        expected = np.einsum("ki,lj,ijc->klc", BT, BT, d)
        np.testing.assert_allclose(positions[:, :, t], expected, rtol=1e-4, atol=1e-5)

    transform_output_grad(z, outputs, tile, first, tiles, COUNTS)
    positions = outputs[:, : tiles * channels].reshape(6, 6, tiles, channels)
    for t, (n, h, w) in tile_corners(2, first, tiles):
        expected = np.einsum("ik,jl,ijc->klc", AT, AT, pad(z, (0, 0))[n, h : h + 4, w : w + 4])
        np.testing.assert_allclose(positions[:, :, t], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("channels", [1, 16, 70])
def test_inverse_transforms_are_the_transposes(channels):
    x, z = np.zeros((2, 7, 8, channels), "float32"), np.zeros((2, 6, 6, channels), "float32")
    inputs, outputs, tile = make_buffers()
    positions = inputs[:, : 8 * channels].reshape(6, 6, 8, channels)
    positions[...] = rng().normal(size=positions.shape)
    outputs[...] = inputs

    inverse_transform_output(outputs, z, tile, 0, 8, COUNTS)
    inverse_transform_input_grad(inputs, x, tile, 0, 8, COUNTS, PADDING)
    expected_z, expected_dx = np.zeros((2, 20, 20, channels)), np.zeros((2, 20, 20, channels))
    for t, (n, h, w) in tile_corners(2, 0, 8):
        expected_z[n, h : h + 4, w : w + 4] = np.einsum("ik,jl,klc->ijc", AT, AT, positions[:, :, t])
        expected_dx[n, h : h + 6, w : w + 6] += np.einsum("ki,lj,klc->ijc", BT, BT, positions[:, :, t])
    np.testing.assert_allclose(z, expected_z[:, :6, :6], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(x, expected_dx[:, 1:8, :8], rtol=1e-4, atol=1e-5)
