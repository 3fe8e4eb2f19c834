"""LSTM: reads a sequence with a memory that it opens and closes by itself."""

from typing import ClassVar, final

import numpy as np

from engine import kernels
from engine.activations.base import Activation
from engine.activations.linear import Linear
from engine.activations.sigmoid import Sigmoid
from engine.activations.tanh import Tanh
from engine.configurable import at_defaults
from engine.constraints.base import Constraint
from engine.hyperparameters import boolean, configurable, integer, of_kind, real
from engine.initializers.base import Initializer
from engine.layers.base import NO_GRAD, weight
from engine.layers.recurrent import HEEDED_BY_KERNELS, Recurrent
from engine.layers.recurrent_state import RecurrentState, rows
from engine.limits import MAX_UNITS
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape

HEEDED = HEEDED_BY_KERNELS | {"unit_forget_bias"}
EVERY = np.empty((0, 0), bool)
"""Stands for steps that all count."""


@final
@configurable
class LSTM(Recurrent):
    """``c[t] = f · c[t − 1] + i · g`` and ``h[t] = o · activation(c[t])``

    with ``z = x[t] · kernel + h[t − 1] · recurrent_kernel + bias`` in four parts of ``units`` columns each: ``i =
    recurrent_activation(z₁)`` lets in, ``f = recurrent_activation(z₂)`` keeps, ``g = activation(z₃)`` is what comes in,
    ``o = recurrent_activation(z₄)`` lets out. x: ``(batch, time, features)``; c, h: ``(batch, units)``. kernel:
    ``(features, 4 · units)``. recurrent_kernel: ``(units, 4 · units)``. bias: ``(4 · units,)``, where
    ``unit_forget_bias`` begins the second part at 1, so that the memory keeps at first.

    Backward, from the last step to the first: ``do = dh · activation(c)``, ``dc = dh · o · activation'(c)`` beside what
    comes from step ``t + 1``, ``di = dc · g``, ``dg = dc · i``, ``df = dc · c[t − 1]``; each times its gate's slope
    gives dz, and ``dc · f`` and ``dz · recurrent_kernelᵀ`` go on to step ``t − 1``. Weights as in SimpleRNN.
    Source: Hochreiter & Schmidhuber 1997, Gers et al. 2000; Keras 3, ``layers.LSTM``.
    """

    gates: ClassVar[int] = 4
    state_count: ClassVar[int] = 2
    only = {"use_cudnn": "auto"}

    units: int = integer(1, MAX_UNITS, example=32)
    activation: Activation | None = of_kind("activation", default="tanh")
    recurrent_activation: Activation | None = of_kind("activation", default="sigmoid")
    use_bias: bool = boolean(default=True)
    kernel_initializer: Initializer = of_kind("initializer", default="glorot_uniform")
    recurrent_initializer: Initializer = of_kind("initializer", default="orthogonal")
    bias_initializer: Initializer = of_kind("initializer", default="zeros")
    unit_forget_bias: bool = boolean(default=True)
    kernel_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    recurrent_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    bias_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    activity_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    kernel_constraint: Constraint | None = of_kind("constraint", default=None)
    recurrent_constraint: Constraint | None = of_kind("constraint", default=None)
    bias_constraint: Constraint | None = of_kind("constraint", default=None)
    dropout: float = real(0, 1, default=0.0)
    recurrent_dropout: float = real(0, 1, default=0.0)
    seed: int | None = integer(0, default=None)
    return_sequences: bool = boolean(default=False)
    return_state: bool = boolean(default=False)
    go_backwards: bool = boolean(default=False)
    stateful: bool = boolean(default=False)
    unroll: bool = boolean(default=False)

    kernel: Array = weight("(features, 4 · units: in, keep, new, out)")
    recurrent_kernel: Array = weight("(units, 4 · units: in, keep, new, out)")
    bias: Array = weight("(4 · units: in, keep, new, out)")

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        super().build(input_shape, seed)
        if self.use_bias and self.unit_forget_bias:
            self.bias[self.units:2 * self.units] = 1

    @property
    def usual(self) -> bool:
        """Whether the kernels compute it: the activations are theirs."""
        return (kernels.enabled() and type(self.activation) is Tanh and type(self.recurrent_activation) is Sigmoid
                and at_defaults(self, HEEDED))

    def functions(self) -> tuple[Activation, Activation, Activation, Activation]:
        """The activations of the four parts of z."""
        gate, new = self.recurrent_activation or Linear(), self.activation or Linear()
        return gate, gate, new, gate

    def steps(self, run: RecurrentState) -> None:
        if not (self.usual and run.is_kernel_applicable):
            super().steps(run)
            return
        weights = self.kernel, self.recurrent_kernel, self.bias if self.use_bias else np.zeros_like(self.kernel[0])
        run.kept, inputs, states = np.empty_like(run.states[1][1:]), self.inputs(run, run.z), tuple(run.states)
        counted = EVERY if run.counted is None else run.counted
        run.run_kernel(1, lambda team: kernels.lstm_forward(
            inputs, weights, run.z, states, run.kept, counted, team))

    def steps_back(self, run: RecurrentState, dy: Array, slopes: Array) -> tuple[Array, dict[str, Array]]:
        if not (self.usual and run.is_kernel_applicable):
            return super().steps_back(run, dy, slopes)
        names, weights = ("kernel", "recurrent_kernel", "bias"), (self.kernel, self.recurrent_kernel)
        grads = {name: self.grad_buffer(name) for name in names[:2 + self.use_bias]}
        dx = np.empty(run.x.shape, run.x.dtype) if self.needs_input_grad else NO_GRAD.reshape(0, 0, 0)
        turned = tuple(np.empty(weight.shape[::-1], weight.dtype) for weight in weights)
        kept = run.z, *run.states, run.kept
        found = dx, grads["kernel"], grads["recurrent_kernel"], grads.get("bias", NO_GRAD)
        dz = np.empty(run.z.shape, run.z.dtype)
        inputs, counted = self.inputs(run, dz), EVERY if run.counted is None else run.counted
        run.run_kernel(2, lambda team: kernels.lstm_backward(
            inputs, weights, turned, kept, (dy, slopes), dz, counted, found, team))
        return dx, grads

    def inputs(self, run: RecurrentState, z: Array) -> tuple[Array, Array, Array]:
        """Rows of inputs, which of them each step reads, and where their sums go, or come from: z itself, unless rows
        repeat."""
        unique, inverse = run.inputs.unique, run.inputs.inverse
        return unique, inverse, np.empty((len(unique), z.shape[2]), z.dtype) if len(inverse) else rows(z)

    def step(self, run: RecurrentState, t: int) -> None:
        z, (hidden, cells) = run.z[t], run.states
        run.add_hidden(t, self.recurrent_kernel, z)
        i, f, g, o = (a.forward(part) for a, part in zip(self.functions(), np.split(z, 4, axis=1), strict=True))
        c = f * cells[t] + i * g
        tanh_c = self.functions()[2].forward(c)
        cells[t + 1], hidden[t + 1] = c, o * tanh_c
        run.kept.append((i, f, g, o, c, tanh_c))

    def step_back(self, run: RecurrentState, t: int, slopes: Array, dz: Array) -> None:
        dh, dc = slopes
        before = run.states[1][t]
        i, f, g, o, c, tanh_c = run.kept[t]
        dc += self.functions()[2].backward(dh * o, c, tanh_c)
        gate_grads = (dc * g, dc * before, dc * i, dh * tanh_c)
        parts = zip(self.functions(), gate_grads, np.split(run.z[t], 4, axis=1), (i, f, g, o), strict=True)
        dz[t] = np.concatenate([a.backward(d, part, y) for a, d, part, y in parts], axis=1)
        dc *= f
        run.to_hidden(dz[t], dh)
