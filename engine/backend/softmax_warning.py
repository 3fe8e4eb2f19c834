"""Keras's warning for a softmax over an axis of length 1, whose result is always 1."""

import warnings
from typing import Any

from engine.typing import Shape

MESSAGE = ("You are using a softmax over axis {axis} of a tensor of shape {shape}. This axis has size 1. The softmax "
           "operation will always return the value 1, which is likely not what you intended. Did you mean to use a "
           "sigmoid instead?")


def single_value_message(shape: Shape, axis: Any) -> str | None:
    """The warning if ``axis`` of the input of a softmax has length 1. shape: of the input."""
    if isinstance(axis, int) and -len(shape) <= axis < len(shape) and shape[axis] == 1:
        return MESSAGE.format(axis=axis, shape=shape)
    return None


def warn_of_single_values(shape: Shape, axis: Any, stacklevel: int = 3) -> None:
    """Give the warning of :func:`single_value_message`."""
    message = single_value_message(shape, axis)
    if message:
        warnings.warn(message, stacklevel=stacklevel)
