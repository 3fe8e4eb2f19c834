"""Segment sums and the search for unique rows against NumPy."""

import numba
import numpy as np
import pytest

from engine import kernels
from engine.kernels.segments import hash_row

RNG = np.random.default_rng(3)
CLOSE = {"rtol": 2e-5, "atol": 2e-6}


def find_unique_rows(x):
    inverse, first = np.empty((2, len(x)), np.int64)
    table = np.empty(2 << len(x).bit_length(), np.int64)
    return kernels.find_unique_rows(x, x.view(np.uint32), inverse, first, table), inverse, first


def test_unique_rows_are_in_the_order_of_appearance():
    words = RNG.normal(size=(9, 37)).astype("float32")
    words[3] = words[4] = 0
    words[4, -1] = 1e-30
    ids = RNG.integers(0, 9, 100)
    count, inverse, first = find_unique_rows(words[ids])
    assert count == len(np.unique(ids))
    np.testing.assert_array_equal(words[ids][first[:count]][inverse], words[ids])
    assert sorted(first[:count]) == list(first[:count])
    assert find_unique_rows(np.zeros((5, 3), "float32"))[0] == 1


@numba.njit
def hash_rows(bits):
    hashes = np.empty(len(bits), np.int64)
    for row in range(len(bits)):
        hashes[row] = hash_row(bits, row)
    return hashes


@pytest.mark.parametrize("x", [RNG.integers(0, 4, (900, 16)), RNG.normal(size=(900, 5)), np.arange(900)[:, None],
                               np.eye(900), RNG.integers(0, 2, (900, 40))])
def test_hashes_of_unique_rows_differ_and_fill_a_table_evenly(x):
    hashes = hash_rows(np.unique(x, axis=0).astype("float32").view(np.uint32))
    assert len(np.unique(hashes)) == 900
    assert len(np.unique(hashes & 1023)) > 0.95 * 1024 * (1 - np.exp(-900 / 1024))


def test_the_search_gives_up_if_rows_hardly_repeat():
    x = RNG.normal(size=(80, 5)).astype("float32")
    assert find_unique_rows(x)[0] == 0
    x[1] = x[0]
    assert find_unique_rows(x)[0] == 0
    x[:] = np.nan
    assert find_unique_rows(x)[0] == 0


def test_segment_sums_agree_with_numpy():
    ids, rows = RNG.integers(0, 4, 50), RNG.normal(size=(50, 3)).astype("float32")
    total, squares, total_alone = np.zeros((3, 5, 3), "float32")
    kernels.segment_sum(ids, rows, total_alone)
    kernels.segment_sum_squares(ids, rows, total, squares)
    expected, expected_squares = np.zeros((2, 5, 3))
    np.add.at(expected, ids, rows)
    np.add.at(expected_squares, ids, rows**2)
    np.testing.assert_array_equal(total, total_alone)
    np.testing.assert_allclose(total, expected, **CLOSE)
    np.testing.assert_allclose(squares, expected_squares, **CLOSE)
