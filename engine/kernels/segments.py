"""Sums of rows by index, and the search for repeated rows; NumPy's ``add.at`` handles one value at a time.

Measured 2026-11-30, one thread: without the search, an epoch of W7 takes 1.2 times as long.
"""

from numba import uint32

from engine.kernels.runtime.jit import Array, inlined, kernel


@kernel
def segment_sum(ids: Array, rows: Array, total: Array) -> None:
    """``total[ids[n]] += rows[n]`` for each n. ids: ``(n,)``; rows: ``(n, width)``; total: ``(segments, width)``."""
    for n in range(ids.size):
        row, target = rows[n], total[ids[n]]
        for k in range(row.size):
            target[k] += row[k]


@kernel
def segment_sum_squares(ids: Array, rows: Array, total: Array, squares: Array) -> None:
    """Like :func:`segment_sum`, but also ``squares[ids[n]] += rows[n]²``; squares: ``(segments, width)``."""
    for n in range(ids.size):
        row, target, square = rows[n], total[ids[n]], squares[ids[n]]
        for k in range(row.size):
            target[k] += row[k]
        for k in range(row.size):
            square[k] += row[k] * row[k]


HASH_MULTIPLIER, FINAL_MULTIPLIER = 0x9E3779B1, 0x85EBCA6B
"""Odd 32-bit factors; multiplication by them mixes the bits of a value."""
MIN_ROWS = 16
"""Rows searched, in addition to an eighth of all rows, before the search gives up because all are different."""


@inlined
def hash_row(bits: Array, row: int) -> int:
    """A 32-bit hash of a row: the sum of its values, each mixed with its column. bits: values as uint32."""
    total = uint32(0)
    for k in range(bits.shape[1]):
        value = uint32(bits[row, k] ^ uint32(uint32(HASH_MULTIPLIER) * uint32(k + 1)))
        value = uint32(uint32(value ^ (value >> uint32(15))) * uint32(FINAL_MULTIPLIER))
        value = uint32(uint32(value ^ (value >> uint32(13))) * uint32(HASH_MULTIPLIER))
        total = uint32(total + uint32(value ^ (value >> uint32(16))))
    total = uint32(uint32(total ^ (total >> uint32(16))) * uint32(FINAL_MULTIPLIER))
    return int(total ^ (total >> uint32(13)))


@inlined
def rows_equal(x: Array, one: int, other: int) -> bool:
    for k in range(x.shape[1]):  # noqa: SIM110  (Numba has no generators here)
        if x[one, k] != x[other, k]:
            return False
    return True


@kernel
def find_unique_rows(x: Array, bits: Array, inverse: Array, first: Array, table: Array) -> int:
    """Like ``np.unique(x, axis=0, return_inverse=True)``, but in order of appearance; returns the number of rows.

    Gives up and returns 0 if the first eighth of the rows and MIN_ROWS more are all different, or if there are more
    unique rows than three quarters of all rows. x: ``(n, width)``, float32; bits: x viewed as uint32. inverse: receives
    the index of each row's unique row, ``(n,)``. first: receives the index in x of each unique row, ``(n,)``. table: a
    buffer for the hash table, whose length is a power of 2 greater than n.
    """
    n = x.shape[0]
    max_unique, count = 3 * n // 4, 0
    for k in range(table.size):
        table[k] = -1
    for row in range(n):
        slot = hash_row(bits, row) & (table.size - 1)
        while table[slot] >= 0 and not rows_equal(x, first[table[slot]], row):
            slot = (slot + 1) & (table.size - 1)
        if table[slot] < 0:
            table[slot], first[count] = count, row
            count += 1
        inverse[row] = table[slot]
        if count > max_unique or (count == row + 1 and count > n // 8 + MIN_ROWS):
            return 0
    return count
