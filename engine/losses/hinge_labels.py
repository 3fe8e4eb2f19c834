"""Conversion of labels 0 and 1 to those of the hinge losses, -1 and 1."""

import numpy as np

from engine.typing import Array


def convert_binary_labels_to_hinge(y_true: Array) -> Array:
    """Return ``2 · y_true - 1`` if every label is 0 or 1, else ``y_true``. Source: Keras 3, ``losses.hinge``."""
    binary = bool(np.all((y_true == 0) | (y_true == 1)))
    return 2 * y_true - 1 if binary else y_true
