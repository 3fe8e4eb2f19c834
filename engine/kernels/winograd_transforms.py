"""Winograd's transforms for 3 × 3 windows: 4 × 4 outputs from 36 products per channel instead of 144.

Source: Lavin & Gray 2016, "Fast Algorithms for Convolutional Neural Networks", F(4 × 4, 3 × 3), with the points
0, ±a, ±b and ∞ where a = √½ and b = √2; the error in float32 is a quarter of that with their points 0, ±1, ±2. With

    Bᵀ = 1   0  -5/2    0  1  0      Aᵀ = 1  1   1   1   1   0      G =   1     0     0
         0 -2a    -2    a  1  0           0  a  -a   b  -b   0         -2/3 -2a/3  -1/3
         0  2a    -2   -a  1  0           0  ½   ½   2   2   0         -2/3  2a/3  -1/3
         0 -b/2   -½    b  1  0           0 a/2 -a/2 2b -2b  1          1/6   b/6   1/3
         0  b/2   -½   -b  1  0                                         1/6  -b/6   1/3
         0   1     0 -5/2  0  1                                           0     0     1

a tile of 4 × 4 outputs is ``Aᵀ (Σ_c (Bᵀ d B) · (G g Gᵀ)) A``: d are the 6 × 6 inputs of channel c for the tile, g
is the kernel. Between the transforms are 36 matrix products over tiles and channels, one for each of the 6 × 6
positions. Backward uses the transposes.

Images are ``(batch, height, width, channels)``. Transformed values are ``(36, POSITION_STRIDE)``: row k begins with
position k of the processed tiles, ``(tiles, channels)``. tile is a buffer, ``(36, LANES)``. All are contiguous. A call
processes ``tiles`` tiles from index ``first`` on; ``counts`` are the number of tiles vertically and horizontally in an
image. One vector of channels of one tile is multiplied by both matrices before the next: first along columns, then
along rows; in the inverse transforms first along rows.
"""

from engine.kernels.lowlevel.array_views import flatten
from engine.kernels.lowlevel.simd import LANES
from engine.kernels.lowlevel.small_matmul import linear_combination
from engine.kernels.runtime.jit import Array, inner

Pair = tuple[int, int]
POSITION_STRIDE = 12304
"""Distance in values between two positions; not a power of 2, so that positions do not share cache sets."""
ROW = 6 * LANES
"""Distance in values between two rows of the 6 × 6 positions in the buffer ``tile``."""

A, B = 0.5**0.5, 2**0.5
B_TRANSPOSED = ((1, 0, -5 / 2, 0, 1, 0), (0, -2 * A, -2, A, 1, 0), (0, 2 * A, -2, -A, 1, 0),
                (0, -B / 2, -1 / 2, B, 1, 0), (0, B / 2, -1 / 2, -B, 1, 0), (0, 1, 0, -5 / 2, 0, 1))
A_TRANSPOSED = ((1, 1, 1, 1, 1, 0), (0, A, -A, B, -B, 0), (0, 1 / 2, 1 / 2, 2, 2, 0),
                (0, A / 2, -A / 2, 2 * B, -2 * B, 1))

times_b_transposed, times_a_transposed = linear_combination(B_TRANSPOSED), linear_combination(A_TRANSPOSED)
times_a = linear_combination(tuple(zip(*A_TRANSPOSED, strict=True)))
times_b = linear_combination(tuple(zip(*B_TRANSPOSED, strict=True)))
add_times_b = linear_combination(tuple(zip(*B_TRANSPOSED, strict=True)), accumulate=True)


