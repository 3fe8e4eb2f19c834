"""LSTM: reads a sequence with a memory that it opens and closes by itself.

The step exists twice: in :mod:`engine.kernels.lstm`, which computes all steps in one call (without it the workload W7
of ``tests/benchmarks`` exceeds its time), and here in readable NumPy: for other activations, other dtypes and recurrent
dropout, and as the kernel's reference.
"""

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
from engine.layers.recurrent_state import RecurrentState, merge_steps
from engine.limits import MAX_UNITS
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape
from engine.variables import Variable

HEEDED = HEEDED_BY_KERNELS | {"unit_forget_bias"}
NO_MASK = np.empty((0, 0), bool)
"""The kernels' mask argument if no step is masked."""


@final
@configurable
class LSTM(Recurrent):
    """``c[t] = f · c[t − 1] + i · g`` and ``h[t] = o · activation(c[t])``

    with ``z = x[t] · kernel + h[t − 1] · recurrent_kernel + bias`` in four parts of ``units`` columns each: ``i =
    recurrent_activation(z₁)`` lets in, ``f = recurrent_activation(z₂)`` keeps, ``g = activation(z₃)`` is what comes in,
    ``o = recurrent_activation(z₄)`` lets out. x: ``(batch, time, features)``; c, h: ``(batch, units)``. kernel:
    ``(features, 4 · units)``. recurrent_kernel: ``(units, 4 · units)``. bias: ``(4 · units,)``, whose second
    part starts at 1 with ``unit_forget_bias``, so that the memory keeps at first.

    Backward, from the last step to the first: ``do = dh · activation(c)``, ``dc = dh · o · activation'(c)`` plus the
    gradient of step ``t + 1``, ``di = dc · g``, ``dg = dc · i``, ``df = dc · c[t − 1]``; each times the derivative
    of its gate's activation gives dz; ``dc · f`` and ``dz · recurrent_kernelᵀ`` are the gradients of step ``t − 1``.
    The gradients of the weights are computed from dz as in SimpleRNN.
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

    kernel: Variable = weight("(features, 4 · units: in | keep | new | out)")
    recurrent_kernel: Variable = weight("(units, 4 · units: in | keep | new | out)")
    bias: Variable = weight("(4 · units: in | keep | new | out)")

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        super().build(input_shape, seed)
        if self.use_bias and self.unit_forget_bias:
            self.bias.array[self.units:2 * self.units] = 1

    @property
    def is_kernel_applicable(self) -> bool:
        """Whether the kernels are enabled and support the hyperparameters: the activations are tanh and sigmoid."""
        return (kernels.enabled() and type(self.activation) is Tanh and type(self.recurrent_activation) is Sigmoid
                and at_defaults(self, HEEDED))

    def gate_activations(self) -> tuple[Activation, Activation, Activation, Activation]:
        """The activations of the four parts of z, in their order."""
        gate, new = self.recurrent_activation or Linear(), self.activation or Linear()
        return gate, gate, new, gate

    def forward_steps(self, cache: RecurrentState) -> None:
        if not (self.is_kernel_applicable and cache.is_kernel_applicable):
            super().forward_steps(cache)
            return
        kernel = self.kernel.array
        weights = kernel, self.recurrent_kernel.array, self.bias.array if self.use_bias else np.zeros_like(kernel[0])
        inputs, states = self._kernel_inputs(cache, cache.z), tuple(cache.states)
        mask = NO_MASK if cache.mask is None else cache.mask
        cache.saved = tanh_c = np.empty_like(cache.states[1][1:])
        cache.run_kernel(1, lambda team: kernels.lstm_forward(
            inputs, weights, cache.z, states, tanh_c, mask, team))

    def backward_steps(self, cache: RecurrentState, dy: Array, state_grads: Array) -> tuple[Array, dict[str, Array]]:
        if not (self.is_kernel_applicable and cache.is_kernel_applicable):
            return super().backward_steps(cache, dy, state_grads)
        names, weights = ("kernel", "recurrent_kernel", "bias"), (self.kernel.array, self.recurrent_kernel.array)
        grads = {name: self.grad_buffer(name) for name in names[:2 + self.use_bias]}
        dx = np.empty(cache.x.shape, cache.x.dtype) if self.needs_input_grad else NO_GRAD.reshape(0, 0, 0)
        transposed = tuple(np.empty(weight.shape[::-1], weight.dtype) for weight in weights)
        forward_values = cache.z, *cache.states, cache.saved
        results = dx, grads["kernel"], grads["recurrent_kernel"], grads.get("bias", NO_GRAD)
        dz = np.empty(cache.z.shape, cache.z.dtype)
        inputs, mask = self._kernel_inputs(cache, dz), NO_MASK if cache.mask is None else cache.mask
        cache.run_kernel(2, lambda team: kernels.lstm_backward(
            inputs, weights, transposed, forward_values, (dy, state_grads), dz, mask, results, team))
        return dx, grads

    def _kernel_inputs(self, cache: RecurrentState, z: Array) -> tuple[Array, Array, Array]:
        """``(x, inverse, products)`` of :func:`engine.kernels.lstm.lstm_forward`; products is z unless rows repeat."""
        unique, inverse = cache.inputs.unique, cache.inputs.inverse
        return unique, inverse, np.empty((len(unique), z.shape[2]), z.dtype) if len(inverse) else merge_steps(z)

    def step(self, cache: RecurrentState, t: int) -> None:
        z, (hidden, cells) = cache.z[t], cache.states
        cache.add_recurrent_product(t, self.recurrent_kernel.array, z)
        parts = zip(self.gate_activations(), np.split(z, 4, axis=1), strict=True)
        i, f, g, o = (activation.forward(part) for activation, part in parts)
        c = f * cells[t] + i * g
        tanh_c = self.gate_activations()[2].forward(c)
        cells[t + 1], hidden[t + 1] = c, o * tanh_c
        cache.saved.append((i, f, g, o, c, tanh_c))

    def step_backward(self, cache: RecurrentState, t: int, state_grads: Array, dz: Array) -> None:
        dh, dc = state_grads
        before = cache.states[1][t]
        i, f, g, o, c, tanh_c = cache.saved[t]
        dc += self.gate_activations()[2].backward(dh * o, c, tanh_c)
        gate_grads = (dc * g, dc * before, dc * i, dh * tanh_c)
        parts = zip(self.gate_activations(), gate_grads, np.split(cache.z[t], 4, axis=1), (i, f, g, o), strict=True)
        dz[t] = np.concatenate([a.backward(grad, part, y) for a, grad, part, y in parts], axis=1)
        dc *= f
        cache.write_hidden_grad(dz[t], dh)
