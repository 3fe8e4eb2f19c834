"""The range of thresholds, and the metrics that count answers at them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable
from engine.metrics.base import Metric, State
from engine.metrics.confusion import LOWEST, counts, select
from engine.typing import Array
from engine.validators import Hyperparameter, Real


@final
@dataclass(frozen=True)
class Thresholds(Hyperparameter):
    """A number between 0 and 1, or several."""

    def check(self, name: str, value: Any) -> Any:
        each = Real(low=0, high=1)
        if isinstance(value, Sequence | np.ndarray) and not isinstance(value, str):
            return tuple(each.check(name, item) for item in value)
        return each.check(name, value)

    def plain(self, value: Any) -> Any:
        return list(value) if isinstance(value, tuple) else value


@configurable
class ThresholdMetric(Metric, ABC):
    """A metric made of true and false positives and negatives at one or more thresholds.

    The state is their four sums, ``(thresholds,)`` each, weighted. y_true: ``(batch, …)``, 0 or 1; y_pred: the same
    shape, probabilities; an answer is positive above the threshold. Source: Keras 3, ``metrics.confusion_metrics``.
    """

    counted: ClassVar[bool] = True

    @abstractmethod
    def levels(self) -> Array:
        """The thresholds."""

    def zeros(self) -> State:
        return (np.zeros(len(self.levels())),) * 4

    def updated(self, state: State, y_true: Array, y_pred: Array, sample_weight: Array | None = None) -> State:
        top_k, class_id = getattr(self, "top_k", None), getattr(self, "class_id", None)
        labels, predictions, weight = select(y_true, y_pred, sample_weight, top_k, class_id)
        new = counts(labels, predictions, self.levels(), weight)
        return tuple(s + n for s, n in zip(state, new, strict=True))


def given_levels(thresholds: Any, top_k: int | None = None) -> Array:
    """The thresholds that were given; 0.5 if none was, or none at all where the ``top_k`` likeliest are meant."""
    default = 0.5 if top_k is None else LOWEST
    return np.atleast_1d(np.asarray(default if thresholds is None else thresholds, dtype=np.float64))


def even_levels(n: int) -> Array:
    """``n`` thresholds from 0 to 1; only 0.5 if one."""
    return np.array([0.5]) if n == 1 else np.arange(n) / (n - 1)


def best(wanted: Array, given: Array, least: float) -> float:
    """The largest of ``wanted`` where ``given`` is at least ``least``; 0 if it nowhere is."""
    return float(np.max(np.where(given >= least, wanted, 0), initial=0))
