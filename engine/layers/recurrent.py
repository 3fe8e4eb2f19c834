"""Recurrent: the base class of SimpleRNN, LSTM and GRU; subclasses define one time step."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine import registry
from engine.array_ops.matmul import matmul, sum_rows
from engine.array_ops.unique_rows import UniqueRows
from engine.layers.base import NO_GRAD, Layer
from engine.layers.call_arguments import CallArguments
from engine.layers.ignored_arguments import drop_ignored
from engine.layers.layer_serialization import WeightGroup
from engine.layers.recurrent_state import RecurrentState, merge_steps, set_initial_state
from engine.layers.shape_checks import require_axis
from engine.overrides import engine_class
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape
from engine.variables import Variable

HEEDED_BY_KERNELS = frozenset({
    "units", "activation", "recurrent_activation", "use_bias", "recurrent_dropout",  # checked, or read by the kernels
    "dropout", "seed", "return_sequences", "return_state", "go_backwards", "stateful", "unroll",  # outside the steps
    "kernel_initializer", "recurrent_initializer", "bias_initializer", "kernel_regularizer", "recurrent_regularizer",
    "bias_regularizer", "activity_regularizer", "kernel_constraint", "recurrent_constraint", "bias_constraint",
    "name", "trainable", "dtype", "batch_input_shape"})
"""Hyperparameters that the kernels of LSTM and GRU support at any value, or that are checked separately. A kernel is
called only if all others have their defaults; LSTM and GRU each add one hyperparameter to this set."""


class Recurrent(Layer, ABC):
    """A layer that reads a sequence step by step and carries a state from each step to the next.

    x: ``(batch, time, features)``. y: ``(batch, units)``, the last output, or with ``return_sequences`` every output,
    ``(batch, time, units)``. ``go_backwards`` reads from the last step to the first, and gives outputs in that order.
    All products of inputs with ``kernel`` are one matrix product; those with ``recurrent_kernel`` are one per step.

    Where the mask is False, a step leaves the state unchanged and repeats the output of the step before. With
    ``stateful`` the final states of a batch are the initial states of the next, sample by sample. ``dropout`` draws one
    dropout mask per sequence for the inputs, ``recurrent_dropout`` one for the hidden state; all gates share these
    masks (Keras draws one per gate if recurrent_dropout is used).
    """

    family: ClassVar[str] = "recurrent"
    form: ClassVar[str] = "tube"
    call_arguments: ClassVar[tuple[str, ...]] = ("sequences", "initial_state", "mask", "training")
    supports_masking: ClassVar[bool] = True
    gates: ClassVar[int] = 1
    """Columns of ``kernel`` per unit: one for each part of the pre-activations."""
    state_count: ClassVar[int] = 1
    # The hyperparameters and weights that every recurrent layer has.
    units: int
    use_bias: bool
    dropout: float
    recurrent_dropout: float
    return_sequences: bool
    return_state: bool
    go_backwards: bool
    stateful: bool
    seed: int | None
    kernel: Variable
    recurrent_kernel: Variable
    bias: Variable

    def __post_init__(self) -> None:
        super().__post_init__()
        self.state: list[Array] = []
        self.zero_output_for_mask = False

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Drop ``implementation`` and ``use_cudnn``, which do not change the result, and ``time_major=False``."""
        return super().accept(drop_ignored(arguments))

    # --- shapes and weights -----------------------------------------------------------------------------------

    def check_input(self, input_shape: Shape) -> None:
        if len(input_shape) != 3:
            raise self.problem("sequence_expected", received=input_shape)
        if self.stateful and input_shape[0] is None:
            raise self.problem("stateful_needs_batch", "stateful", received=input_shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        batch, time, _ = input_shape
        return (batch, time, self.units) if self.return_sequences else (batch, self.units)

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        columns = self.gates * self.units
        shapes: dict[str, tuple[int, ...]] = {
            "kernel": (require_axis(self, input_shape), columns), "recurrent_kernel": (self.units, columns)}
        return {**shapes, "bias": self.bias_shape()} if self.use_bias else shapes

    def bias_shape(self) -> tuple[int, ...]:
        """The shape of the bias."""
        return (self.gates * self.units,)

    def input_bias(self) -> Array:
        """The part of the bias that is added to ``x · kernel``: ``(gates · units,)``."""
        return self.bias.array

    def rule_name(self, weight_name: str, rule: str) -> str:
        return super().rule_name("recurrent" if weight_name == "recurrent_kernel" else weight_name, rule)

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        super().build(input_shape, seed)
        if self.stateful:
            self.state = [np.zeros((input_shape[0] or 0, self.units), self.compute_dtype)
                          for _ in range(self.state_count)]

    def reset_states(self) -> None:
        """Keras 2's name of :meth:`reset_state`."""
        self.reset_state()

    def state_arrays(self) -> list[Array]:
        return self.state

    @property
    def needs_fixed_batch_size(self) -> bool:
        return self.stateful

    @property
    def has_multiple_outputs(self) -> bool:
        return self.return_state

    @property
    def last_activation(self) -> Any:
        return None

    def compute_mask(self, x: Array, mask: Array | None = None) -> Array | None:
        return mask if self.return_sequences else None

    def get_config(self) -> dict[str, Any]:
        """The config in Keras's form, with ``zero_output_for_mask``, which the constructor does not accept."""
        return {**super().get_config(), "zero_output_for_mask": self.zero_output_for_mask}

    def weight_groups(self) -> list[WeightGroup]:
        """The groups as Keras saves them: all weights belong to a cell inside the layer."""
        return [WeightGroup("", str(self.name), {}),
                WeightGroup("cell", self.cell.name, {name: name for name in self.weight_names()})]

    def variable_paths(self) -> dict[str, str]:
        return {name: f"{self.name}/{self.cell.name}/{name}" for name in self.weight_names()}

    @property
    def cell(self) -> Any:
        """The cell that computes one step, as in Keras: ``layer.cell.kernel``. It has the layer's weights."""
        return registry.lookup("cell", f"{engine_class(type(self)).__name__}Cell").of_layer(self)

    # --- one step ---------------------------------------------------------------------------------------------

    @abstractmethod
    def step(self, cache: RecurrentState, t: int) -> None:
        """Compute ``state[t + 1]`` of every state in ``cache.states`` from ``state[t]`` and ``cache.z[t]``."""

    @abstractmethod
    def step_backward(self, cache: RecurrentState, t: int, state_grads: Array, dz: Array) -> None:
        """Write ``dz[t]``; turn state_grads, the gradients by the states after step t, into those before step t."""

    def allocate_dz_recurrent(self, dz: Array) -> Array:
        """The array for ``cache.dz_recurrent``: dz itself, or in a subclass another array of the same shape."""
        return dz

    def recurrent_gradients(self, cache: RecurrentState, dz: Array) -> dict[str, Array]:
        """The gradients of ``recurrent_kernel`` and ``bias``."""
        out, rows = self.gradients, merge_steps(dz)
        grads = {"recurrent_kernel": matmul(cache.recurrent_inputs().T, rows, out.get("recurrent_kernel"))}
        return {**grads, "bias": sum_rows(rows, out.get("bias"))} if self.use_bias else grads

    # --- forward ----------------------------------------------------------------------------------------------

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        cache = self.compute_states(x, context)
        return self.get_output(cache), cache

    def run_call(self, call: CallArguments) -> Any:
        """Return ``y``, or with ``return_state`` ``[y, *states]``, the states after the last step."""
        x, context = self.prepare_call(call)
        cache = self.compute_states(x, context, call.initial_state)
        y = self.get_output(cache)
        return [y, *(state[-1] for state in cache.states)] if self.return_state else y

    def compute_states(self, x: Array, context: CallContext, initial_state: Any = None) -> RecurrentState:
        """Run all steps and return their arrays; with ``stateful`` the final states are kept for the next batch."""
        cache = self._allocate_state(x, context)
        if initial_state is not None:
            set_initial_state(self, cache, initial_state)
        self.forward_steps(cache)
        for stored, state in zip(self.state, cache.states, strict=False):
            stored[...] = state[-1]
        return cache

    def get_output(self, cache: RecurrentState) -> Array:
        """The last output, or with ``return_sequences`` all, in the order in which the steps were read."""
        y = cache.states[0][1:] if self.return_sequences else cache.states[0][-1]
        mask = self._output_mask(cache)
        y = y if mask is None else y * mask
        return y.transpose(1, 0, 2) if self.return_sequences else y

    def forward_steps(self, cache: RecurrentState) -> None:
        """Call :meth:`step` for each t; a masked step leaves the states unchanged."""
        cache.inputs.matmul(self.kernel.array, merge_steps(cache.z))
        if self.use_bias:
            cache.z += self.input_bias()
        for t in range(len(cache.x)):
            self.step(cache, t)
            if cache.mask is not None:
                for state in cache.states:
                    np.copyto(state[t + 1], state[t], where=~cache.mask[t, :, None])

    def _allocate_state(self, x: Array, context: CallContext) -> RecurrentState:
        if self.stateful and len(self.state[0]) != len(x):
            raise self.problem("stateful_batch", expected=len(self.state[0]), received=len(x))
        steps = self._time_major(x)
        input_dropout, recurrent_dropout = self._draw_dropout(x, context)
        if input_dropout is not None:
            steps = steps * input_dropout
        time, batch, _ = steps.shape
        dtype = steps.dtype if steps.dtype == self.kernel.array.dtype else np.result_type(steps, self.kernel.array)
        z = np.empty((time, batch, self.kernel.array.shape[1]), dtype)
        states = np.empty((self.state_count, time + 1, batch, self.units), x.dtype)
        states[:, 0] = self.state if self.stateful else 0
        mask = None if context.mask is None else self._time_major(context.mask)
        inputs = UniqueRows.of(merge_steps(steps), z.shape[2])
        return RecurrentState(steps, inputs, z, list(states), mask, input_dropout, recurrent_dropout)

    def _time_major(self, x: Array) -> Array:
        """``(batch, time, …)`` as contiguous ``(time, batch, …)``, in the order in which the steps are read."""
        steps = x.swapaxes(0, 1)
        return np.ascontiguousarray(steps[::-1] if self.go_backwards else steps)

    def _draw_dropout(self, x: Array, context: CallContext) -> tuple[Array | None, Array | None]:
        """The dropout factors of inputs and hidden state for this batch, 0 or ``1 / (1 - rate)``; None if unused."""
        if not context or not (self.dropout or self.recurrent_dropout):
            return None, None
        rng = self.generator(context, self.seed)
        uniform = [rng.random((len(x), n), dtype=np.float32) for n in (x.shape[-1], self.units)]
        factors = [(u >= rate) * x.dtype.type(1 / (1 - rate) if rate < 1 else 0)
                   for u, rate in zip(uniform, (self.dropout, self.recurrent_dropout), strict=True)]
        return factors[0] if self.dropout else None, factors[1] if self.recurrent_dropout else None

    def _output_mask(self, cache: RecurrentState) -> Array | None:
        """The mask that zeroes outputs, or None.

        With ``zero_output_for_mask`` it is the steps' mask. With ``stateful`` it zeroes the outputs before the first
        unmasked step: they would repeat the final state of the previous batch.
        """
        if cache.mask is None or not (self.stateful or self.zero_output_for_mask):
            return None
        if self.zero_output_for_mask:
            return cache.mask[..., None] if self.return_sequences else cache.mask[-1][..., None]
        has_started = np.logical_or.accumulate(cache.mask, axis=0)[..., None]
        return has_started if self.return_sequences else has_started[-1]

    # --- backward ---------------------------------------------------------------------------------------------

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        mask = self._output_mask(cache)
        dy = dy.transpose(1, 0, 2) if self.return_sequences else dy
        dy = dy if mask is None else dy * mask
        state_grads = np.zeros((self.state_count, *cache.states[0].shape[1:]), cache.states[0].dtype)
        if not self.return_sequences:
            state_grads[0] += dy
        step_grads = np.ascontiguousarray(dy) if self.return_sequences else cache.states[0][:0]
        dx, grads = self.backward_steps(cache, step_grads, state_grads)
        if not self.needs_input_grad:
            return NO_GRAD, grads
        if cache.input_dropout is not None:
            dx *= cache.input_dropout
        return (dx[::-1] if self.go_backwards else dx).swapaxes(0, 1), grads

    def backward_steps(self, cache: RecurrentState, dy: Array, state_grads: Array) -> tuple[Array, dict[str, Array]]:
        """Call :meth:`step_backward` from the last step to the first; return ``dx`` and the gradients by weight name.

        dy: the gradient by each step's output, ``(time, batch, units)``; empty if only the last output is used, since
        state_grads contains its gradient. state_grads: by the states after the last step, ``(states, batch, units)``.
        """
        dz = np.empty(cache.z.shape, cache.z.dtype)
        cache.recurrent_kernel_t = np.ascontiguousarray(self.recurrent_kernel.array.T)
        cache.dz_recurrent = self.allocate_dz_recurrent(dz)
        for t in reversed(range(len(cache.x))):
            if len(dy):
                state_grads[0] += dy[t]
            if cache.mask is None:
                self.step_backward(cache, t, state_grads, dz)
            else:
                self._masked_step_backward(cache, cache.mask[t, :, None], t, state_grads, dz)
        rows = merge_steps(dz)
        dx = matmul(rows, self.kernel.array.T).reshape(cache.x.shape) if self.needs_input_grad else NO_GRAD
        grads = {"kernel": cache.inputs.gradient(rows, self.gradients.get("kernel"))}
        return dx, {**grads, **self.recurrent_gradients(cache, dz)}

    def _masked_step_backward(self, cache: RecurrentState, mask: Array, t: int, state_grads: Array, dz: Array) -> None:
        """Like :meth:`step_backward`, but masked samples keep their state_grads. mask: ``(batch, 1)``."""
        unchanged = [np.where(mask, 0, grad) for grad in state_grads]
        for grad in state_grads:
            np.multiply(grad, mask, out=grad)
        self.step_backward(cache, t, state_grads, dz)
        for grad, masked_grad in zip(state_grads, unchanged, strict=True):
            np.add(grad, masked_grad, out=grad)
