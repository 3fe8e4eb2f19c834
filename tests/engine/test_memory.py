"""Memory that is used again never belongs to two arrays at once, and does not pile up."""

import gc

import numpy as np
import pytest

from engine import memory

F = np.dtype("float32")


@pytest.fixture(autouse=True)
def nothing_idle(monkeypatch):
    monkeypatch.setattr(memory, "_idle", [])


def address(array):
    return array.__array_interface__["data"][0]


def test_memory_comes_back_only_when_the_last_view_has_died():
    x = memory.empty((512, 1024), F)
    where, view = address(x), x.reshape(-1)[5:9]
    del x
    assert address(memory.empty((512, 1024), F)) != where
    view[...] = 1
    del view
    gc.collect()
    assert where in [address(memory.empty((1024, 500), F)) for _ in range(2)]


def test_arrays_are_as_numpy_makes_them():
    for shape, dtype in (((600, 700), F), ((3, 0), F), ((2, 3), F), ((200, 2000), np.dtype("float64"))):
        memory.empty(shape, dtype)[...] = np.nan
        x = memory.zeros(shape, dtype)
        assert (x.shape, x.dtype, x.flags.c_contiguous, x.flags.writeable) == (shape, dtype, True, True)
        assert not x.any()


def test_what_lies_idle_is_limited(monkeypatch):
    monkeypatch.setattr(memory, "MOST_IDLE", 10 << 20)
    arrays = [memory.empty((1 << 20,), F) for _ in range(5)]
    del arrays
    assert sum(block.nbytes for block in memory._idle) <= 10 << 20
    small = memory.empty((1 << 18,), F)
    assert [b.nbytes for b in memory._idle] == [4 << 20]  # none is broken for it: the oldest gives way
    del small
