"""Layouts of arrays in memory, and the check that a function gives the same numbers in all of them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np


def strided(array: np.ndarray) -> np.ndarray:
    """A view of every second item along each axis."""
    every_second = tuple(slice(None, None, 2) for _ in array.shape)
    view = np.zeros([2 * length for length in array.shape], array.dtype)[every_second]
    view[...] = array
    return view


def reversed_twice(array: np.ndarray) -> np.ndarray:
    """A view with negative strides."""
    backwards = tuple(slice(None, None, -1) for _ in array.shape)
    return np.ascontiguousarray(array[backwards])[backwards]


def swapped(array: np.ndarray) -> np.ndarray:
    """A view whose first and last axis are swapped in memory."""
    return np.ascontiguousarray(array.swapaxes(0, -1)).swapaxes(0, -1)


def read_only(array: np.ndarray) -> np.ndarray:
    copy = array.copy()
    copy.flags.writeable = False
    return copy


LAYOUTS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "Fortran": np.asfortranarray, "strided": strided, "reversed": reversed_twice, "swapped": swapped,
    "read-only": read_only}


def check_layouts(function: Callable[..., Sequence[Any]], *arrays: Any, rtol: float = 1e-5, atol: float = 1e-6) -> None:
    """Assert that a function of arrays returns the same numbers in every layout of all of them."""
    expected = function(*arrays)
    for name, layout in LAYOUTS.items():
        results = function(*(layout(array) if isinstance(array, np.ndarray) and array.ndim else array for array in arrays))
        for result, value in zip(results, expected, strict=True):
            np.testing.assert_allclose(np.asarray(result), np.asarray(value), rtol=rtol, atol=atol, err_msg=name)
