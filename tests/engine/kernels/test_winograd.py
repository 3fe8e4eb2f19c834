"""The transforms of tiles against the matrices of the paper, laid on one tile and one channel at a time."""

import numba
import numpy as np
import pytest

from engine.kernels import tiled_correlations as kernels
from engine.kernels import winograd_transforms

# Kernels alone can call them.
seen_to_places = numba.njit(lambda *given: kernels.seen_to_places(*given))  # noqa: PLW0108
sums_to_places = numba.njit(lambda *given: kernels.sums_to_places(*given))  # noqa: PLW0108
places_to_sums = numba.njit(lambda *given: kernels.places_to_sums(*given))  # noqa: PLW0108
places_to_seen = numba.njit(lambda *given: kernels.places_to_seen(*given))  # noqa: PLW0108

a, b = 0.5**0.5, 2**0.5
BT = np.array([[1, 0, -2.5, 0, 1, 0], [0, -2 * a, -2, a, 1, 0], [0, 2 * a, -2, -a, 1, 0], [0, -b / 2, -0.5, b, 1, 0],
               [0, b / 2, -0.5, -b, 1, 0], [0, 1, 0, -2.5, 0, 1]])
AT = np.array([[1, 1, 1, 1, 1, 0], [0, a, -a, b, -b, 0], [0, 0.5, 0.5, 2, 2, 0], [0, a / 2, -a / 2, 2 * b, -2 * b, 1]])
COUNTS, BEFORE = (2, 2), (1, 0)
"""Tiles in a column and in a row; zeros in front."""


def rng():
    return np.random.default_rng(0)


def each(batch, first, tiles):
    """Number, picture and upper left corner of the tiles of a block."""
    corners = [(n, 4 * p, 4 * q) for n, p, q in np.ndindex(batch, *COUNTS)]
    return enumerate(corners[first : first + tiles])


def roomy(x, before):
    """Pictures with zeros around them."""
    return np.pad(x, ((0, 0), (before[0], 12), (before[1], 12), (0, 0)))


def rooms():
    """Memory for places before and after the products, and for one tile."""
    shapes = (36, winograd_transforms.SPAN), (36, winograd_transforms.SPAN), (36, winograd_transforms.LANES)
    return [np.empty(shape, "float32") for shape in shapes]


@pytest.mark.parametrize("channels", [1, 16, 70])
def test_transforms_are_those_of_the_matrices(channels):
    x = rng().normal(size=(2, 7, 8, channels)).astype("float32")
    z = rng().normal(size=(2, 6, 6, channels)).astype("float32")
    seen, sums, tile = rooms()
    first, tiles = 1, 6

    seen_to_places(x, seen, tile, first, tiles, COUNTS, BEFORE)
    places = seen[:, : tiles * channels].reshape(6, 6, tiles, channels)
    for t, (n, h, w) in each(2, first, tiles):
        d = roomy(x, BEFORE)[n, h : h + 6, w : w + 6]
        expected = np.einsum("ki,lj,ijc->klc", BT, BT, d)
        np.testing.assert_allclose(places[:, :, t], expected, rtol=1e-4, atol=1e-5)

    sums_to_places(z, sums, tile, first, tiles, COUNTS)
    places = sums[:, : tiles * channels].reshape(6, 6, tiles, channels)
    for t, (n, h, w) in each(2, first, tiles):
        expected = np.einsum("ik,jl,ijc->klc", AT, AT, roomy(z, (0, 0))[n, h : h + 4, w : w + 4])
        np.testing.assert_allclose(places[:, :, t], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("channels", [1, 16, 70])
def test_ways_back_are_the_transposes(channels):
    x, z = np.zeros((2, 7, 8, channels), "float32"), np.zeros((2, 6, 6, channels), "float32")
    seen, sums, tile = rooms()
    places = seen[:, : 8 * channels].reshape(6, 6, 8, channels)
    places[...] = rng().normal(size=places.shape)
    sums[...] = seen

    places_to_sums(sums, z, tile, 0, 8, COUNTS)
    places_to_seen(seen, x, tile, 0, 8, COUNTS, BEFORE)
    made, spread = np.zeros((2, 20, 20, channels)), np.zeros((2, 20, 20, channels))
    for t, (n, h, w) in each(2, 0, 8):
        made[n, h : h + 4, w : w + 4] = np.einsum("ik,jl,klc->ijc", AT, AT, places[:, :, t])
        spread[n, h : h + 6, w : w + 6] += np.einsum("ki,lj,klc->ijc", BT, BT, places[:, :, t])
    np.testing.assert_allclose(z, made[:, :6, :6], rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(x, spread[:, 1:8, :8], rtol=1e-4, atol=1e-5)
