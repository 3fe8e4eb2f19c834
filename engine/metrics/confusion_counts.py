"""True and false positives and negatives at many thresholds at once."""

from typing import Any

import numpy as np

from engine.losses.squeeze_or_expand import squeeze_or_expand_to_same_rank
from engine.metrics.top_k import filter_top_k
from engine.typing import Array

NEG_INF = -1e10
"""Score of predictions that are not among the ``top_k``; as in Keras."""

ConfusionCounts = tuple[Array, Array, Array, Array]
"""True positives, false positives, true negatives, false negatives: ``(thresholds,)`` or ``(thresholds, labels)``."""


def is_evenly_spaced(thresholds: Array) -> bool:
    """Whether there are 3 or more thresholds, equally spaced from 0 to 1.

    The tolerance of 1e-7 admits those of AUC, which begin at ``-epsilon`` and end at ``1 + epsilon``.
    """
    n = len(thresholds)
    return n >= 3 and bool(np.allclose(thresholds, np.arange(n) / (n - 1), atol=1e-7))


def count_exceeded_thresholds(y_pred: Array, thresholds: Array) -> Array:
    """Return the number of thresholds that each prediction exceeds, in the shape of ``y_pred``. thresholds: ascending.

    For evenly spaced thresholds the count is a product in float32, so that predictions equal to a threshold are
    counted as in Keras.
    """
    y_pred = np.nan_to_num(y_pred.astype(np.float32), nan=0.0)
    if not is_evenly_spaced(thresholds):
        return np.searchsorted(thresholds.astype(np.float32), y_pred, side="left")
    count = np.ceil(np.clip(y_pred, 0, 1) * np.float32(len(thresholds) - 1)).astype(np.intp)
    return np.maximum(count, 1) if thresholds[0] < 0 else count


def select_predictions(y_true: Array, y_pred: Array, sample_weight: Array | None, top_k: int | None,
           class_id: int | None) -> tuple[Array, Array, Array]:
    """Return boolean labels, predictions and weights of one shape.

    With ``top_k``, all but the ``top_k`` highest predictions of each row become ``NEG_INF``. With ``class_id``, only
    that index of the last axis is returned.
    """
    y_pred, y_true = squeeze_or_expand_to_same_rank(y_pred, y_true)
    weight = np.ones(()) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
    weight = weight.reshape(weight.shape + (1,) * (y_pred.ndim - weight.ndim)) if weight.ndim else weight
    if top_k is not None:
        y_pred = filter_top_k(y_pred, top_k, NEG_INF)
    if class_id is not None:
        y_true, y_pred = y_true[..., class_id, None], y_pred[..., class_id, None]
    return y_true.astype(bool), y_pred, np.broadcast_to(weight, y_pred.shape)


def confusion_counts(y_true: Array, y_pred: Array, thresholds: Any, weight: Array) -> ConfusionCounts:
    """Return the four weighted counts at each threshold, ``(thresholds,)`` each.

    y_true (boolean), y_pred and weight have one shape.
    """
    thresholds = np.asarray(thresholds, dtype=np.float64)
    order = np.argsort(thresholds, kind="stable")
    exceeded, n = count_exceeded_thresholds(y_pred, thresholds[order]).reshape(-1), len(thresholds)
    labels, w = y_true.reshape(-1), weight.reshape(-1)
    true_positives = _sum_above(np.bincount(exceeded, w * labels, minlength=n + 1), order)
    false_positives = _sum_above(np.bincount(exceeded, w * ~labels, minlength=n + 1), order)
    true_negatives = (w * ~labels).sum() - false_positives
    return true_positives, false_positives, true_negatives, (w * labels).sum() - true_positives


def _sum_above(histogram: Array, order: Array) -> Array:
    """Return the weight above each threshold, in the original order of the thresholds.

    histogram: the weight of the predictions that exceed 0, 1, 2, … of the sorted thresholds.
    """
    total = histogram[::-1].cumsum()[::-1][1:]
    unsorted = np.empty_like(total)
    unsorted[order] = total
    return unsorted


def divide_no_nan(a: Array, b: Array) -> Array:
    """Return ``a / b``, and 0 where ``b`` is 0."""
    return np.divide(a, b, out=np.zeros(np.broadcast_shapes(a.shape, b.shape)), where=b != 0)


def scalar_if_single(x: Array) -> Any:
    """Return an array of shape ``(1,)`` as a float, others unchanged."""
    return float(x[0]) if x.shape == (1,) else x
