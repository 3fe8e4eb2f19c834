"""LayerNormalization: brings every sample, or every vector in it, to mean 0 and variance 1, then to a learned scale."""

from typing import Any, ClassVar, final

import numpy as np

from engine.constraints.base import Constraint
from engine.hyperparameters import boolean, configurable, integers, of_kind, real
from engine.initializers.base import Initializer
from engine.layers.base import Layer, weight
from engine.layers.shape_checks import normalize_axes, require_axis, sample_axes
from engine.random import INFERENCE, CallContext
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape
from engine.variables import Variable


@final
@configurable
class LayerNormalization(Layer):
    """``y = gamma · x̂ + beta``, ``x̂ = (x − mean) / √(variance + epsilon)``

    x, x̂, y: ``(batch, …)``. mean and variance are computed over ``axis`` (one axis or several), separately for each
    position of the other axes, in training and inference alike. gamma, beta: the lengths of x along ``axis``.
    ``rms_scaling=True`` does not subtract the mean and has no beta: ``x̂ = x / √(variance + epsilon)`` (as in
    Keras, the variance, not the mean square).

    Backward: ``dgamma = Σ dy · x̂``, ``dbeta = Σ dy``, summed over the other axes. With ``dx̂ = gamma · dy``,
    ``σ = √(variance + epsilon)`` and ``c = (x − mean) / σ``: ``dx = (dx̂ − mean(dx̂) − c · mean(dx̂ · x̂)) / σ``, means
    over ``axis``; with rms_scaling without the term ``mean(dx̂)``.
    Source: Ba, Kiros & Hinton 2016, equation 4; Keras 3, ``layers.LayerNormalization``.
    """

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "ruled"
    supports_masking: ClassVar[bool] = True

    axis: tuple[int, ...] = integers(default=-1)
    epsilon: float = real(0, default=0.001)
    center: bool = boolean(default=True)
    scale: bool = boolean(default=True)
    beta_initializer: Initializer = of_kind("initializer", default="zeros")
    gamma_initializer: Initializer = of_kind("initializer", default="ones")
    beta_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    gamma_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    beta_constraint: Constraint | None = of_kind("constraint", default=None)
    gamma_constraint: Constraint | None = of_kind("constraint", default=None)
    rms_scaling: bool = boolean(default=False, kw_only=True)

    gamma: Variable = weight("the lengths of x along axis")
    beta: Variable = weight("the lengths of x along axis")

    def check_input(self, input_shape: Shape) -> None:
        normalize_axes(self, input_shape, self.axis)

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        lengths = tuple(require_axis(self, input_shape, axis) for axis in normalize_axes(self, input_shape, self.axis))
        used = {"gamma": self.scale or self.rms_scaling, "beta": self.center and not self.rms_scaling}
        return {name: lengths for name in used if used[name]}

    def own_weight_axes(self, name: str) -> tuple[str, ...]:
        names = sample_axes(self)
        return tuple(names[axis] for axis in normalize_axes(self, self.built_input_shape or (), self.axis))

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        inverse_std = 1 / np.sqrt(x.var(axis=self.axis, keepdims=True) + x.dtype.type(self.epsilon))
        centred = (x - x.mean(axis=self.axis, keepdims=True)) * inverse_std
        x_hat = x * inverse_std if self.rms_scaling else centred
        y = x_hat
        if self.scale or self.rms_scaling:
            y = y * self._broadcast(x, self.gamma.array)
        if self.center and not self.rms_scaling:
            y = y + self._broadcast(x, self.beta.array)
        return y, (x_hat, centred, inverse_std)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        x_hat, centred, inverse_std = cache
        grads, dx_hat = {}, dy
        if self.scale or self.rms_scaling:
            grads["gamma"] = self._weight_grad("gamma", dy * x_hat)
            dx_hat = dy * self._broadcast(dy, self.gamma.array)
        if self.center and not self.rms_scaling:
            grads["beta"] = self._weight_grad("beta", dy)
        dx = dx_hat - centred * np.mean(dx_hat * x_hat, axis=self.axis, keepdims=True)
        if not self.rms_scaling:
            dx -= dx_hat.mean(axis=self.axis, keepdims=True)
        return dx * inverse_std, grads

    def _weight_grad(self, name: str, terms: Array) -> Array:
        """The gradient of a weight: the sum of ``terms`` over all axes but ``axis``."""
        axes = tuple(a for a in range(terms.ndim) if a not in {axis % terms.ndim for axis in self.axis})
        grad: Array = np.sum(terms, axis=axes, out=self.gradients.get(name))
        return grad

    def _broadcast(self, x: Array, w: Array) -> Array:
        """Reshape a weight so that it broadcasts against x."""
        axes = {axis % x.ndim for axis in self.axis}
        return w.reshape([x.shape[a] if a in axes else 1 for a in range(x.ndim)])
