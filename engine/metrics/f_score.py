"""FScore: the base of F1Score and FBetaScore."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.backend.config import epsilon
from engine.hyperparameters import configurable
from engine.losses.squeeze_or_expand import squeeze_or_expand_to_same_rank
from engine.metrics.base import Metric, State
from engine.metrics.label_checks import check_rows
from engine.typing import Array, Shape


@configurable
class FScore(Metric, ABC):
    """``(1 + β²) · precision · recall / (β² · precision + recall)`` of each class, then their average.

    y_true, y_pred: ``(batch, classes)``. A class is predicted if its score is the highest; if ``threshold`` is
    given, every class whose score exceeds it is predicted.
    State: weighted counts of true positives, false positives, false negatives and positive labels, ``(classes,)`` each
    (``()`` with ``micro``).
    Source: Keras 3, ``metrics.FBetaScore``.
    """

    direction: ClassVar[str | None] = "up"

    @abstractmethod
    def options(self) -> tuple[str | None, float, float | None]:
        """Return ``(average, β, threshold)``."""

    def check(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        check_rows(str(self.name), y_true_shape, y_pred_shape)

    def zeros(self) -> State:
        return (np.zeros(()),) * 4

    def update(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        y_true, y_pred = squeeze_or_expand_to_same_rank(y_true, y_pred)
        average, _, threshold = self.options()
        if threshold is None:
            predicted = (y_pred >= y_pred.max(axis=-1, keepdims=True)) & (np.abs(y_pred) > 1e-9)
        else:
            predicted = y_pred > threshold
        weight = 1.0 if sample_weight is None else np.asarray(sample_weight, dtype=np.float64).reshape(-1, 1)
        t = y_true.astype(np.float64)
        axis = None if average == "micro" else 0
        new = [(count * weight).sum(axis=axis)
               for count in (predicted * t, predicted * (1 - t), ~predicted * t, t)]
        return tuple(s + n for s, n in zip(state, new, strict=True))

    def value(self, state: State) -> Any:
        average, beta, _ = self.options()
        tp, fp, fn, labels = state
        precision, recall = tp / (tp + fp + epsilon()), tp / (tp + fn + epsilon())
        score = (1 + beta**2) * precision * recall / (beta**2 * precision + recall + epsilon())
        if average == "weighted":
            return float((score * labels).sum() / (labels.sum() + epsilon()))
        return score if average is None else float(np.mean(score))
