"""AUC: how well predictions tell yes from no, whatever the threshold."""

from typing import Any, ClassVar, final

import numpy as np

from engine.backend.config import epsilon
from engine.hyperparameters import boolean, choice, configurable, declare, integer, numbers
from engine.losses.logits import sigmoid
from engine.metrics.base import State
from engine.metrics.confusion import counts, ratio, select
from engine.metrics.thresholds import ThresholdMetric, Thresholds, even_levels
from engine.typing import Array


@final
@configurable
class AUC(ThresholdMetric):
    """The area under a curve that a sweeping threshold draws.

    ``ROC``: recall ``TP / (TP + FN)`` over ``FP / (FP + TN)``; ``PR``: precision ``TP / (TP + FP)`` over recall;
    ``PRGAIN``: both as gains over chance. ``summation_method``: the height of each strip is the mean of its sides
    (``interpolation``; for PR by Davis and Goadrich 2006), the smaller or the larger. With ``multi_label`` an area for
    each output, then their mean, weighted by ``label_weights``.
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

    def levels(self) -> Array:
        inner = even_levels(self.num_thresholds)[1:-1] if self.thresholds is None else np.sort(self.thresholds)
        return np.concatenate([[-epsilon()], inner, [1 + epsilon()]])

    def zeros(self) -> State:
        n = len(self.levels())
        labels = self.num_labels or np.size(self.label_weights or 1)
        return (np.zeros((n, labels) if self.multi_label else n),) * 4

    def updated(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        y_pred = sigmoid(y_pred) if self.from_logits else y_pred
        labels, predictions, weight = select(y_true, y_pred, sample_weight, None, None)
        levels = self.levels()
        if self.multi_label:
            each = [counts(labels[:, i], predictions[:, i], levels, weight[:, i]) for i in range(labels.shape[1])]
            new: Any = [np.stack(column, axis=1) for column in zip(*each, strict=True)]
        else:
            shares = 1.0 if self.label_weights is None else np.asarray(self.label_weights)
            new = counts(labels, predictions, levels, weight * shares)
        return tuple(s + n for s, n in zip(state, new, strict=True))

    def value(self, state: State) -> Any:
        if self.curve.upper() == "PR" and self.summation_method == "interpolation":
            areas = _interpolated(*state).sum(axis=0)
        else:
            x, y = self.points(*state)
            sides = np.stack([y[:-1], y[1:]])
            how: Any = {"interpolation": np.mean, "minoring": np.min, "majoring": np.max}[self.summation_method]
            areas = ((x[:-1] - x[1:]) * how(sides, axis=0)).sum(axis=0)
        weighted = self.multi_label and self.label_weights is not None
        return float(np.average(areas, weights=self.label_weights if weighted else None))

    def points(self, tp: Array, fp: Array, tn: Array, fn: Array) -> tuple[Array, Array]:
        """The curve: across and up, from the lowest threshold to the highest."""
        if self.curve.upper() == "ROC":
            return ratio(fp, fp + tn), ratio(tp, tp + fn)
        if self.curve.upper() == "PR":
            return ratio(tp, tp + fn), ratio(tp, tp + fp)
        scale = ratio(tp + fn, tn + fp)
        recall_gain = np.where(tp == 0, 0, 1 - scale * ratio(fn, tp))
        return np.maximum(recall_gain, 0), np.where(tp == 0, 1, 1 - scale * ratio(fp, tp))


def _interpolated(tp: Array, fp: Array, tn: Array, fn: Array) -> Array:
    """The strips under the precision-recall curve, between whose corners TP and FP change linearly."""
    p = tp + fp
    dtp = tp[:-1] - tp[1:]
    slope = ratio(dtp, np.maximum(p[:-1] - p[1:], 0))
    intercept = tp[1:] - slope * p[1:]
    both = (p[:-1] > 0) & (p[1:] > 0)
    logarithm = np.log(np.where(both, p[:-1], 1) / np.where(both, p[1:], 1))
    return ratio(slope * (dtp + intercept * logarithm), tp[1:] + fn[1:])
