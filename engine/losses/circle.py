"""Circle: pulls samples of the same class together and pushes the others apart."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import boolean, configurable, real
from engine.losses.base import Loss
from engine.typing import Array, Shape


@final
@configurable
class Circle(Loss):
    """``softplus(log Σ exp(w⁺) + log Σ exp(w⁻))`` for each sample.

    ``Σ exp(w⁺)`` is over the samples of the same class (without the sample itself if ``remove_diagonal``),
    ``Σ exp(w⁻)`` over those of other classes.
    y_true: ``(batch,)`` or ``(batch, 1)``, class ids; y_pred: ``(batch, features)``, rows of norm 1.
    With ``d = max(1 - y_pred · y_predᵀ, 0)`` of shape ``(batch, batch)`` and the margin ``m``,
    ``w⁺ = -gamma · max(m + d, 0) · (m - d)`` and ``w⁻ = gamma · max(1 + m - d, 0) · (1 - m - d)``. Samples with a loss
    of 0 do not count in the mean. Source: Sun et al. 2020, equation 6; Keras 3, ``losses.Circle``.
    """

    names: ClassVar[tuple[str, ...]] = ("circle",)

    gamma: float = real(above=0, default=80.0)
    margin: float = real(default=0.4)
    remove_diagonal: bool = boolean(default=True)

    def check_shape(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        one_per_sample = len(y_true_shape) == 1 or (len(y_true_shape) == 2 and y_true_shape[-1] == 1)
        if len(y_pred_shape) != 2 or not one_per_sample:
            raise self.mismatch(y_true_shape, y_pred_shape)

    def prepare(self, y_true: Any, y_pred_shape: Shape) -> Array:
        y_true = np.asarray(y_true)
        self.check(y_true.shape, y_true.dtype, y_pred_shape)
        labels: Array = y_true.reshape(-1).astype(np.intp, copy=False)
        return labels

    def valid_mask(self, y_true: Array, values: Array) -> Array | None:
        return values > 0

    def values(self, y_true: Array, y_pred: Array) -> Array:
        value: Array = np.logaddexp(0, sum(log for log, _, _ in self.pair_terms(y_true, y_pred)))
        return value.astype(y_pred.dtype, copy=False)

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        """Return the gradient of the sum of all losses, since each depends on the predictions of all samples."""
        return self.backward(1.0, y_true, y_pred)

    def backward(self, dvalues: Any, y_true: Array, y_pred: Array) -> Array:
        terms = self.pair_terms(y_true, y_pred)
        total = sum(log for log, _, _ in terms)
        dlog = dvalues * np.exp(-np.logaddexp(0, -total))
        dd = dlog[:, None] * sum(softmax * dw for _, softmax, dw in terms)
        dd = np.where(y_pred @ y_pred.T < 1, dd, 0)
        grad: Array = -(dd @ y_pred + dd.T @ y_pred)
        return grad.astype(y_pred.dtype, copy=False)

    def pair_terms(self, y_true: Array, y_pred: Array) -> list[tuple[Array, Array, Array]]:
        """Return ``(log Σ exp(w), softmax(w), dw / dd)`` for ``w⁺`` and for ``w⁻``."""
        m, d = self.margin, np.maximum(1 - y_pred @ y_pred.T, 0)
        same = y_true[:, None] == y_true[None, :]
        positive = same & ~np.eye(len(y_true), dtype=bool) if self.remove_diagonal else same
        pull = np.maximum(m + d, 0)
        push = np.maximum(1 + m - d, 0)
        return [
            (*_log_sum_exp(-self.gamma * pull * (m - d), positive), -self.gamma * ((pull > 0) * (m - d) - pull)),
            (*_log_sum_exp(self.gamma * push * (1 - m - d), ~same), -self.gamma * ((push > 0) * (1 - m - d) + push)),
        ]


def _log_sum_exp(w: Array, mask: Array) -> tuple[Array, Array]:
    """Return ``log Σ exp(w)``, ``(batch,)``, and ``softmax(w)`` over the columns of each row where ``mask`` is True.

    A row without such columns gives ``-inf`` and zeros.
    """
    w = np.where(mask, w, -np.inf)
    top = w.max(axis=1, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    exp = np.exp(w - top)
    total = exp.sum(axis=1, keepdims=True)
    is_nonempty = total > 0
    log = np.where(is_nonempty, top + np.log(np.where(is_nonempty, total, 1)), -np.inf)[:, 0]
    return log, exp / np.where(is_nonempty, total, 1)
