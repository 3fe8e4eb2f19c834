"""BinaryFocalCrossentropy: BinaryCrossentropy with less weight on examples that are already classified well."""

from typing import Any, ClassVar, final

import numpy as np

from engine.backend.config import epsilon
from engine.hyperparameters import boolean, configurable, integer, real
from engine.losses.base import LogitsLoss, scale_by_sample
from engine.losses.logits import sigmoid
from engine.typing import Array


@final
@configurable
class BinaryFocalCrossentropy(LogitsLoss):
    """``mean(w · (1 - q)^gamma · bce)`` over ``axis``, with ``q = t · p + (1 - t) · (1 - p)``.

    y_true, y_pred: ``(batch, …, outputs)``; ``p`` is ``y_pred``, or ``sigmoid(y_pred)`` if ``from_logits``;
    ``t = y_true · (1 - s) + s / 2`` with ``s = label_smoothing``; ``bce = -(t · log p + (1 - t) · log(1 - p))`` with
    ``p`` clipped to ``[ε, 1 - ε]``; ``w = t · alpha + (1 - t) · (1 - alpha)`` if ``apply_class_balancing``, else 1.
    Source: Lin et al. 2017, equations 4 and 5; Keras 3, ``losses.BinaryFocalCrossentropy``.
    """

    names: ClassVar[tuple[str, ...]] = ("binary_focal_crossentropy",)
    logits_activation: ClassVar[str] = "sigmoid"

    apply_class_balancing: bool = boolean(default=False)
    alpha: float = real(0, 1, default=0.25)
    gamma: float = real(0, default=2.0)
    from_logits: bool = boolean(default=False)
    label_smoothing: float = real(0, 1, default=0.0)
    axis: int = integer(default=-1)

    def summed_axis(self) -> int:
        return self.axis

    def smooth(self, y_true: Array) -> Array:
        """Move the labels towards 1/2 by ``label_smoothing``."""
        s = self.label_smoothing
        return y_true * (1.0 - s) + 0.5 * s if s else y_true

    def balance(self, t: Array) -> Array | float:
        """Return the weight of each label."""
        return t * self.alpha + (1 - t) * (1 - self.alpha) if self.apply_class_balancing else 1.0

    @property
    def takes_logits(self) -> bool:
        return not self.from_logits

    def values(self, y_true: Array, y_pred: Array) -> Array:
        t, p = self.smooth(y_true), sigmoid(y_pred) if self.from_logits else y_pred
        value: Array = (self.factor(t, p) * crossentropy(t, p)).mean(axis=self.axis)
        return value

    def factor(self, t: Array, p: Array) -> Array:
        """Return the weight ``w · (1 - q)^gamma`` of each crossentropy."""
        weight: Array = self.balance(t) * (1 - (t * p + (1 - t) * (1 - p))) ** self.gamma
        return weight

    def factor_gradient(self, t: Array, p: Array) -> Array:
        """Return the gradient of :meth:`factor` with respect to ``p``."""
        difficulty = 1 - (t * p + (1 - t) * (1 - p))
        grad: Array = self.balance(t) * self.gamma * np.maximum(difficulty, epsilon()) ** (self.gamma - 1) * (1 - 2 * t)
        return grad

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        t, p = self.smooth(y_true), sigmoid(y_pred) if self.from_logits else y_pred
        clipped = np.clip(p, epsilon(), 1 - epsilon())
        dbce = np.where(clipped == p, (clipped - t) / (clipped * (1 - clipped)), 0)
        dp = self.factor(t, p) * dbce + self.factor_gradient(t, p) * crossentropy(t, p)
        dp /= y_pred.shape[self.axis]
        grad: Array = dp * p * (1 - p) if self.from_logits else dp
        return grad.astype(y_pred.dtype, copy=False)

    # --- from logits: the crossentropy is computed from ``z``, its weight from ``y`` -------------------------------

    def probabilities(self, z: Array) -> Array:
        return sigmoid(z)

    def logit_values(self, y_true: Array, z: Array, y: Array) -> Array:
        t = self.smooth(y_true)
        value: Array = (self.factor(t, y) * logit_crossentropy(t, z)).mean(axis=self.axis)
        return value

    def logit_gradient(self, y_true: Array, z: Array, y: Array) -> Array:
        dz, dy = self.partial_gradients(y_true, z, y)
        grad: Array = dz + dy * y * (1 - y)
        return grad

    def partial_gradients(self, y_true: Array, z: Array, y: Array) -> tuple[Array, Array]:
        """Return the gradients of each sample's loss by ``z`` and by ``y``, as if they were independent."""
        t, outputs = self.smooth(y_true), z.shape[self.axis]
        dz = self.factor(t, y) * (sigmoid(z) - t) / outputs
        dy = self.factor_gradient(t, y) * logit_crossentropy(t, z) / outputs
        return dz.astype(z.dtype, copy=False), dy.astype(z.dtype, copy=False)

    def values_from_logits(self, y_true: Array, z: Array, y: Array, activation: Any = None) -> Array:
        return self.logit_values(y_true, z, y)

    def compute_from_logits(self, y_true: Array, z: Array, y: Array, sample_weight: Any = None, mask: Any = None,
                            activation: Any = None) -> tuple[Any, Array]:
        if activation is None or self.is_own_activation(activation):
            return super().compute_from_logits(y_true, z, y, sample_weight, mask)
        values = self.logit_values(y_true, z, y)
        weight = self.weights(y_true, values, sample_weight, mask)
        scale = self.reduction_grad(values, weight)
        dz, dy = (scale_by_sample(scale, part, self.axis) for part in self.partial_gradients(y_true, z, y))
        return self.reduce(values, weight), dz + activation.backward(dy, z, y)


def logit_crossentropy(t: Array, z: Array) -> Array:
    """``-(t · log p + (1 - t) · log(1 - p))`` elementwise, with ``p = sigmoid(z)``."""
    each: Array = np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))
    return each


def crossentropy(t: Array, p: Array) -> Array:
    """``-(t · log p + (1 - t) · log(1 - p))`` elementwise, with ``p`` clipped to ``[ε, 1 - ε]``."""
    clipped = np.clip(p, epsilon(), 1 - epsilon())
    return -(t * np.log(clipped) + (1 - t) * np.log(1 - clipped))  # type: ignore[no-any-return]
