"""RootMeanSquaredError: the error in the unit of the labels."""

from math import sqrt
from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable
from engine.losses.squeeze_or_expand import squeeze_or_expand_to_same_rank
from engine.metrics.base import State
from engine.metrics.mean_metric import MeanMetric
from engine.typing import Array


@final
@configurable
class RootMeanSquaredError(MeanMetric):
    """``√mean((y_pred - y_true)²)``, the mean over all samples and outputs.

    y_true, y_pred: ``(batch, …, outputs)``. Source: Keras 3, ``metrics.RootMeanSquaredError``.
    """

    direction: ClassVar[str | None] = "down"

    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        y_true, y_pred = squeeze_or_expand_to_same_rank(y_true, y_pred)
        squares: Array = np.square(y_pred - y_true)
        return squares

    def value(self, state: State) -> Any:
        return sqrt(super().value(state))
