"""The lengths that the norm constraints compare."""

import numpy as np

from engine.typing import Array

EPSILON = 1e-7
"""Keras's own: keeps the division by a length of zero possible."""


def norms(w: Array, axis: tuple[int, ...]) -> Array:
    """``√Σ w²``, summed over ``axis``, which stays with the length 1."""
    value: Array = np.sqrt(np.sum(np.square(w), axis=axis, keepdims=True))
    return value
