"""Labels for the hinge losses: -1 and 1, also where they were given as 0 and 1."""

import numpy as np

from engine.typing import Array


def plus_minus(y_true: Array) -> Array:
    """``2 · y_true - 1`` if every label is 0 or 1, else the labels. Source: Keras 3, ``losses.hinge``."""
    binary = bool(np.all((y_true == 0) | (y_true == 1)))
    return 2 * y_true - 1 if binary else y_true
