"""What losses on overlapping areas share: sums over one axis, several, or all, the batch included."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.validators import Hyperparameter, Integer


@final
@dataclass(frozen=True)
class Axes(Hyperparameter):
    """An axis, several, or None for all."""

    def check(self, name: str, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return tuple(Integer().check(name, axis) for axis in value)
        if isinstance(value, str):
            raise fail("not_a_shape", name, argument=name, value=value)
        return Integer().check(name, value)

    def plain(self, value: Any) -> Any:
        return list(value) if isinstance(value, tuple) else value


def widened(dvalues: Any, axis: Any) -> Any:
    """The slope of each sum beside the numbers that were summed over ``axis``."""
    if isinstance(dvalues, float) or axis is None:
        return dvalues
    return np.expand_dims(dvalues, axis)
