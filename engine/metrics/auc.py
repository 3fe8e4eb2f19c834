"""AUC: how well predictions separate positives from negatives, whatever the threshold."""

from typing import Any, ClassVar, final

import numpy as np

from engine.backend.config import epsilon
from engine.hyperparameters import boolean, choice, configurable, declare, integer, numbers
from engine.losses.logits import sigmoid
from engine.metrics.base import State
from engine.metrics.confusion_counts import confusion_counts, divide_no_nan, select_predictions
from engine.metrics.threshold_metric import ThresholdMetric, Thresholds, evenly_spaced_thresholds
from engine.typing import Array


@final
@configurable
class AUC(ThresholdMetric):
    """The area under the curve that is traced by varying the threshold.

    ``ROC``: recall ``TP / (TP + FN)`` against the false positive rate ``FP / (FP + TN)``; ``PR``: precision
    ``TP / (TP + FP)`` against recall; ``PRGAIN``: as ``PR``, but precision and recall as gains over chance.
    ``summation_method``: the height of each strip is the mean of its sides (``interpolation``; for PR by
    Davis and Goadrich 2006), their minimum (``minoring``) or maximum (``majoring``).
    With ``multi_label``, the result is the mean of the areas of all outputs, weighted by ``label_weights``.
    y_true, y_pred: ``(batch, …)``; ``(batch, labels)`` with ``multi_label``. Source: Keras 3, ``metrics.AUC``.
    """

    names: ClassVar[tuple[str, ...]] = ("auc",)
    direction: ClassVar[str | None] = "up"

    num_thresholds: int = integer(2, default=200)
    curve: str = choice("ROC", "PR", "PRGAIN", "roc", "pr", "prgain", default="ROC")
    summation_method: str = choice("interpolation", "minoring", "majoring", default="interpolation")
    thresholds: Any = declare(Thresholds(), default=None, kw_only=True)
    multi_label: bool = boolean(default=False, kw_only=True)
    num_labels: int | None = integer(1, default=None, kw_only=True)
    label_weights: Any = numbers(default=None, kw_only=True)
    from_logits: bool = boolean(default=False, kw_only=True)

    def decision_thresholds(self) -> Array:
        if self.thresholds is None:
            inner = evenly_spaced_thresholds(self.num_thresholds)[1:-1]
        else:
            inner = np.sort(self.thresholds)
        return np.concatenate([[-epsilon()], inner, [1 + epsilon()]])

    def zeros(self) -> State:
        n = len(self.decision_thresholds())
        labels = self.num_labels or np.size(self.label_weights or 1)
        return (np.zeros((n, labels) if self.multi_label else n),) * 4

    def update(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        y_pred = sigmoid(y_pred) if self.from_logits else y_pred
        labels, predictions, weight = select_predictions(y_true, y_pred, sample_weight, None, None)
        thresholds = self.decision_thresholds()
        if self.multi_label:
            per_label = [confusion_counts(labels[:, i], predictions[:, i], thresholds, weight[:, i])
                         for i in range(labels.shape[1])]
            new: Any = [np.stack(column, axis=1) for column in zip(*per_label, strict=True)]
        else:
            label_weights = 1.0 if self.label_weights is None else np.asarray(self.label_weights)
            new = confusion_counts(labels, predictions, thresholds, weight * label_weights)
        return tuple(s + n for s, n in zip(state, new, strict=True))

    def value(self, state: State) -> Any:
        if self.curve.upper() == "PR" and self.summation_method == "interpolation":
            areas = _interpolated_pr_strips(*state).sum(axis=0)
        else:
            x, y = self.curve_points(*state)
            sides = np.stack([y[:-1], y[1:]])
            reduce: Any = {"interpolation": np.mean, "minoring": np.min, "majoring": np.max}[self.summation_method]
            areas = ((x[:-1] - x[1:]) * reduce(sides, axis=0)).sum(axis=0)
        weighted = self.multi_label and self.label_weights is not None
        return float(np.average(areas, weights=self.label_weights if weighted else None))

    def curve_points(self, tp: Array, fp: Array, tn: Array, fn: Array) -> tuple[Array, Array]:
        """Return the x and y coordinates of the curve, from the lowest threshold to the highest."""
        if self.curve.upper() == "ROC":
            return divide_no_nan(fp, fp + tn), divide_no_nan(tp, tp + fn)
        if self.curve.upper() == "PR":
            return divide_no_nan(tp, tp + fn), divide_no_nan(tp, tp + fp)
        scale = divide_no_nan(tp + fn, tn + fp)
        recall_gain = np.where(tp == 0, 0, 1 - scale * divide_no_nan(fn, tp))
        return np.maximum(recall_gain, 0), np.where(tp == 0, 1, 1 - scale * divide_no_nan(fp, tp))


def _interpolated_pr_strips(tp: Array, fp: Array, tn: Array, fn: Array) -> Array:
    """Return the areas of the strips under the precision-recall curve; TP and FP are linear between thresholds."""
    p = tp + fp
    dtp = tp[:-1] - tp[1:]
    slope = divide_no_nan(dtp, np.maximum(p[:-1] - p[1:], 0))
    intercept = tp[1:] - slope * p[1:]
    both = (p[:-1] > 0) & (p[1:] > 0)
    logarithm = np.log(np.where(both, p[:-1], 1) / np.where(both, p[1:], 1))
    return divide_no_nan(slope * (dtp + intercept * logarithm), tp[1:] + fn[1:])
