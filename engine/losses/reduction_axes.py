"""The ``axis`` argument of Dice and Tversky: one axis, several, or all (the batch axis included)."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.validators import Hyperparameter, Integer


@final
@dataclass(frozen=True)
class Axes(Hyperparameter):
    """Validator of an axis, a tuple of axes, or None for all."""

    def check(self, name: str, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return tuple(Integer().check(name, axis) for axis in value)
        if isinstance(value, str):
            raise fail("not_a_shape", name, argument=name, value=value)
        return Integer().check(name, value)

    def plain(self, value: Any) -> Any:
        return list(value) if isinstance(value, tuple) else value


def expand_reduced_axes(dvalues: Any, axis: Any) -> Any:
    """Restore the axes that a sum over ``axis`` removed, with length 1, so that ``dvalues`` broadcasts."""
    if isinstance(dvalues, float) or axis is None:
        return dvalues
    return np.expand_dims(dvalues, axis)
