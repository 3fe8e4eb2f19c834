"""Run: one batch on its way through a recurrent layer, with what the way back needs."""

from dataclasses import dataclass, field
from typing import Any, final

import numpy as np

from engine.arrays import Array


@final
@dataclass
class Run:
    """One batch on its way through time; time is the first axis of every array, so that a step is one block.

    x: ``(time, batch, features)``, dropout applied. z: ``(time, batch, gates · units)``, what the inputs add up to, and
    then whatever the layer puts there. states: of each state ``(time + 1, batch, units)``, the first being the one
    before all steps. counted: ``(time, batch)``, or None where all steps count. drop: the factors of x, ``(batch,
    features)``; inner_drop: those of the state on its way to the next step, ``(batch, units)``. kept: what the layer
    keeps of every step for the way back.
    """

    x: Array
    z: Array
    states: list[Array]
    counted: Array | None = None
    drop: Array | None = None
    inner_drop: Array | None = None
    kept: list[Any] = field(default_factory=list)
    turned: Array | None = None
    """``recurrent_kernelᵀ``, laid out for the many products of the way back."""
    dinner: Array | None = None
    """The slopes by what the state adds up to, step by step; where that is added to z, they are dz itself."""

    def hidden(self, t: int) -> Array:
        """The output before step t, as the step's products see it: ``(batch, units)``."""
        h: Array = self.states[0][t]
        return h if self.inner_drop is None else h * self.inner_drop

    def to_hidden(self, dinner: Array, dh: Array) -> None:
        """The slope by the output before a step, from that by what the step's product made of it."""
        np.matmul(dinner, self.turned, out=dh)  # type: ignore[arg-type]
        if self.inner_drop is not None:
            dh *= self.inner_drop

    def all_hidden(self) -> Array:
        """:meth:`hidden` before every step, one below the other: ``(time · batch, units)``."""
        h: Array = self.states[0][:-1]
        return rows(h if self.inner_drop is None else h * self.inner_drop)


def rows(steps: Array) -> Array:
    """``(time · batch, n)`` of ``(time, batch, n)``."""
    return steps.reshape(-1, steps.shape[-1])
