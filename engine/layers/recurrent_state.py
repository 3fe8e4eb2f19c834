"""RecurrentState: the arrays of one batch in a recurrent layer, which forward fills and backward reads."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, final

import numpy as np

from engine.array_ops.matmul import matmul_single_threaded
from engine.array_ops.unique_rows import UniqueRows
from engine.layers.layer_weights import WeightOwner
from engine.parallel import run_parallel, threads_for_products
from engine.typing import Array


@final
@dataclass
class RecurrentState:
    """The arrays of one batch over all time steps. Time is the first axis, so that a step is contiguous.

    x: ``(time, batch, features)``, after dropout; inputs: the unique rows of x. z: ``(time, batch, gates · units)``,
    the pre-activations; a layer may overwrite them. states: for each state ``(time + 1, batch, units)``; index 0 is
    the initial state. mask: ``(time, batch)``, or None if all steps count. input_dropout: the factors of x,
    ``(batch, features)``; recurrent_dropout: those of the hidden state, ``(batch, units)``. saved: the values that the
    layer's forward saves for backward: a list with one entry per step, or an array over all steps.
    """

    x: Array
    inputs: UniqueRows
    z: Array
    states: list[Array]
    mask: Array | None = None
    input_dropout: Array | None = None
    recurrent_dropout: Array | None = None
    saved: Any = field(default_factory=list)
    recurrent_kernel_t: Array | None = None
    """``recurrent_kernelᵀ``, contiguous, for the products of backward."""
    dz_recurrent: Array | None = None
    """The gradient by ``h · recurrent_kernel`` of each step; the same array as dz where that product is added to z."""

    @cached_property
    def is_kernel_applicable(self) -> bool:
        """Whether a kernel can compute all steps: no recurrent dropout, x and z are float32, and x is C-contiguous."""
        return (self.recurrent_dropout is None and self.x.flags.c_contiguous
                and self.x.dtype == self.z.dtype == np.float32)

    def run_kernel(self, passes: int, work: Callable[[Any], Any]) -> None:
        """Run ``work(team)``, one kernel call over all steps, in one or more threads; see :func:`run_parallel`.

        team: as in :mod:`engine.kernels.lowlevel.thread_sync`. passes: the number of multiplications in the call, as a
        multiple of those in the forward pass.
        """
        products = passes * self.z.size * (self.x.shape[2] + self.states[0].shape[2])
        run_parallel(threads_for_products(products), work)

    def recurrent_input(self, t: int) -> Array:
        """The hidden state before step t, after recurrent dropout: ``(batch, units)``."""
        h: Array = self.states[0][t]
        return h if self.recurrent_dropout is None else h * self.recurrent_dropout

    def recurrent_inputs(self) -> Array:
        """The results of :meth:`recurrent_input` for all steps as one matrix, ``(time · batch, units)``."""
        h: Array = self.states[0][:-1]
        return merge_steps(h if self.recurrent_dropout is None else h * self.recurrent_dropout)

    def add_recurrent_product(self, t: int, recurrent_kernel: Array, z: Array) -> None:
        """``z += recurrent_input(t) · recurrent_kernel``."""
        matmul_single_threaded(self.recurrent_input(t), recurrent_kernel, z, accumulate=True)

    def write_hidden_grad(self, dz_recurrent: Array, dh: Array) -> None:
        """Write ``dz_recurrent · recurrent_kernelᵀ``, times the factors of recurrent dropout, to dh.

        dz_recurrent: of one step, ``(batch, gates · units)``. dh: ``(batch, units)``.
        """
        assert self.recurrent_kernel_t is not None
        matmul_single_threaded(dz_recurrent, self.recurrent_kernel_t, dh)
        if self.recurrent_dropout is not None:
            dh *= self.recurrent_dropout


def merge_steps(steps: Array) -> Array:
    """``(time, batch, n)`` as ``(time · batch, n)``."""
    return steps.reshape(-1, steps.shape[-1])


def set_initial_state(layer: WeightOwner, cache: RecurrentState, initial_state: Any) -> None:
    """Set the states before the first step; raises a ProblemError unless there is an array for each, of its shape."""
    arrays = initial_state if isinstance(initial_state, list | tuple) else [initial_state]
    shapes, expected = [np.shape(array) for array in arrays], cache.states[0][0].shape
    if shapes != [expected] * len(cache.states):
        raise layer.problem("wrong_states", "initial_state", count=len(cache.states), expected=expected,
                            received=shapes)
    for state, array in zip(cache.states, arrays, strict=True):
        state[0] = array
