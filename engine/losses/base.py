"""What every loss is: a value for each sample and its slope by the prediction."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Array
from engine.hyperparameters import Configurable, choice, configurable, text


@configurable
class Loss(Configurable, ABC):
    """How far predictions are from the truth.

    y_true and y_pred: ``(batch, …, outputs)``. A loss is computed for each sample (and each step of a sequence), over
    the last axis; ``reduction`` makes one number of those.
    """

    reduction: str | None = choice("sum_over_batch_size", "sum", "mean", "none", default="sum_over_batch_size",
                                   kw_only=True)
    name: str | None = text(default=None, kw_only=True)

    @abstractmethod
    def values(self, y_true: Array, y_pred: Array) -> Array:
        """The loss of every sample: the shape of ``y_pred`` without its last axis."""

    @abstractmethod
    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        """The derivative of each sample's loss by its prediction: the shape of ``y_pred``."""

    def prepare(self, y_true: Array, y_pred_shape: tuple[int, ...]) -> Array:
        """The labels in the shape and type that :meth:`values` expects (a missing last axis of 1 is added)."""
        y_true = np.asarray(y_true)
        if y_true.ndim == len(y_pred_shape) - 1 and y_pred_shape[-1] == 1:
            y_true = y_true[..., None]
        return y_true.astype("float32", copy=False) if y_true.dtype.kind != "f" else y_true

    def reduce(self, values: Array, sample_weight: Array | None = None) -> Any:
        """One number (or, with reduction None, one a sample) of the samples' losses."""
        if sample_weight is not None:
            values = values * sample_weight
        if self.reduction in (None, "none"):
            return values
        if self.reduction == "sum":
            return values.sum()
        if self.reduction == "mean" and sample_weight is not None:
            return values.sum() / np.broadcast_to(sample_weight, values.shape).sum()
        return values.mean()

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The reduced loss, as Keras calls it."""
        y_pred = np.asarray(y_pred)
        y_true = self.prepare(np.asarray(y_true), y_pred.shape)
        weight = None if sample_weight is None else np.asarray(sample_weight, dtype=y_pred.dtype)
        return self.reduce(self.values(y_true, y_pred), weight)


class LogitsLoss(Loss, ABC):
    """A loss on probabilities that is simpler and safer on the logits ``z`` they were made of.

    Where the last layer ends with ``logits_activation``, training takes the slope by ``z`` at once: for softmax or
    sigmoid with their crossentropy that is ``y - y_true``. Keras does the same.
    """

    logits_activation: ClassVar[str]

    @abstractmethod
    def logit_values(self, y_true: Array, z: Array, y: Array) -> Array:
        """As :meth:`values`, from the logits ``z`` and ``y = activation(z)``."""

    @abstractmethod
    def logit_gradient(self, y_true: Array, z: Array, y: Array) -> Array:
        """The derivative of each sample's loss by ``z``."""
