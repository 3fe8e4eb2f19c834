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
place k for a block of tiles; tile is scratch, ``(2, 36, STEP)``. All are contiguous. The tiles of a block are those of
number ``first`` and on, ``counts`` in a column and in a row of every picture. That steps between places are constants
tells the compiler that the six numbers which a loop writes never overlap: so it works on whole registers.
"""

from numba import uintp

from engine.kernels.jit import Array, kernel

Pair = tuple[int, int]
SPAN = 12304
"""From one place to the next in places. No power of two, or all would compete for the same lines of the cache."""
STEP = 80
"""From one place to the next in tile."""
PART = 64
"""How many channels are worked on at a time; no more than STEP."""
A, B = 0.5**0.5, 2**0.5
S1, S2, S3, S4, S5 = (uintp(k * STEP) for k in range(1, 6))
R1, R2, R3, R4, R5 = (uintp(6 * k * STEP) for k in range(1, 6))
P1, P2, P3, P4, P5 = (uintp(k * SPAN) for k in range(1, 6))
OTHER = uintp(36 * STEP)
"""Places to the right, places below and rows of places; and the second half of tile."""


@kernel
def seen_to_places(x: Array, places: Array, tile: Array, first: int, tiles: int, counts: Pair, before: Pair) -> None:
    """``places = Bᵀ d B``. before: rows and columns of zeros in front of x; what lies outside of it is 0."""
    height, width, channels = x.shape[1], x.shape[2], x.shape[3]
    source, target, d = x.reshape(-1), places.reshape(-1), tile.reshape(-1)
    number = x.dtype.type
    a, b, half, two, more = number(A), number(B), number(0.5), number(2), number(2.5)
    for t in range(tiles):
        row, q = divmod(first + t, counts[1])
        n, p = divmod(row, counts[0])
        for start in range(0, channels, PART):
            part = uintp(min(PART, channels - start))
            for k in range(36):
                h, w = 4 * p + k // 6 - before[0], 4 * q + k % 6 - before[1]
                inside = 0 <= h < height and 0 <= w < width
                come, go = uintp(((n * height + h) * width + w) * channels + start), uintp(k * STEP)
                for c in range(part if inside else uintp(0)):
                    d[go + uintp(c)] = source[come + uintp(c)]
                for c in range(uintp(0) if inside else part):
                    d[go + uintp(c)] = 0
            for j in range(6):
                for c in range(part):
                    i = uintp(j * STEP) + uintp(c)
                    d0, d1, d2, d3, d4, d5 = d[i], d[i + R1], d[i + R2], d[i + R3], d[i + R4], d[i + R5]
                    i += OTHER
                    u, v, s, r = d4 - two * d2, a * (d3 - two * d1), d4 - half * d2, b * (d3 - half * d1)
                    d[i], d[i + R1], d[i + R2] = d0 - more * d2 + d4, u + v, u - v
                    d[i + R3], d[i + R4], d[i + R5] = s + r, s - r, d1 - more * d3 + d5
            for k in range(6):
                for c in range(part):
                    i = OTHER + uintp(6 * k * STEP) + uintp(c)
                    d0, d1, d2, d3, d4, d5 = d[i], d[i + S1], d[i + S2], d[i + S3], d[i + S4], d[i + S5]
                    i = uintp(6 * k * SPAN + t * channels + start) + uintp(c)
                    u, v, s, r = d4 - two * d2, a * (d3 - two * d1), d4 - half * d2, b * (d3 - half * d1)
                    target[i], target[i + P1], target[i + P2] = d0 - more * d2 + d4, u + v, u - v
                    target[i + P3], target[i + P4], target[i + P5] = s + r, s - r, d1 - more * d3 + d5


@kernel
def places_to_sums(places: Array, z: Array, tile: Array, first: int, tiles: int, counts: Pair) -> None:
    """``z = Aᵀ m A``, m being a tile's places; what of a tile lies beyond the edge of z is left out."""
    height, width, channels = z.shape[1], z.shape[2], z.shape[3]
    source, target, d = places.reshape(-1), z.reshape(-1), tile.reshape(-1)
    number = z.dtype.type
    a, b, half, two = number(A), number(B), number(0.5), number(2)
    for t in range(tiles):
        row, q = divmod(first + t, counts[1])
        n, p = divmod(row, counts[0])
        for start in range(0, channels, PART):
            part = uintp(min(PART, channels - start))
            for k in range(6):
                for c in range(part):
                    i = uintp(6 * k * SPAN + t * channels + start) + uintp(c)
                    m0, m5, m1, m2, m3, m4 = (source[i], source[i + P5], source[i + P1], source[i + P2],
                                              source[i + P3], source[i + P4])
                    s, v, r, u = m1 + m2, a * (m1 - m2), m3 + m4, b * (m3 - m4)
                    i = uintp(6 * k * STEP) + uintp(c)
                    d[i], d[i + S1] = m0 + s + r, v + u
                    d[i + S2], d[i + S3] = half * s + two * r, half * v + two * u + m5
            for j in range(4):
                for c in range(part):
                    i = uintp(j * STEP) + uintp(c)
                    m0, m1, m2, m3, m4, m5 = d[i], d[i + R1], d[i + R2], d[i + R3], d[i + R4], d[i + R5]
                    s, v, r, u = m1 + m2, a * (m1 - m2), m3 + m4, b * (m3 - m4)
                    i += OTHER
                    d[i], d[i + R1] = m0 + s + r, v + u
                    d[i + R2], d[i + R3] = half * s + two * r, half * v + two * u + m5
            for i in range(min(4, height - 4 * p)):
                for j in range(min(4, width - 4 * q)):
                    come = OTHER + uintp((6 * i + j) * STEP)
                    go = uintp(((n * height + 4 * p + i) * width + 4 * q + j) * channels + start)
                    for c in range(part):
                        target[go + uintp(c)] = d[come + uintp(c)]


