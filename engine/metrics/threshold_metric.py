"""ThresholdMetric: the base of metrics computed from confusion counts at one or more thresholds."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable
from engine.metrics.base import Metric, State
from engine.metrics.confusion_counts import NEG_INF, confusion_counts, select_predictions
from engine.typing import Array
from engine.validators import Hyperparameter, Real


@final
@dataclass(frozen=True)
class Thresholds(Hyperparameter):
    """Validator of a threshold between 0 and 1, or a sequence of them."""

    def check(self, name: str, value: Any) -> Any:
        validator = Real(low=0, high=1)
        if isinstance(value, Sequence | np.ndarray) and not isinstance(value, str):
            return tuple(validator.check(name, item) for item in value)
        return validator.check(name, value)

    def plain(self, value: Any) -> Any:
        return list(value) if isinstance(value, tuple) else value


@configurable
class ThresholdMetric(Metric, ABC):
    """A metric computed from true and false positives and negatives at one or more thresholds.

    The state is the weighted true positives, false positives, true negatives and false negatives, ``(thresholds,)``
    each. y_true: ``(batch, …)``, 0 or 1; y_pred: the same shape, probabilities; a prediction is positive above the
    threshold. Source: Keras 3, ``metrics.confusion_metrics``.
    """

    has_counted_name: ClassVar[bool] = True

    @abstractmethod
    def decision_thresholds(self) -> Array:
        """Return the thresholds, ``(thresholds,)``."""

    def zeros(self) -> State:
        return (np.zeros(len(self.decision_thresholds())),) * 4

    def update(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        top_k, class_id = getattr(self, "top_k", None), getattr(self, "class_id", None)
        labels, predictions, weight = select_predictions(y_true, y_pred, sample_weight, top_k, class_id)
        new = confusion_counts(labels, predictions, self.decision_thresholds(), weight)
        return tuple(s + n for s, n in zip(state, new, strict=True))


def thresholds_or_default(thresholds: Any, top_k: int | None = None) -> Array:
    """Return thresholds as an array; by default 0.5, or with ``top_k`` one that only the ``top_k`` highest exceed."""
    default = 0.5 if top_k is None else NEG_INF
    return np.atleast_1d(np.asarray(default if thresholds is None else thresholds, dtype=np.float64))


def evenly_spaced_thresholds(n: int) -> Array:
    """Return ``n`` thresholds from 0 to 1; 0.5 if ``n`` is 1."""
    return np.array([0.5]) if n == 1 else np.arange(n) / (n - 1)


def find_max_under_constraint(values: Array, constrained: Array, minimum: float) -> float:
    """Return the maximum of ``values`` where ``constrained >= minimum``; 0 if there is none."""
    return float(np.max(np.where(constrained >= minimum, values, 0), initial=0))
