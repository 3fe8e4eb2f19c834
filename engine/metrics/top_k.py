"""Which classes are the likeliest: what metrics with a ``k`` share."""

import numpy as np

from engine.typing import Array


def among_top(labels: Array, y_pred: Array, k: int) -> Array:
    """Whether fewer than ``k`` classes are likelier than the right one.

    labels: ``(batch, …)``, class numbers; y_pred: ``(batch, …, classes)``.
    """
    own = np.take_along_axis(y_pred, labels.astype(np.intp)[..., None], axis=-1)
    found: Array = (y_pred > own).sum(axis=-1) < k
    return found


def only_top(y_pred: Array, k: int, floor: float) -> Array:
    """``y_pred`` with ``floor`` in place of all but the ``k`` likeliest of each row; of equal ones the first stay."""
    order = np.argsort(-y_pred, axis=-1, kind="stable")[..., :k]
    kept = np.full_like(y_pred, floor)
    np.put_along_axis(kept, order, np.take_along_axis(y_pred, order, axis=-1), axis=-1)
    return kept
