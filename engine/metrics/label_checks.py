"""Checks that labels have the form that a metric needs; errors say which form that is, and how to get there."""

from typing import Any

import numpy as np

from engine.errors import fail
from engine.losses.squeeze_or_expand import squeeze_or_expand_shapes
from engine.typing import Shape


def check_outputs(metric: str, labels: Shape, outputs: Shape) -> None:
    """Raise a ProblemError unless there is a label for every output; an axis of length 1 may be left out."""
    a, b = squeeze_or_expand_shapes(labels, outputs)
    if is_same(a, b):
        return
    if has_one_label_each(labels, outputs) and (outputs[-1] or 2) > 1:
        raise fail("metric_needs_outputs", "metrics", metric=metric, labels=labels, outputs=outputs[-1])
    raise fail("metric_shapes_differ", "metrics", metric=metric, labels=labels, outputs=outputs)


def check_classes(metric: str, labels: Shape, outputs: Shape) -> None:
    """Raise a ProblemError unless there is one class index per sample, or per step of a sequence."""
    if not has_one_label_each(labels, outputs):
        raise fail("metric_needs_class_indices", "metrics", metric=metric, labels=labels)


def check_one_hot(metric: str, labels: Shape, dtype: Any, outputs: Shape) -> None:
    """Raise a ProblemError for class indices where one-hot rows are compared; Keras gives a number without meaning."""
    if has_one_label_each(labels, outputs) and (np.dtype(dtype).kind in "iu" or (outputs[-1] or 2) > 1):
        if (outputs[-1] or 2) > 1:
            raise fail("metric_needs_outputs", "metrics", metric=metric, labels=labels, outputs=outputs[-1])
        raise fail("metric_needs_one_hot", "metrics", metric=metric)


def check_rows(metric: str, labels: Shape, outputs: Shape) -> None:
    """Raise a ProblemError unless labels and predictions are both ``(batch, outputs)``."""
    if len(outputs) != 2 or not is_same(labels, outputs):
        raise fail("metric_needs_rows", "metrics", metric=metric, labels=labels, outputs=outputs)


def has_one_label_each(labels: Shape, outputs: Shape) -> bool:
    """Whether labels are ``(batch, …)`` or ``(batch, …, 1)`` for predictions ``(batch, …, outputs)``."""
    has_last_axis = len(labels) == len(outputs) > 0 and labels[-1] == 1
    return is_same(labels[:-1] if has_last_axis else labels, outputs[:-1])


def is_same(a: Shape, b: Shape) -> bool:
    """Whether two shapes are equal, where both lengths are known."""
    return len(a) == len(b) and all(n == m or None in (n, m) for n, m in zip(a, b, strict=True))
