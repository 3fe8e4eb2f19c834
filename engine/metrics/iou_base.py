"""IoUBase: the base of the intersection-over-union metrics, computed from a confusion matrix."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar, final

import numpy as np

from engine.backend.config import epsilon
from engine.errors import fail
from engine.hyperparameters import configurable
from engine.metrics.base import Metric, State
from engine.typing import Array, Shape


@final
@dataclass(frozen=True)
class IoUSettings:
    """Format of labels and predictions. target_class_ids: the classes to average. ignore_class: a label that does not
    count. sparse_y_true, sparse_y_pred: class ids rather than one-hot or scores. axis: the axis of the classes.
    """

    num_classes: int
    target_class_ids: tuple[int, ...]
    ignore_class: int | None = None
    sparse_y_true: bool = True
    sparse_y_pred: bool = True
    axis: int = -1


@configurable
class IoUBase(Metric, ABC):
    """Mean over classes of ``TP / (TP + FP + FN)``: the intersection of label and prediction over their union.

    y_true, y_pred: class ids of any shape (one-hot or scores along ``axis`` if :meth:`settings` says so). State: the
    weighted confusion matrix, ``(classes, classes)``: rows are labels, columns predictions. Weights are truncated to
    integers unless ``dtype`` is a float type. Source: Keras 3, ``metrics.IoU``.
    """

    has_counted_name: ClassVar[bool] = True
    direction: ClassVar[str | None] = "up"

    @abstractmethod
    def settings(self) -> IoUSettings:
        """Return the format of labels and predictions."""

    def predicted_labels(self, y_pred: Array) -> Array:
        """Convert predictions to class ids, or to scores along ``axis`` if they are not sparse."""
        return y_pred

    def check(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        settings = self.settings()
        labels = _ids_shape(y_true_shape, settings.sparse_y_true)
        outputs = _ids_shape(y_pred_shape, settings.sparse_y_pred)
        if None not in (*labels, *outputs) and prod(labels) != prod(outputs):  # type: ignore[arg-type]
            raise fail("metric_needs_ids", "metrics", metric=self.name, labels=y_true_shape, outputs=y_pred_shape)

    def zeros(self) -> State:
        n = self.settings().num_classes
        return (np.zeros((n, n)),)

    def update(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        settings, y_pred = self.settings(), self.predicted_labels(y_pred)
        axis = settings.axis
        true = (y_true if settings.sparse_y_true else y_true.argmax(axis=axis)).astype(np.int64).reshape(-1)
        pred = (y_pred if settings.sparse_y_pred else y_pred.argmax(axis=axis)).astype(np.int64).reshape(-1)
        weight = np.ones(()) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        if self.dtype is None or "float" not in self.dtype:
            weight = np.trunc(weight)
        weight = np.broadcast_to(weight.reshape(-1) if weight.ndim else weight, true.shape)
        n = settings.num_classes
        counted = (true >= 0) & (true < n) & (pred >= 0) & (pred < n) & (true != settings.ignore_class)
        matrix = np.bincount(n * true[counted] + pred[counted], weight[counted], minlength=n * n)
        return (state[0] + matrix.reshape(n, n),)

    def value(self, state: State) -> Any:
        matrix, targets = state[0], list(self.settings().target_class_ids)
        intersection = np.diag(matrix)
        union = (matrix.sum(axis=0) + matrix.sum(axis=1) - intersection)[targets]
        is_valid = union > 1e-9
        iou = np.where(is_valid, intersection[targets] / (union + epsilon()), 0)
        return float(iou.sum() / (is_valid.sum() + epsilon()))


def _ids_shape(shape: Shape, is_sparse: bool) -> Shape:
    """The shape of class ids: without one axis, that of the classes, if they are one-hot or scores."""
    return shape if is_sparse else shape[1:]


def check_class_ids(class_ids: tuple[int, ...], num_classes: int) -> None:
    """Raise a ProblemError if a class id is not below ``num_classes``."""
    if max(class_ids) >= num_classes:
        raise fail("not_below", "target_class_ids", argument="target_class_ids", high=num_classes,
                   value=max(class_ids))
