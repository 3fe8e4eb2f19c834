"""Window positions against counting them one by one."""

from itertools import product

import numpy as np
import pytest

from engine.array_ops.windows import WindowSpec, axis_windows

CASES = [case for case in product((1, 4, 7), (1, 2, 3, 5), (1, 2, 3), ("valid", "same", "causal"), (1, 2))
         if case[3] != "valid" or (case[1] - 1) * case[4] < case[0]]


@pytest.mark.parametrize(("length", "size", "stride", "padding", "dilation"), CASES)
def test_padding_and_counts_agree_with_keras(length, size, stride, padding, dilation):
    windows = axis_windows(length, size, stride, padding, dilation)
    extent = (size - 1) * dilation + 1
    after = (windows.count - 1) * stride + extent - windows.before - length
    if padding == "valid":
        assert windows.before == 0
        assert -stride < after <= 0
    else:
        assert windows.count == -(-length // stride)
        assert padding == "same" or windows.before == extent - 1
        assert padding == "causal" or after - windows.before in (0, 1) or (windows.before == 0 and after <= 0)


@pytest.mark.parametrize(("length", "size", "stride", "padding", "dilation"), CASES)
def test_slices_agree_with_counting_one_by_one(length, size, stride, padding, dilation):
    windows = axis_windows(length, size, stride, padding, dilation)
    axis = np.arange(length)
    visited = set()
    for i in windows.valid_range():
        window_slice, axis_slice = windows.slices_at(i)
        pairs = zip(range(windows.count)[window_slice], axis[axis_slice].tolist(), strict=True)
        visited |= {(p, i, index) for p, index in pairs}
    expected = {(p, i, p * stride + i * dilation - windows.before) for p in range(windows.count) for i in range(size)}
    assert visited == {(p, i, index) for p, i, index in expected if 0 <= index < length}


def test_a_sequence_is_an_image_of_one_row():
    windows = WindowSpec((3,), (2,), "same", (1,)).windows((9,))
    assert (windows.rows.count, windows.rows.size, windows.counts) == (1, 1, (1, 5))
    assert WindowSpec((3,), (2,)).counts((None,)) == (None,)


def test_a_window_far_larger_than_its_axis_has_a_short_range():
    assert list(axis_windows(3, 10**6, 1, "same", 1).valid_range()) == list(range(499_997, 500_002))
