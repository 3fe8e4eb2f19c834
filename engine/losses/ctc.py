"""CTC: for label sequences without alignment to the input, as in speech and handwriting recognition."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable
from engine.losses.base import Loss
from engine.losses.class_labels import check_class_ids
from engine.losses.logits import softmax
from engine.typing import Array, Shape

BLANK = 0


@final
@configurable
class CTC(Loss):
    """``-log p(labels)``, where ``p`` sums over all alignments of the labels, with blanks between them, to the steps.

    y_true: ``(batch, labels)``, class ids padded with 0; y_pred: ``(batch, steps, classes)``, logits ``z``; class 0 is
    the blank. ``l`` is the path of ``S = 2 · labels + 1`` alternating blanks and labels, ``α[t, s]`` the likelihood of
    the steps up to ``t`` ending at ``l[s]`` and ``β[t, s]`` that of the remaining steps. The gradient is
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
        check_class_ids(y_true, y_pred_shape[-1])
        labels: Array = y_true.astype(np.intp, copy=False)
        return labels

    def values(self, y_true: Array, y_pred: Array) -> Array:
        path = insert_blanks(y_true)
        return -_log_likelihood(_forward(path, log_emissions(path, y_pred)), y_true).astype(y_pred.dtype)

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        path = insert_blanks(y_true)
        emissions = log_emissions(path, y_pred)
        alpha = _forward(path, emissions)
        total = _log_likelihood(alpha, y_true)
        is_possible = np.isfinite(total)
        posterior = alpha + _backward(path, emissions, y_true) - np.where(is_possible, total, 0)[:, None, None]
        occupancy = np.zeros(y_pred.shape)
        samples, steps = np.ogrid[: len(y_pred), : y_pred.shape[1]]
        np.add.at(occupancy, (samples[..., None], steps[..., None], path[:, None, :]), np.exp(posterior))
        grad: Array = np.where(is_possible[:, None, None], softmax(y_pred) - occupancy, 0).astype(y_pred.dtype)
        return grad

    def backward(self, dvalues: Any, y_true: Array, y_pred: Array) -> Array:
        per_sample = dvalues if isinstance(dvalues, float) else dvalues[:, None, None]
        return self.gradient(y_true, y_pred) * per_sample


def insert_blanks(y_true: Array) -> Array:
    """Return the path ``(batch, 2 · labels + 1)``: the labels with a blank before, between and after them."""
    path = np.full((len(y_true), 2 * y_true.shape[1] + 1), BLANK)
    path[:, 1::2] = y_true
    return path


def log_emissions(path: Array, y_pred: Array) -> Array:
    """Return the log-probability of each path entry at each step: ``(batch, steps, S)``, float64."""
    z = y_pred.astype(np.float64)
    logs = z - z.max(axis=-1, keepdims=True)
    logs -= np.log(np.exp(logs).sum(axis=-1, keepdims=True))
    return np.take_along_axis(logs, np.broadcast_to(path[:, None, :], (*z.shape[:2], path.shape[1])), axis=-1)


def _can_skip_blank(path: Array) -> Array:
    """Return a mask of the path entries that may directly follow the entry two before: labels that differ from it."""
    skip = np.zeros(path.shape, dtype=bool)
    skip[:, 2:] = (path[:, 2:] != BLANK) & (path[:, 2:] != path[:, :-2])
    return skip


def _forward(path: Array, emissions: Array) -> Array:
    """Return ``log α``, ``(batch, steps, S)``."""
    alpha, skip = np.full(emissions.shape, -np.inf), _can_skip_blank(path)
    alpha[:, 0, :2] = emissions[:, 0, :2]
    for t in range(1, emissions.shape[1]):
        before = alpha[:, t - 1]
        current = before.copy()
        current[:, 1:] = np.logaddexp(current[:, 1:], before[:, :-1])
        current[:, 2:] = np.logaddexp(current[:, 2:], np.where(skip[:, 2:], before[:, :-2], -np.inf))
        alpha[:, t] = current + emissions[:, t]
    return alpha


def _backward(path: Array, emissions: Array, y_true: Array) -> Array:
    """Return ``log β``, ``(batch, steps, S)``."""
    beta, skip = np.full(emissions.shape, -np.inf), _can_skip_blank(path)
    samples, ends = np.arange(len(path)), 2 * (y_true != BLANK).sum(axis=1)
    beta[samples, -1, ends] = 0
    beta[samples, -1, np.maximum(ends - 1, 0)] = 0
    for t in range(emissions.shape[1] - 2, -1, -1):
        after = beta[:, t + 1] + emissions[:, t + 1]
        current = after.copy()
        current[:, :-1] = np.logaddexp(current[:, :-1], after[:, 1:])
        current[:, :-2] = np.logaddexp(current[:, :-2], np.where(skip[:, 2:], after[:, 2:], -np.inf))
        beta[:, t] = current
    return beta


def _log_likelihood(alpha: Array, y_true: Array) -> Array:
    """Return ``log p``, ``(batch,)``: of the paths that end at the last label or the blank after it."""
    samples, ends = np.arange(len(alpha)), 2 * (y_true != BLANK).sum(axis=1)
    at_label = np.where(ends > 0, alpha[samples, -1, np.maximum(ends - 1, 0)], -np.inf)
    log_p: Array = np.logaddexp(alpha[samples, -1, ends], at_label)
    return log_p
