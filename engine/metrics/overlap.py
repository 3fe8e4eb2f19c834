"""What the metrics on overlapping areas share: a table of true and predicted classes."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np

from engine.backend.config import epsilon
from engine.errors import fail
from engine.hyperparameters import configurable
from engine.metrics.base import Metric, State
from engine.typing import Array


@final
@dataclass(frozen=True)
class Reading:
    """How labels and predictions are read. targets: the classes that are averaged; axis: that of one-hot rows."""

    classes: int
    targets: tuple[int, ...]
    ignored: int | None = None
    sparse_true: bool = True
    sparse_pred: bool = True
    axis: int = -1


@configurable
class Overlap(Metric, ABC):
    """Mean over classes of ``TP / (TP + FP + FN)``: the area shared by label and prediction over that of both.

    y_true, y_pred: class numbers of any shape (one-hot along ``axis`` where not sparse). The state is the table of
    weights, ``(classes, classes)``: rows are labels, columns predictions. Weights are cut to whole numbers unless
    ``dtype`` is a float type. Source: Keras 3, ``metrics.IoU``.
    """

    counted: ClassVar[bool] = True
    direction: ClassVar[str | None] = "up"

    @abstractmethod
    def reading(self) -> Reading:
        """How labels and predictions are read."""

    def answers(self, y_pred: Array) -> Array:
        """Predictions as class numbers, or as one-hot rows where they are not sparse."""
        return y_pred

    def zeros(self) -> State:
        n = self.reading().classes
        return (np.zeros((n, n)),)

    def updated(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        how, y_pred = self.reading(), self.answers(y_pred)
        true = (y_true if how.sparse_true else y_true.argmax(axis=how.axis)).astype(np.int64).reshape(-1)
        pred = (y_pred if how.sparse_pred else y_pred.argmax(axis=how.axis)).astype(np.int64).reshape(-1)
        weight = np.ones(()) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        if self.dtype is None or "float" not in self.dtype:
            weight = np.trunc(weight)
        weight = np.broadcast_to(weight.reshape(-1) if weight.ndim else weight, true.shape)
        n = how.classes
        seen = (true >= 0) & (true < n) & (pred >= 0) & (pred < n) & (true != how.ignored)
        table = np.bincount(n * true[seen] + pred[seen], weight[seen], minlength=n * n)
        return (state[0] + table.reshape(n, n),)

    def value(self, state: State) -> Any:
        table, targets = state[0], list(self.reading().targets)
        shared = np.diag(table)
        both = (table.sum(axis=0) + table.sum(axis=1) - shared)[targets]
        found = both > 1e-9
        each = np.where(found, shared[targets] / (both + epsilon()), 0)
        return float(each.sum() / (found.sum() + epsilon()))


def check_targets(targets: tuple[int, ...], classes: int) -> None:
    """A problem if a class that is asked for does not exist."""
    if max(targets) >= classes:
        raise fail("not_below", "target_class_ids", argument="target_class_ids", high=classes, value=max(targets))
