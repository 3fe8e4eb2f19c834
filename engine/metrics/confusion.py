"""Counting right and wrong answers at many thresholds at once."""

from typing import Any

import numpy as np

from engine.losses.squeeze_or_expand import squeeze_or_expand_to_same_rank
from engine.metrics.top_k import only_top
from engine.typing import Array

LOWEST = -1e10
"""A threshold below every prediction: what ``top_k`` goes by."""

Counts = tuple[Array, Array, Array, Array]
"""True positives, false positives, true negatives, false negatives: ``(thresholds,)`` or ``(thresholds, labels)``."""


def evenly_spaced(thresholds: Array) -> bool:
    """Whether thresholds go from 0 to 1 in equal steps (those of AUC reach a little beyond)."""
    n = len(thresholds)
    return n >= 3 and bool(np.allclose(thresholds, np.arange(n) / (n - 1), atol=1e-7))


def exceeded(y_pred: Array, thresholds: Array) -> Array:
    """How many of the ascending thresholds each prediction is above; the shape of ``y_pred``.

    Even thresholds are found by multiplication in float32, so that numbers on a border fall as they do in Keras.
    """
    y_pred = np.nan_to_num(y_pred.astype(np.float32), nan=0.0)
    if not evenly_spaced(thresholds):
        return np.searchsorted(thresholds.astype(np.float32), y_pred, side="left")
    count = np.ceil(np.clip(y_pred, 0, 1) * np.float32(len(thresholds) - 1)).astype(np.intp)
    return np.maximum(count, 1) if thresholds[0] < 0 else count


def select(y_true: Array, y_pred: Array, sample_weight: Array | None, top_k: int | None,
           class_id: int | None) -> tuple[Array, Array, Array]:
    """Labels, predictions and weights of one shape; only the ``top_k`` likeliest, only the class ``class_id``."""
    y_pred, y_true = squeeze_or_expand_to_same_rank(y_pred, y_true)
    weight = np.ones(()) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
    weight = weight.reshape(weight.shape + (1,) * (y_pred.ndim - weight.ndim)) if weight.ndim else weight
    if top_k is not None:
        y_pred = only_top(y_pred, top_k, LOWEST)
    if class_id is not None:
        y_true, y_pred = y_true[..., class_id, None], y_pred[..., class_id, None]
    return y_true.astype(bool), y_pred, np.broadcast_to(weight, y_pred.shape)


def counts(y_true: Array, y_pred: Array, thresholds: Any, weight: Array) -> Counts:
    """The four counts at each threshold, ``(thresholds,)`` each. All arrays are of one shape; ``y_true`` is boolean."""
    levels = np.asarray(thresholds, dtype=np.float64)
    order = np.argsort(levels, kind="stable")
    place, n = exceeded(y_pred, levels[order]).reshape(-1), len(levels)
    right, w = y_true.reshape(-1), weight.reshape(-1)
    positive = _above(np.bincount(place, w * right, minlength=n + 1), order)
    false = _above(np.bincount(place, w * ~right, minlength=n + 1), order)
    return positive, false, (w * ~right).sum() - false, (w * right).sum() - positive


def _above(at: Array, order: Array) -> Array:
    """From the weight that exceeds exactly so many thresholds to the weight above each, in the order given."""
    total = at[::-1].cumsum()[::-1][1:]
    found = np.empty_like(total)
    found[order] = total
    return found


def ratio(a: Array, b: Array) -> Array:
    """``a / b``, and 0 where ``b`` is 0."""
    return np.divide(a, b, out=np.zeros(np.broadcast_shapes(a.shape, b.shape)), where=b != 0)


def simple(x: Array) -> Any:
    """A number if there is only one."""
    return float(x[0]) if x.shape == (1,) else x
