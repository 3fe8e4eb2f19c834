"""Pickles of NumPy's arrays are read; every other pickle, and every broken one, is a clear error and runs nothing."""

import os
import pickle

import numpy as np
import pytest

from engine.datasets.keras.safe_pickle import unpickled
from engine.errors import ProblemError


class Evil:
    def __reduce__(self):
        return os.system, ("echo ran > /dev/null",)


class Called:
    def __init__(self, what, *arguments):
        self.what, self.arguments = what, arguments

    def __reduce__(self):
        return self.what, self.arguments


def refused(raw):
    with pytest.raises(ProblemError) as caught:
        unpickled(raw, "file")
    assert caught.value.problem.code == "bad_pickle"
    return True


@pytest.mark.parametrize("protocol", [3, 4, 5])
def test_arrays_lists_and_dicts_are_read(protocol):
    lists = np.empty(2, object)
    lists[:] = [[1, 2], [3, 4]]
    for array in (lists, np.arange(6, dtype=">i4").reshape(2, 3), np.asfortranarray(np.ones((2, 3), "float32"))):
        if protocol == 5 and array.dtype != object:
            continue  # out-of-band buffers: no file of Keras's has any
        found = unpickled(pickle.dumps(array, protocol), "file")
        assert found.dtype == array.dtype
        np.testing.assert_array_equal(found, array)
    batch = {b"data": np.zeros((1, 3), "uint8"), b"labels": [3], b"batch_label": b"one"}
    found = unpickled(pickle.dumps(batch, 3), "file")
    assert (found["data"].shape, found["labels"]) == ((1, 3), [3])


@pytest.mark.parametrize(
    "value",
    [Evil(), [Evil()], {"a": Evil()}, Called(eval, "1"), Called(np.ndarray, (10**12,)), Called(np.zeros, 3),
     Called(np.dtype, "V1000000000"), Called(getattr, 3, "real"), np.array(["a"]), np.random.default_rng(1)],
)
def test_everything_else_is_refused(value):
    assert refused(pickle.dumps(value, 3))


def test_sizes_that_do_not_fit_are_refused_before_memory_is_taken():
    raw = pickle.dumps(np.zeros((2, 3), "uint8"), 3)
    assert refused(raw.replace(b"K\x02K\x03\x86", b"J\xff\xff\xff\x7fK\x03\x86"))
    assert refused(raw[:-20])
    assert refused(b"")
    assert refused(b"\x80\x04." + b"(" * 10_000)
    assert refused(raw.replace(b"u1", b"i8"))
