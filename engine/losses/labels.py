"""Class labels come in two forms, one-hot rows and integers; a loss that expects one explains the other."""

from typing import Any

import numpy as np

from engine.errors import fail
from engine.losses.base import Loss
from engine.typing import Array, Shape


def check_one_hot(loss: Loss, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
    """A problem if the labels are integers, one a sample, where one-hot rows are expected."""
    several = y_pred_shape[-1] != 1
    one_each = len(y_true_shape) == len(y_pred_shape) - 1 or y_true_shape[-1] == 1
    if several and one_each and np.dtype(y_true_dtype).kind in "biu":
        raise loss.mismatch(y_true_shape, y_pred_shape, "labels_are_integers")


def check_integers(loss: Loss, y_true_shape: Shape, y_pred_shape: Shape) -> None:
    """A problem if the labels are not one number a sample."""
    one_each = len(y_true_shape) == len(y_pred_shape) and y_true_shape[-1] == 1
    labels = y_true_shape[:-1] if one_each else y_true_shape
    same = all(a == b or a is None or b is None for a, b in zip(labels[1:], y_pred_shape[1:-1], strict=False))
    if len(labels) == len(y_pred_shape) - 1 and same:
        return
    one_hot = len(y_true_shape) == len(y_pred_shape) and y_true_shape[-1] == y_pred_shape[-1]
    raise loss.mismatch(y_true_shape, y_pred_shape, "labels_are_one_hot" if one_hot else "outputs_do_not_match_labels")


def class_numbers(loss: Loss, y_true: Any, y_pred_shape: Shape, ignored: int | None = None) -> Array:
    """Labels of a loss on class numbers, checked and without a last axis of 1: ``(batch, …)``."""
    y_true = np.asarray(y_true)
    loss.check(y_true.shape, y_true.dtype, y_pred_shape)
    labels = y_true[..., 0] if y_true.ndim == len(y_pred_shape) else y_true
    check_range(labels, y_pred_shape[-1], ignored)
    numbers: Array = labels.astype(np.intp, copy=False)
    return numbers


def check_range(labels: Array, classes: int | None, ignored: int | None = None) -> None:
    """A problem if a label is below 0 or not below the number of classes; ``ignored`` is allowed."""
    if classes is None or not labels.size:
        return
    low, high = labels.min(), labels.max()
    if low >= 0 and high < classes:
        return
    wrong = labels[((labels < 0) | (labels >= classes)) & (labels != ignored)]
    if wrong.size:
        raise fail("label_out_of_range", "loss", label=wrong.flat[0].item(), classes=classes)
