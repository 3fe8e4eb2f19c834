"""Selection of the ``k`` highest scores, for metrics with a ``k`` or ``top_k``."""

import numpy as np

from engine.typing import Array


def in_top_k(labels: Array, y_pred: Array, k: int) -> Array:
    """Whether fewer than ``k`` classes score higher than the label: ``(batch, …)``, boolean.

    labels: ``(batch, …)``, class ids; y_pred: ``(batch, …, classes)``.
    """
    label_score = np.take_along_axis(y_pred, labels.astype(np.intp)[..., None], axis=-1)
    is_in_top_k: Array = (y_pred > label_score).sum(axis=-1) < k
    return is_in_top_k


def filter_top_k(y_pred: Array, k: int, fill_value: float) -> Array:
    """Replace all but the ``k`` highest scores of each row by ``fill_value``; among equal scores the first are kept."""
    indices = np.argsort(-y_pred, axis=-1, kind="stable")[..., :k]
    filtered = np.full_like(y_pred, fill_value)
    np.put_along_axis(filtered, indices, np.take_along_axis(y_pred, indices, axis=-1), axis=-1)
    return filtered
