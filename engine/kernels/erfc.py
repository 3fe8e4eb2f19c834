"""erfc for arrays: NumPy has none, and every formula for it is longer than the C library's own."""

from math import erfc as scalar_erfc

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def erfc(x):  # type: ignore[no-untyped-def]
    """``1 - erf(x)``, number by number, without losing the digits of a small result.

    x, y: ``(n,)``, of one dtype.
    """
    y = np.empty_like(x)
    for i in range(len(x)):
        y[i] = scalar_erfc(x[i])
    return y
