"""The BLAS that NumPy brought along, found by name: its product of matrices, and its number of threads."""

import ctypes
from functools import cache
from typing import Any

import numpy as np

PRODUCTS = ("scipy_cblas_sgemm64_", "cblas_sgemm64_", "cblas_sgemm")
"""Names of the product of float32 matrices; those that end in ``64_`` take sizes as 64-bit integers."""
SWITCHES = ("scipy_openblas_set_num_threads64_", "openblas_set_num_threads64_", "openblas_set_num_threads")
"""Names of the function that sets the number of threads."""


def product_name() -> str:
    """Which of the names of the product there is; empty where NumPy has another BLAS, or hides it."""
    return next((name for name in PRODUCTS if found(name) is not None), "")


@cache
def found(name: str) -> Any:
    """A function of NumPy's BLAS, or None."""
    try:
        library = ctypes.CDLL(str(np._core._multiarray_umath.__file__))  # type: ignore[attr-defined]
    except (AttributeError, OSError):
        return None
    return getattr(library, name, None)
