"""GRU: reads a sequence with one state; one gate decides how much of it to keep, the other how much of it to read.

A time step is implemented twice: as a kernel (:mod:`engine.kernels.gru`) for the default activations with
``reset_after=True``, and in NumPy for all other settings and if kernels are disabled.
"""

from typing import Any, ClassVar, final

import numpy as np

from engine import kernels
from engine.activations.base import Activation
from engine.activations.linear import Linear
from engine.activations.sigmoid import Sigmoid
from engine.activations.tanh import Tanh
from engine.array_ops.matmul import matmul, matmul_single_threaded
from engine.configurable import at_defaults
from engine.constraints.base import Constraint
from engine.hyperparameters import boolean, configurable, integer, of_kind, real
from engine.initializers.base import Initializer
from engine.layers.base import weight
from engine.layers.recurrent import HEEDED_BY_KERNELS, Recurrent
from engine.layers.recurrent_state import RecurrentState, merge_steps
from engine.limits import MAX_UNITS
from engine.regularizers.base import Regularizer
from engine.typing import Array
from engine.variables import Variable

HEEDED = HEEDED_BY_KERNELS | {"reset_after"}


@final
@configurable
class GRU(Recurrent):
    """``h[t] = u · h[t − 1] + (1 − u) · g``

    with ``zₓ = x[t] · kernel + bias[0]`` and ``zₕ = h[t − 1] · recurrent_kernel + bias[1]`` in three parts of ``units``
    columns each: ``u = recurrent_activation(zₓ₁ + zₕ₁)`` keeps, ``r = recurrent_activation(zₓ₂ + zₕ₂)`` reads, and
    ``g = activation(zₓ₃ + r · zₕ₃)`` is new. With ``reset_after=False`` there is one bias, and r is applied before the
    product: ``g = activation(zₓ₃ + (r · h[t − 1]) · recurrent_kernel₃)``. x: ``(batch, time, features)``; h: ``(batch,
    units)``. kernel: ``(features, 3 · units)``. recurrent_kernel: ``(units, 3 · units)``. bias: ``(2, 3 · units)``, or
    with ``reset_after=False`` ``(3 · units,)``.

    Backward, with ``reset_after``, from the last step to the first: ``du = dh · (h[t − 1] − g)`` and
    ``dg = dh · (1 − u)``, each times the derivative of its activation, are dzₓ₁ and dzₓ₃; ``dr = dzₓ₃ · zₕ₃``,
    also times the derivative of its activation, is dzₓ₂. dzₕ equals dzₓ except for its third part, ``dzₓ₃ · r``. The
    gradient with respect to ``h[t − 1]`` is ``dh · u + dzₕ · recurrent_kernelᵀ``. The gradients of the weights are
    those of SimpleRNN, with dzₓ for kernel and bias[0], dzₕ for recurrent_kernel and bias[1].
    Source: Cho et al. 2014; Keras 3, ``layers.GRU``.
    """

    gates: ClassVar[int] = 3
    only = {"use_cudnn": "auto"}

    units: int = integer(1, MAX_UNITS, example=32)
    activation: Activation | None = of_kind("activation", default="tanh")
    recurrent_activation: Activation | None = of_kind("activation", default="sigmoid")
    use_bias: bool = boolean(default=True)
    kernel_initializer: Initializer = of_kind("initializer", default="glorot_uniform")
    recurrent_initializer: Initializer = of_kind("initializer", default="orthogonal")
    bias_initializer: Initializer = of_kind("initializer", default="zeros")
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
    reset_after: bool = boolean(default=True)

    kernel: Variable = weight("(features, 3 · units: keep | read | new)")
    recurrent_kernel: Variable = weight("(units, 3 · units: keep | read | new)")
    bias: Variable = weight("(input and state, 3 · units: keep | read | new)")

    def bias_shape(self) -> tuple[int, ...]:
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def own_weight_axes(self, name: str) -> tuple[str, ...]:
        axes = super().own_weight_axes(name)
        return axes[1:] if name == "bias" and not self.reset_after else axes

    def input_bias(self) -> Array:
        return self.bias.array[0] if self.reset_after else self.bias.array

    @property
    def is_kernel_applicable(self) -> bool:
        """Whether the kernels are enabled and can compute this layer.

        They can with tanh and sigmoid activations, ``reset_after=True``, and the defaults of hyperparameters that are
        not in ``HEEDED``.
        """
        return (kernels.enabled() and self.reset_after and at_defaults(self, HEEDED)
                and type(self.activation) is Tanh and type(self.recurrent_activation) is Sigmoid)

    def step(self, cache: RecurrentState, t: int) -> None:
        hidden, n = cache.states[0], 2 * self.units
        z, z_state, h = cache.z[t], np.empty_like(cache.z[t]), cache.recurrent_input(t)
        kernel, out = self.recurrent_kernel.array, z_state
        if not self.reset_after:
            kernel, out = kernel[:, :n], out[:, :n]
        matmul_single_threaded(h, kernel, out)
        if self.use_bias and self.reset_after:
            z_state += self.bias.array[1]
        if self.is_kernel_applicable:
            kernels.gru_step(z, z_state, hidden[t], hidden[t + 1])
            cache.saved.append(z_state)
            return
        gate, new = self.recurrent_activation or Linear(), self.activation or Linear()
        gates_z = z[:, :n] + z_state[:, :n]
        gates = gate.forward(gates_z)
        u, r = np.split(gates, 2, axis=1)
        if not self.reset_after:
            z_state[:, n:] = (r * h) @ self.recurrent_kernel.array[:, n:]
        new_z = z[:, n:] + (r * z_state[:, n:] if self.reset_after else z_state[:, n:])
        g = new.forward(new_z)
        hidden[t + 1] = u * hidden[t] + (1 - u) * g
        cache.saved.append((z_state, gates_z, gates, new_z, g))

    def step_backward(self, cache: RecurrentState, t: int, state_grads: Array, dz: Array) -> None:
        (dh,) = state_grads
        if not self.is_kernel_applicable:
            self._numpy_step_backward(cache, t, dh, dz[t])
            return
        assert cache.dz_recurrent is not None
        kernels.gru_step_backward(cache.z[t], cache.saved[t], cache.states[0][t], dh, dz[t], cache.dz_recurrent[t])
        through_product = np.empty_like(dh)
        cache.write_hidden_grad(cache.dz_recurrent[t], through_product)
        dh += through_product

    def _numpy_step_backward(self, cache: RecurrentState, t: int, dh: Array, dz: Array) -> None:
        """Write ``dz`` and replace dh by that of step ``t − 1``, for any activations and both values of reset_after."""
        z_state, gates_z, gates, new_z, g = cache.saved[t]
        (u, r), n, before = np.split(gates, 2, axis=1), 2 * self.units, cache.states[0][t]
        gate, new = self.recurrent_activation or Linear(), self.activation or Linear()
        dg = new.backward(dh * (1 - u), new_z, g)
        dreset = dg if self.reset_after else dg @ self.recurrent_kernel.array[:, n:].T
        dr = dreset * (z_state[:, n:] if self.reset_after else cache.recurrent_input(t))
        dgates = gate.backward(np.concatenate([dh * (before - g), dr], axis=1), gates_z, gates)
        dz[:, :n], dz[:, n:] = dgates, dg
        dh *= u
        through_product = dgates @ self.recurrent_kernel.array[:, :n].T
        if self.reset_after:
            assert cache.dz_recurrent is not None
            cache.dz_recurrent[t] = np.concatenate([dgates, dg * r], axis=1)
            through_product += cache.dz_recurrent[t, :, n:] @ self.recurrent_kernel.array[:, n:].T
        else:
            through_product += dreset * r
        dh += through_product if cache.recurrent_dropout is None else through_product * cache.recurrent_dropout

    def allocate_dz_recurrent(self, dz: Array) -> Array:
        return np.empty_like(dz) if self.reset_after else dz

    def recurrent_gradients(self, cache: RecurrentState, dz: Array) -> dict[str, Array]:
        out: dict[str, Any] = self.gradients
        assert cache.dz_recurrent is not None
        if self.reset_after:
            dz_recurrent = merge_steps(cache.dz_recurrent)
            dkernel = matmul(cache.recurrent_inputs().T, dz_recurrent, out.get("recurrent_kernel"))
            bias_grads = np.stack([merge_steps(dz), dz_recurrent])
        else:
            n, h, bias_grads = 2 * self.units, cache.recurrent_inputs(), merge_steps(dz)
            r = merge_steps(np.stack([gates[:, self.units:] for _, _, gates, _, _ in cache.saved]))
            parts = [h.T @ bias_grads[:, :n], (r * h).T @ bias_grads[:, n:]]
            dkernel = np.concatenate(parts, axis=1, out=out.get("recurrent_kernel"))
        grads = {"recurrent_kernel": dkernel}
        return {**grads, "bias": np.sum(bias_grads, axis=-2, out=out.get("bias"))} if self.use_bias else grads