@inner
def transform_input(
    x: Array, transformed: Array, tile: Array, first: int, tiles: int, counts: Pair, padding: Pair
) -> None:
    """``transformed = Bᵀ d B``; values outside x are 0. padding: rows above and columns left of x."""
    _, height, width, channels = x.shape
    source, target, d = flatten(x), flatten(transformed), flatten(tile)
    for t in range(tiles):
        row, q = divmod(first + t, counts[1])
        n, p = divmod(row, counts[0])
        top, left = 4 * p - padding[0], 4 * q - padding[1]
        for start in range(0, channels, LANES):
            lanes, corner = min(LANES, channels - start), ((n * height + top) * width + left) * channels + start
            for j in range(6):
                bounds = -top, height - top, lanes if 0 <= left + j < width else 0
                times_b_transposed(source, corner + j * channels, width * channels, bounds,
                                   d, j * LANES, ROW, (0, 6, LANES))
            for i in range(6):
                position = 6 * i * POSITION_STRIDE + t * channels + start
                times_b_transposed(d, i * ROW, LANES, (0, 6, LANES), target, position, POSITION_STRIDE, (0, 6, lanes))


@inner
def inverse_transform_output(
    transformed: Array, z: Array, tile: Array, first: int, tiles: int, counts: Pair
) -> None:
    """``z = Aᵀ m A`` for a tile's transformed values m; parts of a tile outside z are left out."""
    _, height, width, channels = z.shape
    source, target, d = flatten(transformed), flatten(z), flatten(tile)
    for t in range(tiles):
        row, q = divmod(first + t, counts[1])
        n, p = divmod(row, counts[0])
        for start in range(0, channels, LANES):
            lanes, corner = min(LANES, channels - start), ((n * height + 4 * p) * width + 4 * q) * channels + start
            for i in range(6):
                position = 6 * i * POSITION_STRIDE + t * channels + start
                times_a_transposed(source, position, POSITION_STRIDE, (0, 6, lanes), d, i * ROW, LANES, (0, 4, LANES))
            for j in range(min(4, width - 4 * q)):
                bounds = 0, height - 4 * p, lanes
                times_a_transposed(d, j * LANES, ROW, (0, 6, LANES),
                                   target, corner + j * channels, width * channels, bounds)


@inner
def transform_output_grad(
    dz: Array, transformed: Array, tile: Array, first: int, tiles: int, counts: Pair
) -> None:
    """``transformed = A dz Aᵀ``: the transpose of :func:`inverse_transform_output`."""
    _, height, width, channels = dz.shape
    source, target, d = flatten(dz), flatten(transformed), flatten(tile)
    for t in range(tiles):
        row, q = divmod(first + t, counts[1])
        n, p = divmod(row, counts[0])
        for start in range(0, channels, LANES):
            lanes, corner = min(LANES, channels - start), ((n * height + 4 * p) * width + 4 * q) * channels + start
            for j in range(4):
                bounds = 0, height - 4 * p, lanes if 4 * q + j < width else 0
                times_a(source, corner + j * channels, width * channels, bounds, d, j * LANES, ROW, (0, 6, LANES))
            for i in range(6):
                position = 6 * i * POSITION_STRIDE + t * channels + start
                times_a(d, i * ROW, LANES, (0, 4, LANES), target, position, POSITION_STRIDE, (0, 6, lanes))


@inner
def inverse_transform_input_grad(
    transformed: Array, dx: Array, tile: Array, first: int, tiles: int, counts: Pair, padding: Pair
) -> None:
    """Add ``B m Bᵀ`` to dx for a tile's transformed values m: the transpose of :func:`transform_input`."""
    _, height, width, channels = dx.shape
    source, target, d = flatten(transformed), flatten(dx), flatten(tile)
    for t in range(tiles):
        row, q = divmod(first + t, counts[1])
        n, p = divmod(row, counts[0])
        top, left = 4 * p - padding[0], 4 * q - padding[1]
        for start in range(0, channels, LANES):
            lanes, corner = min(LANES, channels - start), ((n * height + top) * width + left) * channels + start
            for i in range(6):
                position = 6 * i * POSITION_STRIDE + t * channels + start
                times_b(source, position, POSITION_STRIDE, (0, 6, lanes), d, i * ROW, LANES, (0, 6, LANES))
            for j in range(6):
                bounds = -top, height - top, lanes if 0 <= left + j < width else 0
                add_times_b(d, j * LANES, ROW, (0, 6, LANES), target, corner + j * channels, width * channels, bounds)
