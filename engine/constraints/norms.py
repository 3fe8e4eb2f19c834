"""L2 norms for the norm constraints."""

import numpy as np

from engine.typing import Array

EPSILON = 1e-7
"""Keras's epsilon, which avoids division by a zero norm."""


def l2_norms(w: Array, axis: tuple[int, ...]) -> Array:
    """Return ``√Σ w²``, summed over ``axis``, which is kept with length 1."""
    norms: Array = np.sqrt(np.sum(np.square(w), axis=axis, keepdims=True))
    return norms
