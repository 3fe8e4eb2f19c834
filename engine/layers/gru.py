"""GRU: reads a sequence with one state, which two gates renew and forget."""

from typing import Any, ClassVar, final

import numpy as np

from engine import kernels
from engine.activations.base import Activation
from engine.activations.linear import Linear
from engine.activations.sigmoid import Sigmoid
from engine.activations.tanh import Tanh
from engine.array_ops.matmul import matmul, matmul_single_threaded
from engine.constraints.base import Constraint
from engine.hyperparameters import boolean, configurable, integer, of_kind, real
from engine.initializers.base import Initializer
from engine.layers.base import weight
from engine.layers.recurrent import HEEDED_BY_KERNELS, Recurrent
from engine.layers.recurrent_state import RecurrentState, rows
from engine.limits import MAX_UNITS
from engine.regularizers.base import Regularizer
from engine.typing import Array

HEEDED = HEEDED_BY_KERNELS | {"reset_after"}


@final
@configurable
class GRU(Recurrent):
    """``h[t] = u · h[t − 1] + (1 − u) · g``

    with ``zₓ = x[t] · kernel + bias[0]`` and ``zₕ = h[t − 1] · recurrent_kernel + bias[1]`` in three parts of ``units``
    columns each: ``u = recurrent_activation(zₓ₁ + zₕ₁)`` keeps, ``r = recurrent_activation(zₓ₂ + zₕ₂)`` reads, and
    ``g = activation(zₓ₃ + r · zₕ₃)`` is new. With ``reset_after=False`` r comes before the product, ``zₕ₃ = (r · h[t −
    1]) · recurrent_kernel₃``, and there is one bias. x: ``(batch, time, features)``; h: ``(batch, units)``. kernel:
    ``(features, 3 · units)``. recurrent_kernel: ``(units, 3 · units)``. bias: ``(2, 3 · units)`` or ``(3 · units,)``.

    Backward, from the last step to the first: ``du = dh · (h[t − 1] − g)``, ``dg = dh · (1 − u)``, ``dr = dg · zₕ₃``;
    each times its function's slope gives dzₓ, and dzₕ is the same but for its third part, ``dg · r``. To step
    ``t − 1`` go ``dh · u`` and ``dzₕ · recurrent_kernelᵀ``. Weights as in SimpleRNN.
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

    kernel: Array = weight("(features, 3 · units: keep, read, new)")
    recurrent_kernel: Array = weight("(units, 3 · units: keep, read, new)")
    bias: Array = weight("(2, 3 · units: keep, read, new), or (3 · units,)")

    def bias_shape(self) -> tuple[int, ...]:
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def input_bias(self) -> Array:
        return self.bias[0] if self.reset_after else self.bias

    @property
    def usual(self) -> bool:
        """Whether the kernels compute it: the activations are theirs."""
        return (kernels.enabled() and self.reset_after
                and type(self.activation) is Tanh and type(self.recurrent_activation) is Sigmoid)

    def step(self, run: RecurrentState, t: int) -> None:
        hidden, n = run.states[0], 2 * self.units
        inner = np.empty_like(run.z[t])
        h, whole = run.hidden(t), self.recurrent_kernel
        kernel, out = (whole, inner) if self.reset_after else (whole[:, :n], inner[:, :n])
        matmul_single_threaded(h, kernel, out)
        if self.use_bias and self.reset_after:
            inner += self.bias[1]
        if self.usual:
            kernels.gru_step(run.z[t], inner, hidden[t], hidden[t + 1])
            run.kept.append(inner)
            return
        gate, new = self.recurrent_activation or Linear(), self.activation or Linear()
        zg = run.z[t, :, :n] + inner[:, :n]
        y = gate.forward(zg)
        u, r = np.split(y, 2, axis=1)
        if not self.reset_after:
            inner[:, n:] = (r * h) @ whole[:, n:]
        zn = run.z[t, :, n:] + (r * inner[:, n:] if self.reset_after else inner[:, n:])
        g = new.forward(zn)
        hidden[t + 1] = u * hidden[t] + (1 - u) * g
        run.kept.append((inner, zg, y, zn, g))

    def step_back(self, run: RecurrentState, t: int, slopes: Array, dz: Array) -> None:
        (dh,) = slopes
        before = run.states[0][t]
        if self.usual:
            assert run.dinner is not None
            kernels.gru_step_backward(run.z[t], run.kept[t], before, dh, dz[t], run.dinner[t])
            through = np.empty_like(dh)
            run.to_hidden(run.dinner[t], through)
            dh += through
        else:
            self._general_step_back(run, t, dh, dz[t])

    def _general_step_back(self, run: RecurrentState, t: int, dh: Array, dz: Array) -> None:
        """For any activations, and for the reset gate before the product."""
        inner, zg, y, zn, g = run.kept[t]
        (u, r), n, before = np.split(y, 2, axis=1), 2 * self.units, run.states[0][t]
        gate, new = self.recurrent_activation or Linear(), self.activation or Linear()
        dg = new.backward(dh * (1 - u), zn, g)
        drest = dg if self.reset_after else dg @ self.recurrent_kernel[:, n:].T
        dr = drest * (inner[:, n:] if self.reset_after else run.hidden(t))
        dgates = gate.backward(np.concatenate([dh * (before - g), dr], axis=1), zg, y)
        dz[:, :n], dz[:, n:] = dgates, dg
        dh *= u
        through = dgates @ self.recurrent_kernel[:, :n].T
        if self.reset_after:
            assert run.dinner is not None
            run.dinner[t] = np.concatenate([dgates, dg * r], axis=1)
            through += run.dinner[t, :, n:] @ self.recurrent_kernel[:, n:].T
        else:
            through += drest * r
        dh += through if run.inner_drop is None else through * run.inner_drop

    def room_for_dinner(self, dz: Array) -> Array:
        return np.empty_like(dz) if self.reset_after else dz

    def recurrent_gradients(self, run: RecurrentState, dz: Array) -> dict[str, Array]:
        out: dict[str, Any] = self.gradients
        assert run.dinner is not None
        if self.reset_after:
            dinner = rows(run.dinner)
            found = matmul(run.all_hidden().T, dinner, out.get("recurrent_kernel"))
            sums = np.stack([rows(dz), dinner])
        else:
            n, h = 2 * self.units, run.all_hidden()
            read = rows(np.stack([y[:, self.units:] for _, _, y, _, _ in run.kept]))
            parts = [h.T @ rows(dz)[:, :n], (read * h).T @ rows(dz)[:, n:]]
            found = np.concatenate(parts, axis=1, out=out.get("recurrent_kernel"))
            sums = rows(dz)
        grads = {"recurrent_kernel": found}
        return {**grads, "bias": np.sum(sums, axis=-2, out=out.get("bias"))} if self.use_bias else grads
