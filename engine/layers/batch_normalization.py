"""BatchNormalization: brings every feature to mean 0 and variance 1 over the batch, then to a learned scale."""

from typing import Any, ClassVar, final

import numpy as np

from engine.constraints.base import Constraint
from engine.hyperparameters import boolean, configurable, integer, of_kind, real
from engine.initializers.base import Initializer
from engine.layers.base import Layer, weight
from engine.layers.shape_checks import axis_of, require_axis
from engine.random import INFERENCE, CallContext
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape


@final
@configurable
class BatchNormalization(Layer):
    """``y = gamma · x̂ + beta``, ``x̂ = (x − mean) / √(variance + epsilon)``

    x, x̂, y: ``(batch, …)``. gamma, beta, mean, variance: ``(features,)``, the length of ``axis``. In training, mean and
    variance are those of the batch, taken over every axis but ``axis``, and the moving ones follow them:
    ``moving = momentum · moving + (1 − momentum) · batch``. In inference, and where ``trainable`` is False, mean and
    variance are the moving ones. Of a masked sequence, only the time steps that count are in mean and variance.

    Backward: ``dgamma = Σ dy · x̂`` and ``dbeta = Σ dy``. With ``dx̂ = gamma · dy`` and ``σ = √(variance + epsilon)``,
    ``dx = (dx̂ − mean(dx̂) − x̂ · mean(dx̂ · x̂)) / σ`` in training (the batch's mean and variance depend on x too), and
    ``dx = dx̂ / σ`` else. Sums and means over every axis but ``axis``.
    Source: Ioffe & Szegedy 2015, algorithm 1; Keras 3, ``layers.BatchNormalization``.
    """

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "ruled"
    supports_masking: ClassVar[bool] = True
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

    gamma: Array = weight("(features,)")
    beta: Array = weight("(features,)")
    moving_mean: Array = weight("(features,)", trainable=False)
    moving_variance: Array = weight("(features,)", trainable=False)

    def check_input(self, input_shape: Shape) -> None:
        axis_of(self, input_shape, self.axis)

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        features = (require_axis(self, input_shape, self.axis),)
        learned = {"gamma": self.scale, "beta": self.center}
        kept = {"moving_mean": True, "moving_variance": True}
        return {name: features for name, there in {**learned, **kept}.items() if there}

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        of_batch = bool(context) and self.trainable
        counted = None if context.mask is None else context.mask[..., None].astype(x.dtype)
        if of_batch:
            mean, variance = self._moments(x, counted)
        else:
            mean, variance = self.moving_mean, self.moving_variance
        inverse = self._along(x, 1 / np.sqrt(variance + x.dtype.type(self.epsilon)))
        normal = (x - self._along(x, mean)) * inverse
        y = normal * self._along(x, self.gamma) if self.scale else normal
        if self.center:
            y = y + self._along(x, self.beta)
        return y, (normal, inverse, of_batch, counted)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        normal, inverse, of_batch, counted = cache
        others = self._others(dy)
        grads = {}
        if self.scale:
            grads["gamma"] = np.sum(dy * normal, axis=others, out=self.gradients.get("gamma"))
        if self.center:
            grads["beta"] = np.sum(dy, axis=others, out=self.gradients.get("beta"))
        dnormal = dy * self._along(dy, self.gamma) if self.scale else dy
        if not of_batch:
            return dnormal * inverse, grads
        share = dy.dtype.type(dnormal.shape[self.axis] / dnormal.size) if counted is None else self._share(dy, counted)
        shared = dnormal.sum(axis=others, keepdims=True)
        tilt = np.sum(dnormal * normal, axis=others, keepdims=True)
        return (dnormal - share * (shared + normal * tilt)) * inverse, grads

    def _share(self, x: Array, counted: Array) -> Array:
        """What each place weighs in a mean over those that count."""
        share: Array = counted / (np.sum(np.broadcast_to(counted, x.shape)[..., 0]) + x.dtype.type(1e-7))
        return share

    def _moments(self, x: Array, counted: Array | None) -> tuple[Array, Array]:
        """Mean and variance of the batch; the moving ones take a step towards them."""
        others = self._others(x)
        if counted is None:
            mean, variance = x.mean(axis=others), x.var(axis=others)
        else:
            share = self._share(x, counted)
            mean = np.sum(x * share, axis=others)
            variance = np.sum(np.square(x - self._along(x, mean)) * share, axis=others)
        for moving, new in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving[...] = moving * self.momentum + new * (1 - self.momentum)
        return mean, variance

    def _others(self, x: Array) -> tuple[int, ...]:
        return tuple(a for a in range(x.ndim) if a != self.axis % x.ndim)

    def _along(self, x: Array, features: Array) -> Array:
        """An array of one number a feature, shaped to be stretched along x."""
        return features.reshape([-1 if a == self.axis % x.ndim else 1 for a in range(x.ndim)])
