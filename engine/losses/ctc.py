"""CTC: for a sequence of labels whose places in the input are not known, as in speech and handwriting."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.losses.labels import check_range
from engine.losses.logits import softmax
from engine.typing import Array, Shape

BLANK = 0


@final
@configurable
class CTC(Loss):
    """``-log p(labels)``: over all ways to spread the labels over the steps, with blanks between them.

    y_true: ``(batch, labels)``, class numbers filled up with 0; y_pred: ``(batch, steps, classes)``, logits, class 0
    being the blank. With ``l`` as the labels and blanks in turn, ``S = 2 · labels + 1`` of them, ``α[t, s]`` is the
    likelihood of the first ``t`` steps ending at ``l[s]`` and ``β[t, s]`` that of the rest. The slope is
    ``softmax(z)[t, k] - Σ_{l[s] = k} α[t, s] · β[t, s] / p``.
    Source: Graves et al. 2006, equations 6 to 16; Keras 3, ``losses.CTC``.
    """

    names: ClassVar[tuple[str, ...]] = ("ctc",)

    def check_shape(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        if len(y_true_shape) != 2 or len(y_pred_shape) != 3:
            raise self.mismatch(y_true_shape, y_pred_shape)

    def prepare(self, y_true: Any, y_pred_shape: Shape) -> Array:
        y_true = np.asarray(y_true)
        self.check(y_true.shape, y_true.dtype, y_pred_shape)
        check_range(y_true, y_pred_shape[-1])
        labels: Array = y_true.astype(np.intp, copy=False)
        return labels

    def values(self, y_true: Array, y_pred: Array) -> Array:
        way = with_blanks(y_true)
        return -_likelihood(_forward(way, emissions(way, y_pred)), y_true).astype(y_pred.dtype)

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        way = with_blanks(y_true)
        emitted = emissions(way, y_pred)
        alpha = _forward(way, emitted)
        total = _likelihood(alpha, y_true)
        possible = np.isfinite(total)
        share = alpha + _backward(way, emitted, y_true) - np.where(possible, total, 0)[:, None, None]
        occupied = np.zeros(y_pred.shape)
        samples, steps = np.ogrid[: len(y_pred), : y_pred.shape[1]]
        np.add.at(occupied, (samples[..., None], steps[..., None], way[:, None, :]), np.exp(share))
        slope: Array = np.where(possible[:, None, None], softmax(y_pred) - occupied, 0).astype(y_pred.dtype)
        return slope

    def backward(self, dvalues: Any, y_true: Array, y_pred: Array) -> Array:
        per_sample = dvalues if isinstance(dvalues, float) else dvalues[:, None, None]
        return self.gradient(y_true, y_pred) * per_sample


def with_blanks(y_true: Array) -> Array:
    """``(batch, 2 · labels + 1)``: a blank before, between and after the labels."""
    way = np.full((len(y_true), 2 * y_true.shape[1] + 1), BLANK)
    way[:, 1::2] = y_true
    return way


def emissions(way: Array, y_pred: Array) -> Array:
    """The logarithm of the probability of each place of the way at each step, ``(batch, steps, S)``, in float64."""
    z = y_pred.astype(np.float64)
    logs = z - z.max(axis=-1, keepdims=True)
    logs -= np.log(np.exp(logs).sum(axis=-1, keepdims=True))
    return np.take_along_axis(logs, np.broadcast_to(way[:, None, :], (*z.shape[:2], way.shape[1])), axis=-1)


def _may_skip(way: Array) -> Array:
    """Where a way may come from two places before: to a label that differs from the label before it."""
    skip = np.zeros(way.shape, dtype=bool)
    skip[:, 2:] = (way[:, 2:] != BLANK) & (way[:, 2:] != way[:, :-2])
    return skip


def _forward(way: Array, emitted: Array) -> Array:
    """``log α``, ``(batch, steps, S)``."""
    alpha, skip = np.full(emitted.shape, -np.inf), _may_skip(way)
    alpha[:, 0, :2] = emitted[:, 0, :2]
    for t in range(1, emitted.shape[1]):
        before = alpha[:, t - 1]
        here = before.copy()
        here[:, 1:] = np.logaddexp(here[:, 1:], before[:, :-1])
        here[:, 2:] = np.logaddexp(here[:, 2:], np.where(skip[:, 2:], before[:, :-2], -np.inf))
        alpha[:, t] = here + emitted[:, t]
    return alpha


def _backward(way: Array, emitted: Array, y_true: Array) -> Array:
    """``log β``, ``(batch, steps, S)``."""
    beta, skip = np.full(emitted.shape, -np.inf), _may_skip(way)
    samples, ends = np.arange(len(way)), 2 * (y_true != BLANK).sum(axis=1)
    beta[samples, -1, ends] = 0
    beta[samples, -1, np.maximum(ends - 1, 0)] = 0
    for t in range(emitted.shape[1] - 2, -1, -1):
        after = beta[:, t + 1] + emitted[:, t + 1]
        here = after.copy()
        here[:, :-1] = np.logaddexp(here[:, :-1], after[:, 1:])
        here[:, :-2] = np.logaddexp(here[:, :-2], np.where(skip[:, 2:], after[:, 2:], -np.inf))
        beta[:, t] = here
    return beta


def _likelihood(alpha: Array, y_true: Array) -> Array:
    """``log p``, ``(batch,)``: of ending at the last label or the blank after it."""
    samples, ends = np.arange(len(alpha)), 2 * (y_true != BLANK).sum(axis=1)
    at_label = np.where(ends > 0, alpha[samples, -1, np.maximum(ends - 1, 0)], -np.inf)
    found: Array = np.logaddexp(alpha[samples, -1, ends], at_label)
    return found
