"""The Gaussian's tail for arrays: NumPy has no erfc, and every formula for it is longer than the C library's own."""

from math import erfc as scalar_erfc

import numpy as np

from engine.kernels.jit import Array, kernel


@kernel
def erfc(x: Array) -> Array:
    """``1 - erf(x)``, number by number, without losing the digits of a small result. x and result: ``(n,)``."""
    y = np.empty_like(x)
    for i in range(len(x)):
        y[i] = scalar_erfc(x[i])
    return y
