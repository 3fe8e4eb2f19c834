"""Where windows lie, against counting them one by one."""

from itertools import product

import numpy as np
import pytest

from engine.array_ops.windows import Slide, span

CASES = [case for case in product((1, 4, 7), (1, 2, 3, 5), (1, 2, 3), ("valid", "same", "causal"), (1, 2))
         if case[3] != "valid" or (case[1] - 1) * case[4] < case[0]]


@pytest.mark.parametrize(("length", "size", "stride", "padding", "dilation"), CASES)
def test_windows_are_where_keras_has_them(length, size, stride, padding, dilation):
    found = span(length, size, stride, padding, dilation)
    reach = (size - 1) * dilation + 1
    after = (found.count - 1) * stride + reach - found.before - length
    if padding == "valid":
        assert found.before == 0
        assert -stride < after <= 0
    else:
        assert found.count == -(-length // stride)
        assert padding == "same" or found.before == reach - 1
        assert padding == "causal" or after - found.before in (0, 1) or (found.before == 0 and after <= 0)


@pytest.mark.parametrize(("length", "size", "stride", "padding", "dilation"), CASES)
def test_places_within_the_axis(length, size, stride, padding, dilation):
    found = span(length, size, stride, padding, dilation)
    axis = np.arange(length)
    visited = set()
    for i in found.places():
        windows, places = found.within(i)
        pairs = list(zip(range(found.count)[windows], axis[places].tolist(), strict=True))
        visited |= {(p, i, place) for p, place in pairs}
    every = {(p, i, p * stride + i * dilation - found.before) for p in range(found.count) for i in range(size)}
    assert visited == {(p, i, place) for p, i, place in every if 0 <= place < length}


def test_a_sequence_is_a_picture_of_one_row():
    windows = Slide((3,), (2,), "same", (1,)).over((9,))
    assert (windows.rows.count, windows.rows.size, windows.counts) == (1, 1, (1, 5))
    assert Slide((3,), (2,)).counts((None,)) == (None,)


def test_a_window_far_larger_than_its_axis_costs_nothing():
    assert list(span(3, 10**6, 1, "same", 1).places()) == list(range(499_997, 500_002))
