"""RecurrentState: one batch on its way through a recurrent layer, with what the way back needs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, final

import numpy as np

from engine.array_ops.matmul import matmul_single_threaded
from engine.array_ops.unique_rows import UniqueRows
from engine.parallel import run_parallel, threads_for_products
from engine.typing import Array


@final
@dataclass
class RecurrentState:
    """One batch on its way through time; time is the first axis of every array, so that a step is one block.

    x: ``(time, batch, features)``, dropout applied; inputs: its rows, where those that repeat are known. z: ``(time,
    batch, gates · units)``, what the inputs add up to, and then whatever the layer puts there. states: of each state
    ``(time + 1, batch, units)``, the first being the one before all steps. counted: ``(time, batch)``, or None where
    all steps count. drop: the factors of x, ``(batch, features)``; inner_drop: those of the state on its way to the
    next step, ``(batch, units)``. kept: what the layer keeps of every step for the way back.
    """

    x: Array
    inputs: UniqueRows
    z: Array
    states: list[Array]
    counted: Array | None = None
    drop: Array | None = None
    inner_drop: Array | None = None
    kept: Any = field(default_factory=list)
    turned: Array | None = None
    """``recurrent_kernelᵀ``, laid out for the many products of the way back."""
    dinner: Array | None = None
    """The slopes by what the state adds up to, step by step; where that is added to z, they are dz itself."""

    @cached_property
    def is_kernel_applicable(self) -> bool:
        """Whether a kernel can go through all steps: no state is dropped, and all is float32."""
        return (self.inner_drop is None and self.x.flags.c_contiguous
                and self.x.dtype == self.z.dtype == np.float32)

    def run_kernel(self, passes: int, work: Callable[[Any], Any]) -> None:
        """Run ``work(team)``, one kernel call over all steps that takes ``passes`` times the products of forward."""
        products = passes * self.z.size * (self.x.shape[2] + self.states[0].shape[2])
        run_parallel(threads_for_products(products), work)

    def hidden(self, t: int) -> Array:
        """The output before step t, as the step's products see it: ``(batch, units)``."""
        h: Array = self.states[0][t]
        return h if self.inner_drop is None else h * self.inner_drop

    def add_hidden(self, t: int, recurrent_kernel: Array, z: Array) -> None:
        """``z += hidden(t) · recurrent_kernel``"""
        matmul_single_threaded(self.hidden(t), recurrent_kernel, z, accumulate=True)

    def to_hidden(self, dinner: Array, dh: Array) -> None:
        """The slope by the output before a step, from that by what the step's product made of it."""
        assert self.turned is not None
        matmul_single_threaded(dinner, self.turned, dh)
        if self.inner_drop is not None:
            dh *= self.inner_drop

    def all_hidden(self) -> Array:
        """:meth:`hidden` before every step, one below the other: ``(time · batch, units)``."""
        h: Array = self.states[0][:-1]
        return rows(h if self.inner_drop is None else h * self.inner_drop)


def rows(steps: Array) -> Array:
    """``(time · batch, n)`` of ``(time, batch, n)``."""
    return steps.reshape(-1, steps.shape[-1])
