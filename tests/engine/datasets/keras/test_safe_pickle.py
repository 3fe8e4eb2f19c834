"""Pickled NumPy arrays are read; every other or damaged pickle raises bad_pickle and runs no code."""

import os
import pickle

import numpy as np
import pytest

from engine.datasets.keras.safe_pickle import load_pickle
from engine.errors import ProblemError


class Malicious:
    def __reduce__(self):
        return os.system, ("echo ran > /dev/null",)


class CallOnLoad:
    def __init__(self, function, *args):
        self.function, self.args = function, args

    def __reduce__(self):
        return self.function, self.args


def is_refused(raw):
    with pytest.raises(ProblemError) as caught:
        load_pickle(raw, "file")
    assert caught.value.problem.code == "bad_pickle"
    return True


@pytest.mark.parametrize("protocol", [3, 4, 5])
def test_arrays_lists_and_dicts_are_read(protocol):
    lists = np.empty(2, object)
    lists[:] = [[1, 2], [3, 4]]
    for array in (lists, np.arange(6, dtype=">i4").reshape(2, 3), np.asfortranarray(np.ones((2, 3), "float32"))):
        if protocol == 5 and array.dtype != object:
            continue  # protocol 5 pickles arrays with buffers; no file of Keras does
        value = load_pickle(pickle.dumps(array, protocol), "file")
        assert value.dtype == array.dtype
        np.testing.assert_array_equal(value, array)
    batch = {b"data": np.zeros((1, 3), "uint8"), b"labels": [3], b"batch_label": b"one"}
    value = load_pickle(pickle.dumps(batch, 3), "file")
    assert (value["data"].shape, value["labels"]) == ((1, 3), [3])


@pytest.mark.parametrize(
    "value",
    [Malicious(), [Malicious()], {"a": Malicious()}, CallOnLoad(eval, "1"), CallOnLoad(np.ndarray, (10**12,)), CallOnLoad(np.zeros, 3),
     CallOnLoad(np.dtype, "V1000000000"), CallOnLoad(getattr, 3, "real"), np.array(["a"]), np.random.default_rng(1)],
)
def test_other_objects_are_refused(value):
    assert is_refused(pickle.dumps(value, 3))


def test_wrong_sizes_are_refused_before_memory_is_allocated():
    raw = pickle.dumps(np.zeros((2, 3), "uint8"), 3)
    assert is_refused(raw.replace(b"K\x02K\x03\x86", b"J\xff\xff\xff\x7fK\x03\x86"))
    assert is_refused(raw[:-20])
    assert is_refused(b"")
    assert is_refused(b"\x80\x04." + b"(" * 10_000)
    assert is_refused(raw.replace(b"u1", b"i8"))