@kernel
def sums_to_places(dz: Array, places: Array, tile: Array, first: int, tiles: int, counts: Pair) -> None:
    """``places = A dz Aᵀ``: the transpose of :func:`places_to_sums`."""
    height, width, channels = dz.shape[1], dz.shape[2], dz.shape[3]
    source, target, d = dz.reshape(-1), places.reshape(-1), tile.reshape(-1)
    number = dz.dtype.type
    a, b, half, two = number(A), number(B), number(0.5), number(2)
    for t in range(tiles):
        row, q = divmod(first + t, counts[1])
        n, p = divmod(row, counts[0])
        for start in range(0, channels, PART):
            part = uintp(min(PART, channels - start))
            for k in range(16):
                h, w = 4 * p + k // 4, 4 * q + k % 4
                inside = h < height and w < width
                come, go = uintp(((n * height + h) * width + w) * channels + start), uintp((k // 4 * 6 + k % 4) * STEP)
                for c in range(part if inside else uintp(0)):
                    d[go + uintp(c)] = source[come + uintp(c)]
                for c in range(uintp(0) if inside else part):
                    d[go + uintp(c)] = 0
            for j in range(4):
                for c in range(part):
                    i = uintp(j * STEP) + uintp(c)
                    s0, s1, s2, s3 = d[i], d[i + R1], d[i + R2], d[i + R3]
                    i += OTHER
                    s, v, r, u = s0 + half * s2, a * (s1 + half * s3), s0 + two * s2, b * (s1 + two * s3)
                    d[i], d[i + R1], d[i + R2], d[i + R3], d[i + R4], d[i + R5] = s0, s + v, s - v, r + u, r - u, s3
            for k in range(6):
                for c in range(part):
                    i = OTHER + uintp(6 * k * STEP) + uintp(c)
                    s0, s1, s2, s3 = d[i], d[i + S1], d[i + S2], d[i + S3]
                    i = uintp(6 * k * SPAN + t * channels + start) + uintp(c)
                    s, v, r, u = s0 + half * s2, a * (s1 + half * s3), s0 + two * s2, b * (s1 + two * s3)
                    target[i], target[i + P1], target[i + P2] = s0, s + v, s - v
                    target[i + P3], target[i + P4], target[i + P5] = r + u, r - u, s3


@kernel
def places_to_seen(places: Array, dx: Array, tile: Array, first: int, tiles: int, counts: Pair, before: Pair) -> None:
    """Adds ``B m Bᵀ``, m being a tile's places, to what the tile sees: the transpose of :func:`seen_to_places`."""
    height, width, channels = dx.shape[1], dx.shape[2], dx.shape[3]
    source, target, d = places.reshape(-1), dx.reshape(-1), tile.reshape(-1)
    number = dx.dtype.type
    a, b, half, two, more = number(A), number(B), number(0.5), number(2), number(2.5)
    for t in range(tiles):
        row, q = divmod(first + t, counts[1])
        n, p = divmod(row, counts[0])
        for start in range(0, channels, PART):
            part = uintp(min(PART, channels - start))
            for k in range(6):
                for c in range(part):
                    i = uintp(6 * k * SPAN + t * channels + start) + uintp(c)
                    m0, m1, m2 = source[i], source[i + P1], source[i + P2]
                    m3, m4, m5 = source[i + P3], source[i + P4], source[i + P5]
                    s, v, r, u = m1 + m2, a * (m1 - m2), m3 + m4, b * (m3 - m4)
                    i = uintp(6 * k * STEP) + uintp(c)
                    d[i], d[i + S1], d[i + S2] = m0, m5 - two * v - half * u, -(more * m0 + two * s + half * r)
                    d[i + S3], d[i + S4], d[i + S5] = v + u - more * m5, m0 + s + r, m5
            for j in range(6):
                for c in range(part):
                    i = uintp(j * STEP) + uintp(c)
                    m0, m1, m2, m3, m4, m5 = d[i], d[i + R1], d[i + R2], d[i + R3], d[i + R4], d[i + R5]
                    s, v, r, u = m1 + m2, a * (m1 - m2), m3 + m4, b * (m3 - m4)
                    i += OTHER
                    d[i], d[i + R1], d[i + R2] = m0, m5 - two * v - half * u, -(more * m0 + two * s + half * r)
                    d[i + R3], d[i + R4], d[i + R5] = v + u - more * m5, m0 + s + r, m5
            for k in range(36):
                h, w = 4 * p + k // 6 - before[0], 4 * q + k % 6 - before[1]
                inside = 0 <= h < height and 0 <= w < width
                go, come = uintp(((n * height + h) * width + w) * channels + start), OTHER + uintp(k * STEP)
                for c in range(part if inside else uintp(0)):
                    target[go + uintp(c)] += d[come + uintp(c)]
