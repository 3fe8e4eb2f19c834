"""Tversky: Dice with a price of its own for what is missed and for what is too much."""

from typing import Any, ClassVar, final

from engine.backend.config import epsilon
from engine.hyperparameters import configurable, declare, real
from engine.losses.base import Loss
from engine.losses.overlap import Axes, widened
from engine.typing import Array


@final
@configurable
class Tversky(Loss):
    """``1 - a / (a + alpha · Σ (1 - p)·t + beta · Σ p·(1 - t) + ε)`` with ``a = Σ t·p``.

    y_true, y_pred: ``(batch, …, outputs)``; sums over ``axis``, or over everything, the batch included. With ``b`` as
    the divisor, ``db = t - alpha · t + beta · (1 - t)`` and the slope is ``(a · db - t · b) / b²``.
    Source: Salehi et al. 2017, equation 4; Keras 3, ``losses.Tversky``.
    """

    names: ClassVar[tuple[str, ...]] = ("tversky",)

    alpha: float = real(0, default=0.5)
    beta: float = real(0, default=0.5)
    axis: Any = declare(Axes(), default=None, kw_only=True)

    def parts(self, y_true: Array, y_pred: Array, keepdims: bool) -> tuple[Array, Array]:
        """The overlap ``a`` and the divisor ``b``."""
        both = (y_true * y_pred).sum(axis=self.axis, keepdims=keepdims)
        missed = (y_true - y_true * y_pred).sum(axis=self.axis, keepdims=keepdims)
        extra = (y_pred - y_true * y_pred).sum(axis=self.axis, keepdims=keepdims)
        return both, both + self.alpha * missed + self.beta * extra + epsilon()

    def values(self, y_true: Array, y_pred: Array) -> Array:
        both, divisor = self.parts(y_true, y_pred, keepdims=False)
        value: Array = 1 - both / divisor
        return value

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        both, divisor = self.parts(y_true, y_pred, keepdims=True)
        ddivisor = y_true * (1 - self.alpha) + (1 - y_true) * self.beta
        slope: Array = (both * ddivisor - y_true * divisor) / (divisor * divisor)
        return slope

    def backward(self, dvalues: Any, y_true: Array, y_pred: Array) -> Array:
        return self.gradient(y_true, y_pred) * widened(dvalues, self.axis)  # type: ignore[no-any-return]
