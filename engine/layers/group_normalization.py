"""GroupNormalization: brings groups of channels of every sample to mean 0 and variance 1, then to a learned scale."""

from typing import Any, ClassVar, final

import numpy as np

from engine.constraints.base import Constraint
from engine.errors import fail
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
class GroupNormalization(Layer):
    """``y = gamma · x̂ + beta``, ``x̂ = (x − mean) / √(variance + epsilon)``

    x, x̂, y: ``(batch, …)``. gamma, beta: ``(channels,)``; channels is the length of ``axis``. The channels are divided
    into ``groups`` groups; -1 means one channel per group. Each sample and group has a mean and a variance, over the
    channels of the group and all axes but the batch axis and ``axis``, so y does not depend on the batch size.

    Backward: ``dgamma = Σ dy · x̂``, ``dbeta = Σ dy``, summed over all but ``axis``. With ``dx̂ = gamma · dy`` and
    ``σ = √(variance + epsilon)``: ``dx = (dx̂ − mean(dx̂) − x̂ · mean(dx̂ · x̂)) / σ``, means over a group.
    Source: Wu & He 2018, section 3; Keras 3, ``layers.GroupNormalization``.
    """

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "ruled"
    supports_masking: ClassVar[bool] = True

    groups: int = integer(-1, default=32)
    axis: int = integer(default=-1)
    epsilon: float = real(0, default=0.001)
    center: bool = boolean(default=True)
    scale: bool = boolean(default=True)
    beta_initializer: Initializer = of_kind("initializer", default="zeros")
    gamma_initializer: Initializer = of_kind("initializer", default="ones")
    beta_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    gamma_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    beta_constraint: Constraint | None = of_kind("constraint", default=None)
    gamma_constraint: Constraint | None = of_kind("constraint", default=None)

    gamma: Variable = weight("(channels,)")
    beta: Variable = weight("(channels,)")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.groups == 0:
            raise fail("too_small", "groups", argument="groups", low=1, value=0)

    def check_input(self, input_shape: Shape) -> None:
        if normalize_axis(self, input_shape, self.axis) == 0:
            raise self.problem("axis_out_of_range", "axis", axis=self.axis, received=input_shape)
        if (channels := require_axis(self, input_shape, self.axis)) % self._group_count(channels):
            raise self.problem("channels_do_not_divide", "groups", groups=self.groups, value=channels)

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        channels = (require_axis(self, input_shape, self.axis),)
        return {name: channels for name, used in {"gamma": self.scale, "beta": self.center}.items() if used}

    def own_weight_axes(self, name: str) -> tuple[str, ...]:
        return (sample_axes(self)[self.axis],)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        grouped, group_axes = self._split_groups(x)
        inverse_std = 1 / np.sqrt(grouped.var(axis=group_axes, keepdims=True) + x.dtype.type(self.epsilon))
        x_hat = (grouped - grouped.mean(axis=group_axes, keepdims=True)) * inverse_std
        y = x_hat.reshape(x.shape)
        if self.scale:
            y = y * self._broadcast(x, self.gamma.array)
        if self.center:
            y = y + self._broadcast(x, self.beta.array)
        return y, (x_hat, inverse_std)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        x_hat, inverse_std = cache
        axes = tuple(a for a in range(dy.ndim) if a != self.axis % dy.ndim)
        grads, dx_hat = {}, dy
        if self.scale:
            grads["gamma"] = np.sum(dy * x_hat.reshape(dy.shape), axis=axes, out=self.gradients.get("gamma"))
            dx_hat = dy * self._broadcast(dy, self.gamma.array)
        if self.center:
            grads["beta"] = np.sum(dy, axis=axes, out=self.gradients.get("beta"))
        grouped, group_axes = self._split_groups(dx_hat)
        mean_product = np.mean(grouped * x_hat, axis=group_axes, keepdims=True)
        dx = (grouped - grouped.mean(axis=group_axes, keepdims=True) - x_hat * mean_product) * inverse_std
        return dx.reshape(dy.shape), grads

    def _group_count(self, channels: int) -> int:
        return channels if self.groups == -1 else self.groups

    def _split_groups(self, x: Array) -> tuple[Array, tuple[int, ...]]:
        """Split the channel axis of x into ``(groups, channels / groups)``; also return the axes of a group's mean."""
        axis, groups = self.axis % x.ndim, self._group_count(x.shape[self.axis])
        grouped = x.reshape(*x.shape[:axis], groups, x.shape[axis] // groups, *x.shape[axis + 1:])
        return grouped, tuple(a for a in range(1, grouped.ndim) if a != axis)

    def _broadcast(self, x: Array, channels: Array) -> Array:
        """Reshape a weight ``(channels,)`` so that it broadcasts against x."""
        return channels.reshape([-1 if a == self.axis % x.ndim else 1 for a in range(x.ndim)])
