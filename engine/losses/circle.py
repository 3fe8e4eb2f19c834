"""Circle: draws what bears the same label together and pushes the others apart."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import boolean, configurable, real
from engine.losses.base import Loss
from engine.typing import Array, Shape


@final
@configurable
class Circle(Loss):
    """``softplus(log Σ exp(w⁺) + log Σ exp(w⁻))`` for each sample, sums over the samples of the same and another label.

    y_true: ``(batch,)`` or ``(batch, 1)``, the number of the class; y_pred: ``(batch, features)``, rows of length 1.
    With ``d = max(1 - y_pred · y_predᵀ, 0)`` of shape ``(batch, batch)`` and the margin ``m``,
    ``w⁺ = -gamma · max(m + d, 0) · (m - d)`` and ``w⁻ = gamma · max(1 + m - d, 0) · (1 - m - d)``. Samples with a loss
    of 0 do not count in the mean. Source: Sun et al. 2020, equation 6; Keras 3, ``losses.Circle``.
    """

    names: ClassVar[tuple[str, ...]] = ("circle",)

    gamma: float = real(above=0, default=80.0)
    margin: float = real(default=0.4)
    remove_diagonal: bool = boolean(default=True)

    def check_shape(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        one_each = len(y_true_shape) == 1 or (len(y_true_shape) == 2 and y_true_shape[-1] == 1)
        if len(y_pred_shape) != 2 or not one_each:
            raise self.mismatch(y_true_shape, y_pred_shape)

    def prepare(self, y_true: Any, y_pred_shape: Shape) -> Array:
        y_true = np.asarray(y_true)
        self.check(y_true.shape, y_true.dtype, y_pred_shape)
        labels: Array = y_true.reshape(-1).astype(np.intp, copy=False)
        return labels

    def valid(self, y_true: Array, values: Array) -> Array | None:
        return values > 0

    def values(self, y_true: Array, y_pred: Array) -> Array:
        value: Array = np.logaddexp(0, sum(log for log, _, _ in self.parts(y_true, y_pred)))
        return value.astype(y_pred.dtype, copy=False)

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        """The derivative of the sum of the losses: each depends on the predictions of all samples."""
        return self.backward(1.0, y_true, y_pred)

    def backward(self, dvalues: Any, y_true: Array, y_pred: Array) -> Array:
        parts = self.parts(y_true, y_pred)
        total = sum(log for log, _, _ in parts)
        dlog = dvalues * np.exp(-np.logaddexp(0, -total))
        dd = dlog[:, None] * sum(share * slope for _, share, slope in parts)
        dd = np.where(y_pred @ y_pred.T < 1, dd, 0)
        slope: Array = -(dd @ y_pred + dd.T @ y_pred)
        return slope.astype(y_pred.dtype, copy=False)

    def parts(self, y_true: Array, y_pred: Array) -> list[tuple[Array, Array, Array]]:
        """For the same label and for another: ``log Σ exp(w)``, ``softmax(w)`` and ``dw / dd``."""
        m, d = self.margin, np.maximum(1 - y_pred @ y_pred.T, 0)
        same = y_true[:, None] == y_true[None, :]
        near = same & ~np.eye(len(y_true), dtype=bool) if self.remove_diagonal else same
        pull = np.maximum(m + d, 0)
        push = np.maximum(1 + m - d, 0)
        return [
            (*_log_sum_exp(-self.gamma * pull * (m - d), near), -self.gamma * ((pull > 0) * (m - d) - pull)),
            (*_log_sum_exp(self.gamma * push * (1 - m - d), ~same), -self.gamma * ((push > 0) * (1 - m - d) + push)),
        ]


def _log_sum_exp(w: Array, chosen: Array) -> tuple[Array, Array]:
    """Over the chosen of each row: the logarithm of the sum of ``exp(w)``, and each one's share in it."""
    w = np.where(chosen, w, -np.inf)
    top = w.max(axis=1, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    each = np.exp(w - top)
    total = each.sum(axis=1, keepdims=True)
    some = total > 0
    log = np.where(some, top + np.log(np.where(some, total, 1)), -np.inf)[:, 0]
    return log, each / np.where(some, total, 1)
