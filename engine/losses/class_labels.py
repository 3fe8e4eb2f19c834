"""Checks of class labels, which are one-hot rows or integer class ids; errors name the other form if it was given."""

from typing import Any

import numpy as np

from engine.errors import fail
from engine.losses.base import Loss
from engine.typing import Array, Shape


def check_one_hot_labels(loss: Loss, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
    """Raise a ProblemError if the labels are integer class ids where one-hot rows are expected."""
    multiclass = y_pred_shape[-1] != 1
    one_per_sample = len(y_true_shape) == len(y_pred_shape) - 1 or y_true_shape[-1] == 1
    if multiclass and one_per_sample and np.dtype(y_true_dtype).kind in "biu":
        raise loss.mismatch(y_true_shape, y_pred_shape, "labels_are_integers")


def check_sparse_labels(loss: Loss, y_true_shape: Shape, y_pred_shape: Shape) -> None:
    """Raise a ProblemError if the labels are not one value per sample: ``(batch, …)`` or ``(batch, …, 1)``."""
    has_last_axis = len(y_true_shape) == len(y_pred_shape) and y_true_shape[-1] == 1
    labels = y_true_shape[:-1] if has_last_axis else y_true_shape
    same = all(a == b or a is None or b is None for a, b in zip(labels[1:], y_pred_shape[1:-1], strict=False))
    if len(labels) == len(y_pred_shape) - 1 and same:
        return
    one_hot = len(y_true_shape) == len(y_pred_shape) and y_true_shape[-1] == y_pred_shape[-1]
    raise loss.mismatch(y_true_shape, y_pred_shape, "labels_are_one_hot" if one_hot else "outputs_do_not_match_labels")


def prepare_sparse_labels(loss: Loss, y_true: Any, y_pred_shape: Shape, ignore_class: int | None = None) -> Array:
    """Check the integer labels of a loss and drop a last axis of length 1: ``(batch, …)``."""
    y_true = np.asarray(y_true)
    loss.check(y_true.shape, y_true.dtype, y_pred_shape)
    labels = y_true[..., 0] if y_true.ndim == len(y_pred_shape) else y_true
    check_class_ids(labels, y_pred_shape[-1], ignore_class)
    class_ids: Array = labels.astype(np.intp, copy=False)
    return class_ids


def check_class_ids(labels: Array, classes: int | None, ignore_class: int | None = None) -> None:
    """Raise a ProblemError if a label is not in ``[0, classes)`` and is not ``ignore_class``."""
    if classes is None or not labels.size:
        return
    low, high = labels.min(), labels.max()
    if low >= 0 and high < classes:
        return
    invalid = labels[((labels < 0) | (labels >= classes)) & (labels != ignore_class)]
    if invalid.size:
        raise fail("label_out_of_range", "loss", label=invalid.flat[0].item(), classes=classes)
