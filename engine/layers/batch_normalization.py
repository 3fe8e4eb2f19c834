"""BatchNormalization: brings every feature to mean 0 and variance 1 over the batch, then to a learned scale."""

from typing import Any, ClassVar, final

import numpy as np

from engine.constraints.base import Constraint
from engine.hyperparameters import boolean, configurable, integer, of_kind, real
from engine.initializers.base import Initializer
from engine.layers.base import Layer, weight
from engine.layers.shape_checks import normalize_axis, require_axis, sample_axes
from engine.random import INFERENCE, CallContext
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape
from engine.variables import Variable


@final
@configurable
class BatchNormalization(Layer):
    """``y = gamma · x̂ + beta``, ``x̂ = (x − mean) / √(variance + epsilon)``

    x, x̂, y: ``(batch, …)``. gamma, beta, mean, variance: ``(features,)``; features is the length of ``axis``. In
    training, mean and variance are those of the batch, over every axis but ``axis``, and update the moving statistics:
    ``moving = momentum · moving + (1 − momentum) · batch``. In inference, and if ``trainable`` is False, mean and
    variance are ``moving_mean`` and ``moving_variance``. Masked time steps are left out of the batch's statistics.

    Backward: ``dgamma = Σ dy · x̂`` and ``dbeta = Σ dy``. With ``dx̂ = gamma · dy`` and ``σ = √(variance + epsilon)``,
    ``dx = (dx̂ − mean(dx̂) − x̂ · mean(dx̂ · x̂)) / σ`` in training (the batch's mean and variance depend on x too),
    and ``dx = dx̂ / σ`` otherwise. Sums and means are over every axis but ``axis``.
    Source: Ioffe & Szegedy 2015, algorithm 1; Keras 3, ``layers.BatchNormalization``.
    """

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "ruled"
    supports_masking: ClassVar[bool] = True
    call_arguments: ClassVar[tuple[str, ...]] = ("inputs", "training", "mask")
    only = {"renorm": False, "renorm_clipping": None, "renorm_momentum": 0.99, "synchronized": False}

    axis: int = integer(default=-1)
    momentum: float = real(0, 1, default=0.99)
    epsilon: float = real(0, default=0.001)
    center: bool = boolean(default=True)
    scale: bool = boolean(default=True)
    beta_initializer: Initializer = of_kind("initializer", default="zeros")
    gamma_initializer: Initializer = of_kind("initializer", default="ones")
    moving_mean_initializer: Initializer = of_kind("initializer", default="zeros")
    moving_variance_initializer: Initializer = of_kind("initializer", default="ones")
    beta_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    gamma_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    beta_constraint: Constraint | None = of_kind("constraint", default=None)
    gamma_constraint: Constraint | None = of_kind("constraint", default=None)

    gamma: Variable = weight("(features,)")
    beta: Variable = weight("(features,)")
    moving_mean: Variable = weight("(features,)", trainable=False)
    moving_variance: Variable = weight("(features,)", trainable=False)

    def check_input(self, input_shape: Shape) -> None:
        normalize_axis(self, input_shape, self.axis)

    def check_mask(self, mask_shape: tuple[int, ...], x_shape: tuple[int, ...]) -> None:
        if mask_shape != x_shape[:-1]:
            raise self.problem("mask_does_not_fit", "mask", expected=x_shape[:-1], received=mask_shape)

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        features = (require_axis(self, input_shape, self.axis),)
        used = {"gamma": self.scale, "beta": self.center, "moving_mean": True, "moving_variance": True}
        return {name: features for name in used if used[name]}

    def own_weight_axes(self, name: str) -> tuple[str, ...]:
        return (sample_axes(self)[self.axis],)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        use_batch_statistics = bool(context) and self.trainable
        mask = None if context.mask is None else context.mask[..., None].astype(x.dtype)
        if use_batch_statistics:
            mean, variance = self._batch_moments(x, mask)
        else:
            mean, variance = self.moving_mean.array, self.moving_variance.array
        inverse_std = self._broadcast(x, 1 / np.sqrt(variance + x.dtype.type(self.epsilon)))
        x_hat = (x - self._broadcast(x, mean)) * inverse_std
        y = x_hat * self._broadcast(x, self.gamma.array) if self.scale else x_hat
        if self.center:
            y = y + self._broadcast(x, self.beta.array)
        return y, (x_hat, inverse_std, use_batch_statistics, mask)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        x_hat, inverse_std, use_batch_statistics, mask = cache
        axes = self._reduction_axes(dy)
        grads = {}
        if self.scale:
            grads["gamma"] = np.sum(dy * x_hat, axis=axes, out=self.gradients.get("gamma"))
        if self.center:
            grads["beta"] = np.sum(dy, axis=axes, out=self.gradients.get("beta"))
        dx_hat = dy * self._broadcast(dy, self.gamma.array) if self.scale else dy
        if not use_batch_statistics:
            return dx_hat * inverse_std, grads
        weights = dy.dtype.type(dx_hat.shape[self.axis] / dx_hat.size) if mask is None else self._mean_weights(dy, mask)
        sum_dx_hat = dx_hat.sum(axis=axes, keepdims=True)
        sum_product = np.sum(dx_hat * x_hat, axis=axes, keepdims=True)
        return (dx_hat - weights * (sum_dx_hat + x_hat * sum_product)) * inverse_std, grads

    def _mean_weights(self, x: Array, mask: Array) -> Array:
        """The weights, broadcastable to x, that make a sum a mean over the unmasked positions: 0 at masked ones."""
        weights: Array = mask / (np.sum(np.broadcast_to(mask, x.shape)[..., 0]) + x.dtype.type(1e-7))
        return weights

    def _batch_moments(self, x: Array, mask: Array | None) -> tuple[Array, Array]:
        """Return mean and variance of the batch and update the moving statistics."""
        axes = self._reduction_axes(x)
        if mask is None:
            mean, variance = x.mean(axis=axes), x.var(axis=axes)
        else:
            weights = self._mean_weights(x, mask)
            mean = np.sum(x * weights, axis=axes)
            variance = np.sum(np.square(x - self._broadcast(x, mean)) * weights, axis=axes)
        for moving, new in ((self.moving_mean.array, mean), (self.moving_variance.array, variance)):
            moving[...] = moving * self.momentum + new * (1 - self.momentum)
        return mean, variance

    def _reduction_axes(self, x: Array) -> tuple[int, ...]:
        return tuple(a for a in range(x.ndim) if a != self.axis % x.ndim)

    def _broadcast(self, x: Array, features: Array) -> Array:
        """Reshape an array of shape ``(features,)`` so that it broadcasts against x."""
        return features.reshape([-1 if a == self.axis % x.ndim else 1 for a in range(x.ndim)])
