"""Winograd's way to lay a kernel of 3 × 3 on pictures: 4 × 4 sums from 36 products a channel, in place of 144.

Source: Lavin & Gray 2016, "Fast Algorithms for Convolutional Neural Networks", F(4 × 4, 3 × 3), with the points
0, ±a, ±b and ∞ where a = √½ and b = √2; their points 0, ±1, ±2 err four times as much in float32. With

    Bᵀ = 1   0  -5/2    0  1  0      Aᵀ = 1  1   1   1   1   0      G =   1     0     0
         0 -2a    -2    a  1  0           0  a  -a   b  -b   0         -2/3 -2a/3  -1/3
         0  2a    -2   -a  1  0           0  ½   ½   2   2   0         -2/3  2a/3  -1/3
         0 -b/2   -½    b  1  0           0 a/2 -a/2 2b -2b  1          1/6   b/6   1/3
         0  b/2   -½   -b  1  0                                         1/6  -b/6   1/3
         0   1     0 -5/2  0  1                                           0     0     1

a tile of 4 × 4 sums is ``Aᵀ (Σ_c (Bᵀ d B) · (G g Gᵀ)) A``: d are the 6 × 6 numbers that it sees of channel c, g is the
kernel. Between the transforms stand 36 matrix products, one for every place of a tile, over tiles and channels. The
gradients go the same way back, by the transposes of the matrices.

Pictures are ``(batch, height, width, channels)``; places ``(36, SPAN)``, where row k holds ``(tiles, channels)`` of
place k for a block of tiles; tile is scratch, ``(36, LANES)``. All are contiguous. The tiles of a block are those of
number ``first`` and on, ``counts`` in a column and in a row of every picture. A step takes a vector of channels of one
tile through both products, first down the columns of numbers, then along the rows.
"""

from engine.kernels.combinations import combination
from engine.kernels.jit import Array, inner
from engine.kernels.vectors import LANES
from engine.kernels.views import flat

Pair = tuple[int, int]
SPAN = 12304
"""From one place to the next in places. No power of two, or all would compete for the same lines of the cache."""
ROW = 6 * LANES
"""From one row to the next in tile."""

A, B = 0.5**0.5, 2**0.5
B_TURNED = ((1, 0, -5 / 2, 0, 1, 0), (0, -2 * A, -2, A, 1, 0), (0, 2 * A, -2, -A, 1, 0), (0, -B / 2, -1 / 2, B, 1, 0),
            (0, B / 2, -1 / 2, -B, 1, 0), (0, 1, 0, -5 / 2, 0, 1))
A_TURNED = ((1, 1, 1, 1, 1, 0), (0, A, -A, B, -B, 0), (0, 1 / 2, 1 / 2, 2, 2, 0), (0, A / 2, -A / 2, 2 * B, -2 * B, 1))

by_b_turned, by_a_turned = combination(B_TURNED), combination(A_TURNED)
by_a, by_b = combination(tuple(zip(*A_TURNED, strict=True))), combination(tuple(zip(*B_TURNED, strict=True)))
by_b_and_add = combination(tuple(zip(*B_TURNED, strict=True)), add=True)


@inner
def seen_to_places(x: Array, places: Array, tile: Array, first: int, tiles: int, counts: Pair, before: Pair) -> None:
    """``places = Bᵀ d B``. before: rows and columns of zeros in front of x; what lies outside of x is 0."""
    _, height, width, channels = x.shape
    source, target, d = flat(x), flat(places), flat(tile)
    for t in range(tiles):
        row, q = divmod(first + t, counts[1])
        n, p = divmod(row, counts[0])
        top, left = 4 * p - before[0], 4 * q - before[1]
        for start in range(0, channels, LANES):
            lanes, corner = min(LANES, channels - start), ((n * height + top) * width + left) * channels + start
            for j in range(6):
                inside = -top, height - top, lanes if 0 <= left + j < width else 0
                by_b_turned(source, corner + j * channels, width * channels, inside, d, j * LANES, ROW, (0, 6, LANES))
            for i in range(6):
                place = 6 * i * SPAN + t * channels + start
                by_b_turned(d, i * ROW, LANES, (0, 6, LANES), target, place, SPAN, (0, 6, lanes))


@inner
def places_to_sums(places: Array, z: Array, tile: Array, first: int, tiles: int, counts: Pair) -> None:
    """``z = Aᵀ m A``, m being a tile's places; what of a tile lies beyond the edge of z is left out."""
    _, height, width, channels = z.shape
    source, target, d = flat(places), flat(z), flat(tile)
    for t in range(tiles):
        row, q = divmod(first + t, counts[1])
        n, p = divmod(row, counts[0])
        for start in range(0, channels, LANES):
            lanes, corner = min(LANES, channels - start), ((n * height + 4 * p) * width + 4 * q) * channels + start
            for i in range(6):
                place = 6 * i * SPAN + t * channels + start
                by_a_turned(source, place, SPAN, (0, 6, lanes), d, i * ROW, LANES, (0, 4, LANES))
            for j in range(min(4, width - 4 * q)):
                inside = 0, height - 4 * p, lanes
                by_a_turned(d, j * LANES, ROW, (0, 6, LANES), target, corner + j * channels, width * channels, inside)


@inner
def sums_to_places(dz: Array, places: Array, tile: Array, first: int, tiles: int, counts: Pair) -> None:
    """``places = A dz Aᵀ``: the transpose of :func:`places_to_sums`."""
    _, height, width, channels = dz.shape
    source, target, d = flat(dz), flat(places), flat(tile)
    for t in range(tiles):
        row, q = divmod(first + t, counts[1])
        n, p = divmod(row, counts[0])
        for start in range(0, channels, LANES):
            lanes, corner = min(LANES, channels - start), ((n * height + 4 * p) * width + 4 * q) * channels + start
            for j in range(4):
                inside = 0, height - 4 * p, lanes if 4 * q + j < width else 0
                by_a(source, corner + j * channels, width * channels, inside, d, j * LANES, ROW, (0, 6, LANES))
            for i in range(6):
                place = 6 * i * SPAN + t * channels + start
                by_a(d, i * ROW, LANES, (0, 4, LANES), target, place, SPAN, (0, 6, lanes))


@inner
def places_to_seen(places: Array, dx: Array, tile: Array, first: int, tiles: int, counts: Pair, before: Pair) -> None:
    """Adds ``B m Bᵀ``, m being a tile's places, to what the tile sees: the transpose of :func:`seen_to_places`."""
    _, height, width, channels = dx.shape
    source, target, d = flat(places), flat(dx), flat(tile)
    for t in range(tiles):
        row, q = divmod(first + t, counts[1])
        n, p = divmod(row, counts[0])
        top, left = 4 * p - before[0], 4 * q - before[1]
        for start in range(0, channels, LANES):
            lanes, corner = min(LANES, channels - start), ((n * height + top) * width + left) * channels + start
            for i in range(6):
                place = 6 * i * SPAN + t * channels + start
                by_b(source, place, SPAN, (0, 6, lanes), d, i * ROW, LANES, (0, 6, LANES))
            for j in range(6):
                inside = -top, height - top, lanes if 0 <= left + j < width else 0
                by_b_and_add(d, j * LANES, ROW, (0, 6, LANES), target, corner + j * channels, width * channels, inside)
