"""Dropout's random values: those of SplitMix64, fair, and independent of each other and of their key."""

import numpy as np
import pytest

from engine import kernels
from engine.parallel import run_parallel


def splitmix64(key, count):
    """SplitMix64 by its definition, in Python's integers."""
    for k in range(1, count + 1):
        z = (key + k * 0x9E3779B97F4A7C15) % 2**64
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2**64
        yield z ^ (z >> 31)


def drop_ones(count, key, rate, dtype="float32", num_threads=1):
    x, y, threshold = np.ones(count, dtype), np.full(count, np.nan, dtype), np.uint64(int(rate * 2**64))
    run_parallel(num_threads, lambda team: kernels.apply_dropout(x, y, np.uint64(key), threshold, 2.0, team))
    return y


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("key", [0, 2**64 - 1])
def test_dropout_follows_its_definition_in_any_number_of_threads(key, dtype):
    expected = [0 if z < 0.3 * 2**64 else 2 for z in splitmix64(key, 200)]
    for num_threads in (1, 3):
        np.testing.assert_array_equal(drop_ones(200, key, 0.3, dtype, num_threads), expected)


def test_masks_are_fair_and_independent():
    count = 200_000
    one, other = (drop_ones(count, key, 0.25) == 0 for key in (1, 2))
    sigma = (0.25 * 0.75 / count) ** 0.5
    assert abs(one.mean() - 0.25) < 4 * sigma
    for first, second in ((one, other), (one[1:], one[:-1]), (one[64:], one[:-64])):
        assert abs(np.corrcoef(first, second)[0, 1]) < 4 / count**0.5
