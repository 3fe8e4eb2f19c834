"""The functions of NumPy's own BLAS, found by name: matrix multiplication and the number of threads."""

import ctypes
from functools import cache
from typing import Any

import numpy as np

SGEMM = "keras_blocks_sgemm"
"""The symbol by which kernels call sgemm."""
SGEMM_NAMES = ("scipy_cblas_sgemm64_", "cblas_sgemm64_", "cblas_sgemm")
"""float32 matrix multiplication; names that end in ``64_`` take sizes as 64-bit integers."""
SET_NUM_THREADS_NAMES = (
    "scipy_openblas_set_num_threads64_", "openblas_set_num_threads64_", "openblas_set_num_threads")


def sgemm_name() -> str:
    """The name of the sgemm that NumPy brings; empty if its BLAS exports none of :data:`SGEMM_NAMES`."""
    return next((name for name in SGEMM_NAMES if find_function(name) is not None), "")


@cache
def find_function(name: str) -> Any:
    """A function of NumPy's BLAS as a ctypes function, or None."""
    try:
        library = ctypes.CDLL(str(np._core._multiarray_umath.__file__))  # type: ignore[attr-defined]
    except (AttributeError, OSError):
        return None
    return getattr(library, name, None)
