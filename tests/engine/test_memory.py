"""Memory that is used again never belongs to two arrays at once, and does not pile up."""

import gc
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import memory

F = np.dtype("float32")


@pytest.fixture(autouse=True)
def nothing_idle(monkeypatch):
    monkeypatch.setattr(memory, "_segments", [])
    monkeypatch.setattr(memory, "_returned", [])


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
    monkeypatch.setattr(memory, "SEGMENT", 5 << 20)
    monkeypatch.setattr(memory, "MOST_IDLE", 10 << 20)
    arrays = [memory.empty((1 << 20,), F) for _ in range(5)]
    assert len(memory._segments) == 5
    del arrays
    kept = memory.empty((1 << 18,), F)
    assert len(memory._segments) == 2
    assert kept.base is not None


def test_gaps_become_one_and_arrays_lie_side_by_side(monkeypatch):
    monkeypatch.setattr(memory, "SEGMENT", 14 << 20)
    arrays = [memory.empty((1 << 20,), F) for _ in range(3)]
    last = memory.empty((1 << 18,), F)
    for k, array in enumerate([*arrays, last]):
        array[...] = k
    assert [array.flat[-1] for array in [*arrays, last]] == [0, 1, 2, 3]
    assert len(memory._segments) == 1
    middle = address(arrays[1])
    arrays.pop(1)
    del array
    assert address(memory.empty((1 << 19,), F)) == middle
    arrays.clear()
    assert address(memory.empty((3 << 20,), F)) < middle  # three gaps beside each other hold what none of them does
    assert len(memory._segments) == 1


def test_random_arrays_never_overlap(monkeypatch):
    monkeypatch.setattr(memory, "SEGMENT", 8 << 20)
    rng, held = np.random.default_rng(0), {}
    for k in range(300):
        array = memory.empty((int(rng.integers(1 << 18, 1 << 20)),), F)
        array[...] = k
        held[k] = array
        for gone in rng.choice(list(held), size=min(len(held) - 1, int(rng.integers(0, 3))), replace=False):
            assert (held.pop(int(gone)) == gone).all()
    del array
    held.clear()
    memory._tidy()
    assert all(segment.idle for segment in memory._segments)


FAULTS = """
import resource
import numpy as np
from engine import memory

def batch():
    arrays = [np.ones(75_000, "float32") for _ in range(60)]  # 18 MB, which would go back to the system
    return arrays[0][0]

for _ in range(3):
    batch()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(20):
    batch()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library keeps its memory as it likes")
def test_the_heap_keeps_what_the_next_batch_needs():
    told = subprocess.run([sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True,
                          cwd=Path(__file__).parents[2])
    assert int(told.stdout) < 4000  # each batch anew would be 4,400 pages, 20 times
