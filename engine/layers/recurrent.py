"""Recurrent: what SimpleRNN, LSTM and GRU have in common, which is all but what happens within one time step."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.array_ops.matmul import matmul, sum_rows
from engine.array_ops.unique_rows import UniqueRows
from engine.layers.base import NO_GRAD, Layer
from engine.layers.layer_serialization import WeightGroup
from engine.layers.recurrent_state import RecurrentState, rows
from engine.layers.shape_checks import require_axis
from engine.random import INFERENCE, CallContext
from engine.registry import snake_case
from engine.typing import Array, Shape

HEEDED_BY_KERNELS = frozenset({
    "units", "activation", "recurrent_activation", "use_bias", "recurrent_dropout",  # checked, or read by the kernels
    "dropout", "seed", "return_sequences", "return_state", "go_backwards", "stateful", "unroll",  # in _begin, output_of
    "kernel_initializer", "recurrent_initializer", "bias_initializer", "kernel_regularizer", "recurrent_regularizer",
    "bias_regularizer", "activity_regularizer", "kernel_constraint", "recurrent_constraint", "bias_constraint",
    "name", "trainable", "dtype", "batch_input_shape"})
"""Hyperparameters of LSTM and GRU that kernels compute with, or that act before or after them; any other must be at its
default for a kernel to be called."""


class Recurrent(Layer, ABC):
    """A layer that reads a sequence step by step and carries a state from each step to the next.

    x: ``(batch, time, features)``. y: ``(batch, units)``, the last output, or with ``return_sequences`` every output,
    ``(batch, time, units)``. ``go_backwards`` reads from the last step to the first, and gives outputs in that order.
    The products of all inputs with ``kernel`` are one; only those of the state have to wait for each other.

    A step that does not count (``training.mask`` is False) leaves the state as it was; the output there is the one
    before. ``stateful`` begins a batch with the states that the batch before ended with, sample by sample.
    ``dropout`` and ``recurrent_dropout`` draw one mask for a sequence, for the inputs and for the state; all gates
    share it (Keras draws one a gate where recurrent_dropout is given).
    """

    family: ClassVar[str] = "recurrent"
    form: ClassVar[str] = "tube"
    gates: ClassVar[int] = 1
    """How many numbers a unit makes of the inputs in every step."""
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
    kernel: Array
    recurrent_kernel: Array
    bias: Array

    def __post_init__(self) -> None:
        super().__post_init__()
        self.state: list[Array] = []
        self.zero_output_for_mask = False

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Arguments that only choose between ways of computing the same are taken and left."""
        ways = ("implementation", "use_cudnn", "time_major")
        return super().accept({name: value for name, value in arguments.items() if name not in ways})

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
        wide = self.gates * self.units
        shapes: dict[str, tuple[int, ...]] = {
            "kernel": (require_axis(self, input_shape), wide), "recurrent_kernel": (self.units, wide)}
        return {**shapes, "bias": self.bias_shape()} if self.use_bias else shapes

    def bias_shape(self) -> tuple[int, ...]:
        """The shape of the bias."""
        return (self.gates * self.units,)

    def input_bias(self) -> Array:
        """What is added to the inputs' sums: ``(gates · units,)``."""
        return self.bias

    def rule_name(self, weight_name: str, what: str) -> str:
        return super().rule_name("recurrent" if weight_name == "recurrent_kernel" else weight_name, what)

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

    def compute_mask(self, x: Array, mask: Array | None) -> Array | None:
        return mask if self.return_sequences else None

    def get_config(self) -> dict[str, Any]:
        """As Keras writes it, with what there is no choice in."""
        return {**super().get_config(), "zero_output_for_mask": self.zero_output_for_mask}

    def weight_groups(self) -> list[WeightGroup]:
        """As in Keras, where the weights are those of a cell inside the layer."""
        cell = f"{snake_case(type(self).__name__)}_cell"
        return [WeightGroup("", str(self.name), {}),
                WeightGroup("cell", cell, {name: name for name in self.weight_names()})]

    # --- one step ---------------------------------------------------------------------------------------------

    @abstractmethod
    def step(self, run: RecurrentState, t: int) -> None:
        """Fill ``states[…][t + 1]`` from ``states[…][t]`` and ``z[t]``."""

    @abstractmethod
    def step_back(self, run: RecurrentState, t: int, slopes: Array, dz: Array) -> None:
        """Fill ``dz[t]``, and turn slopes by the states after step t into those before it, in place."""

    def room_for_dinner(self, dz: Array) -> Array:
        """Where ``run.dinner`` lies on the way back."""
        return dz

    def recurrent_gradients(self, run: RecurrentState, dz: Array) -> dict[str, Array]:
        """The gradients of ``recurrent_kernel`` and ``bias``."""
        out = self.gradients
        grads = {"recurrent_kernel": matmul(run.all_hidden().T, rows(dz), out.get("recurrent_kernel"))}
        return {**grads, "bias": sum_rows(rows(dz), out.get("bias"))} if self.use_bias else grads

    # --- passes -----------------------------------------------------------------------------------------------

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        run = self.run(x, context)
        return self.output_of(run), run

    def __call__(self, x: Any, training: bool = False, mask: Any = None, initial_state: Any = None) -> Any:
        """``y``, with ``return_state`` ``[y, *states]``, each ``(batch, units)``. initial_state: the states before."""
        x, context = self.prepare_call(x, training, mask)
        run = self.run(x, context, initial_state)
        y = self.output_of(run)
        return [y, *(state[-1] for state in run.states)] if self.return_state else y

    def run(self, x: Array, context: CallContext, initial_state: Any = None) -> RecurrentState:
        """Go through all steps."""
        run = self._begin(x, context)
        if initial_state is not None:
            self._begin_with(run, initial_state)
        self.steps(run)
        for kept, state in zip(self.state, run.states, strict=False):
            kept[...] = state[-1]
        return run

    def _begin_with(self, run: RecurrentState, initial_state: Any) -> None:
        given = initial_state if isinstance(initial_state, list | tuple) else [initial_state]
        shapes, expected = [np.shape(state) for state in given], run.states[0][0].shape
        if shapes != [expected] * self.state_count:
            raise self.problem("wrong_states", "initial_state", count=self.state_count, expected=expected,
                               received=shapes)
        for state, first in zip(run.states, given, strict=True):
            state[0] = first

    def output_of(self, run: RecurrentState) -> Array:
        """The last output, or all of them in the order of reading."""
        y = run.states[0][1:] if self.return_sequences else run.states[0][-1]
        known = self._said(run)
        y = y if known is None else y * known
        return y.transpose(1, 0, 2) if self.return_sequences else y

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        run: RecurrentState = cache
        known = self._said(run)
        dy = dy.transpose(1, 0, 2) if self.return_sequences else dy
        dy = dy if known is None else dy * known
        slopes = np.zeros((self.state_count, *run.states[0].shape[1:]), run.states[0].dtype)
        if not self.return_sequences:
            slopes[0] += dy
        by_step = np.ascontiguousarray(dy) if self.return_sequences else run.states[0][:0]
        dx, grads = self.steps_back(run, by_step, slopes)
        if not self.needs_input_grad:
            return NO_GRAD, grads
        if run.drop is not None:
            dx *= run.drop
        return (dx[::-1] if self.go_backwards else dx).swapaxes(0, 1), grads

    def steps(self, run: RecurrentState) -> None:
        """:meth:`step` after step; where one does not count, the states stay as they were."""
        run.inputs.matmul(self.kernel, rows(run.z))
        if self.use_bias:
            run.z += self.input_bias()
        for t in range(len(run.x)):
            self.step(run, t)
            if run.counted is not None:
                for state in run.states:
                    np.copyto(state[t + 1], state[t], where=~run.counted[t, :, None])

    def steps_back(self, run: RecurrentState, dy: Array, slopes: Array) -> tuple[Array, dict[str, Array]]:
        """:meth:`step_back`, from the last step on; the slope by ``run.x``, and the gradients.

        dy: the slopes by every output, or empty where the last one counts alone and its slope is among the slopes
        already.
        """
        dz = np.empty(run.z.shape, run.z.dtype)
        run.turned, run.dinner = np.ascontiguousarray(self.recurrent_kernel.T), self.room_for_dinner(dz)
        for t in reversed(range(len(run.x))):
            if len(dy):
                slopes[0] += dy[t]
            if run.counted is None:
                self.step_back(run, t, slopes, dz)
            else:
                self._masked_step_back(run, t, slopes, dz)
        dx = matmul(rows(dz), self.kernel.T).reshape(run.x.shape) if self.needs_input_grad else NO_GRAD
        grads = {"kernel": run.inputs.gradient(rows(dz), self.gradients.get("kernel"))}
        return dx, {**grads, **self.recurrent_gradients(run, dz)}

    def _masked_step_back(self, run: RecurrentState, t: int, slopes: Array, dz: Array) -> None:
        """Slopes of rows that step t does not count pass by it."""
        assert run.counted is not None
        counted = run.counted[t, :, None]
        passing = [np.where(counted, 0, slope) for slope in slopes]
        for slope in slopes:
            np.multiply(slope, counted, out=slope)
        self.step_back(run, t, slopes, dz)
        for slope, more in zip(slopes, passing, strict=True):
            np.add(slope, more, out=slope)

    # --- before and after the steps ---------------------------------------------------------------------------

    def _begin(self, x: Array, context: CallContext) -> RecurrentState:
        if self.stateful and len(self.state[0]) != len(x):
            raise self.problem("stateful_batch", expected=len(self.state[0]), received=len(x))
        steps = self._by_time(x)
        drop, inner_drop = self._drops(x, context)
        if drop is not None:
            steps = steps * drop
        time, batch, _ = steps.shape
        kind = steps.dtype if steps.dtype == self.kernel.dtype else np.result_type(steps, self.kernel)
        z = np.empty((time, batch, self.kernel.shape[1]), kind)
        states = np.empty((self.state_count, time + 1, batch, self.units), x.dtype)
        states[:, 0] = self.state if self.stateful else 0
        counted = None if context.mask is None else self._by_time(context.mask)
        return RecurrentState(steps, UniqueRows.of(rows(steps), z.shape[2]), z, list(states), counted, drop, inner_drop)

    def _by_time(self, x: Array) -> Array:
        """Time before batch, in the order in which the steps are read."""
        steps = x.swapaxes(0, 1)
        return np.ascontiguousarray(steps[::-1] if self.go_backwards else steps)

    def _drops(self, x: Array, context: CallContext) -> tuple[Array | None, Array | None]:
        """The factors of inputs and state for this batch: 0, or what keeps the expected sum."""
        if not context or not (self.dropout or self.recurrent_dropout):
            return None, None
        rng = self.generator(context, self.seed)
        drawn = [rng.random((len(x), n), dtype=np.float32) for n in (x.shape[-1], self.units)]
        factors = [(u >= rate) * x.dtype.type(1 / (1 - rate) if rate < 1 else 0)
                   for u, rate in zip(drawn, (self.dropout, self.recurrent_dropout), strict=True)]
        return factors[0] if self.dropout else None, factors[1] if self.recurrent_dropout else None

    def _said(self, run: RecurrentState) -> Array | None:
        """Where an output is more than the zeros that stand before the first step that counts; None: everywhere.

        A state from an earlier batch is carried past steps that do not count, but is no output there.
        """
        if run.counted is None or not (self.stateful or self.zero_output_for_mask):
            return None
        if self.zero_output_for_mask:
            return run.counted[..., None] if self.return_sequences else run.counted[-1][..., None]
        seen = np.logical_or.accumulate(run.counted, axis=0)[..., None]
        return seen if self.return_sequences else seen[-1]
