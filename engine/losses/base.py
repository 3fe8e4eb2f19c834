"""What every loss is: a value for each sample, the slope by the prediction, and one number made of the values."""

from abc import ABC, abstractmethod
from copy import copy
from typing import Any, ClassVar

import numpy as np

from engine.backend.config import floatx
from engine.errors import ProblemError, fail
from engine.hyperparameters import Configurable, configurable, declare, saved_config, text
from engine.losses.ranks import same_rank_shapes
from engine.registry import identifier, snake_case
from engine.typing import Array, Shape
from engine.validators import Choice

REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none")


@configurable
class Loss(Configurable, ABC):
    """How far predictions are from the truth.

    y_true and y_pred: ``(batch, …, outputs)``. A loss is computed for each sample (and each step of a sequence), over
    the last axis; ``reduction`` makes one number of those. Source: Keras 3, ``losses.Loss``.
    """

    logits_activation: ClassVar[str] = ""
    """The activation whose input a :class:`LogitsLoss` takes instead of its output; empty for other losses."""

    reduction: str | None = declare(Choice(choices=REDUCTIONS, optional=True), default="sum_over_batch_size",
                                    kw_only=True)
    name: str | None = text(default=None, kw_only=True)
    dtype: str | None = text(default=None, kw_only=True)

    @property
    def share(self) -> float:
        """What the loss is multiplied by: ``compile(loss_weights=…)``."""
        return float(vars(self).get("_share", 1.0))

    def shared(self, share: float) -> "Loss":
        """The same loss, multiplied by a number."""
        if share == 1.0:
            return self
        found = copy(self)
        vars(found)["_share"] = share
        return found

    def get_config(self) -> dict[str, Any]:
        """As Keras writes it: the type only where one was given."""
        config = {**saved_config(self), "name": self.name or snake_case(type(self).__name__)}
        return {name: value for name, value in config.items() if name != "dtype" or value is not None}

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Keras 2: ``reduction="auto"``, and the function that a saved config names beside its class."""
        found = {name: value for name, value in arguments.items() if name != "fn"}
        if found.get("reduction") == "auto":
            found["reduction"] = "sum_over_batch_size"
        return found

    # --- what a loss defines ------------------------------------------------------------------------------------

    @abstractmethod
    def values(self, y_true: Array, y_pred: Array) -> Array:
        """The loss of every sample: the shape of ``y_pred`` without its last axis."""

    @abstractmethod
    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        """The derivative of each sample's loss by its prediction: the shape of ``y_pred``, a new array."""

    def backward(self, dvalues: Any, y_true: Array, y_pred: Array) -> Array:
        """``dy_pred`` from the slope by :meth:`values`, which is one number for all or an array of their shape."""
        return spread(dvalues, self.gradient(y_true, y_pred), self.summed_axis())

    def summed_axis(self) -> int:
        """The axis of ``y_pred`` that :meth:`values` lacks."""
        return -1

    def valid(self, y_true: Array, values: Array) -> Array | None:
        """Which samples count in a mean (True); None where all do."""
        return None

    # --- labels -------------------------------------------------------------------------------------------------

    def check(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        """Raise a ProblemError if labels of this shape and type cannot be compared with predictions of that shape.

        Shapes have the batch axis first; its length is not compared.
        """
        if np.dtype(y_true_dtype).kind not in "biuf":
            raise fail("labels_are_not_numbers", "loss", dtype=str(y_true_dtype))
        self.check_shape(y_true_shape, y_true_dtype, y_pred_shape)

    def check_shape(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        """The part of :meth:`check` in which losses differ."""
        labels, outputs = same_rank_shapes(y_true_shape, y_pred_shape)
        same = all(a == b or a is None or b is None for a, b in zip(labels[1:], outputs[1:], strict=False))
        if len(labels) != len(outputs) or not same:
            raise self.mismatch(y_true_shape, y_pred_shape)

    def mismatch(self, y_true_shape: Shape, y_pred_shape: Shape,
                 code: str = "outputs_do_not_match_labels") -> ProblemError:
        """The error for labels whose shape does not suit."""
        return fail(code, "loss", loss=identifier(type(self)), labels=y_true_shape, outputs=y_pred_shape)

    def prepare(self, y_true: Any, y_pred_shape: Shape) -> Array:
        """The labels, of a batch or of all samples, checked and in the shape and type that :meth:`values` expects."""
        y_true = np.asarray(y_true)
        self.check(y_true.shape, y_true.dtype, y_pred_shape)
        if y_true.ndim != len(y_pred_shape):
            y_true = y_true[..., None] if y_true.ndim < len(y_pred_shape) else y_true[..., 0]
        labels: Array = y_true.astype(self.compute_dtype, copy=False)
        return labels

    @property
    def compute_dtype(self) -> str:
        return self.dtype or floatx()

    # --- one number of many values ------------------------------------------------------------------------------

    def weights(self, y_true: Array, values: Array, sample_weight: Any = None, mask: Any = None) -> Array | None:
        """The weight of each value: that of its sample, and 0 where a mask is False. None where all are 1.

        In a mean the values that count get ``total / valid``, so that those masked do not dilute it.
        """
        own = self.valid(y_true, values)
        mask = own if mask is None else mask if own is None else mask & own
        if mask is None and sample_weight is None:
            return None
        weight = np.ones((), values.dtype)
        if mask is not None:
            diluted = self.reduction in ("sum_over_batch_size", "mean")
            scale = mask.size / max(np.count_nonzero(mask), 1) if diluted else 1
            weight = np.where(mask, weight * values.dtype.type(scale), 0).astype(values.dtype, copy=False)
        if sample_weight is not None:
            weight = weight * _beside(np.asarray(sample_weight, dtype=values.dtype), values.ndim)
        return np.broadcast_to(weight, values.shape) if values.ndim else weight

    def reduce(self, values: Array, weight: Array | None = None) -> Any:
        """One number of the samples' losses; the losses themselves if ``reduction`` is None."""
        if weight is not None:
            values = values * weight
        if self.reduction in (None, "none"):
            return values
        total = values.sum()
        return total if self.reduction == "sum" else total / self.divisor(values, weight)

    def divisor(self, values: Array, weight: Array | None) -> Any:
        """What a mean divides by: the number of values, or the sum of their weights."""
        if self.reduction == "mean_with_sample_weight" and weight is not None and weight.ndim:
            return weight.sum() or 1
        return values.size if weight is None else max(values.size, weight.size)

    def slope(self, values: Array, weight: Array | None = None) -> Any:
        """The derivative of :meth:`reduce` by ``values``: one number, or an array if there are weights."""
        scale = 1.0 if self.reduction in (None, "none", "sum") else 1.0 / self.divisor(values, weight)
        if weight is None:
            return scale
        return (weight if weight.ndim == values.ndim else weight.sum()) * values.dtype.type(scale)

    def compute(self, y_true: Array, y_pred: Array, sample_weight: Any = None, mask: Any = None) -> tuple[Any, Array]:
        """The reduced loss and its slope ``dy_pred``: what training asks for. ``y_true`` as :meth:`prepare` made it."""
        values = self.values(y_true, y_pred)
        weight = self.weights(y_true, values, sample_weight, mask)
        return self.reduce(values, weight), self.backward(self.slope(values, weight), y_true, y_pred)

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """The reduced loss, as Keras calls it."""
        y_pred = np.asarray(y_pred, dtype=self.compute_dtype)
        y_true = self.prepare(y_true, y_pred.shape)
        values = self.values(y_true, y_pred)
        return self.reduce(values, self.weights(y_true, values, sample_weight))


def _beside(weight: Array, ndim: int) -> Array:
    """Sample weights ready to be multiplied with values of ``ndim`` axes: the batch axis is the first of both."""
    if weight.ndim == ndim + 1 and weight.shape[-1] == 1:
        return weight[..., 0]
    return weight.reshape(weight.shape + (1,) * (ndim - weight.ndim))


def spread(dvalues: Any, gradient: Array, axis: int) -> Array:
    """``gradient`` (which is overwritten) times the slope of each sample, repeated along ``axis``."""
    gradient *= dvalues if isinstance(dvalues, float) else np.expand_dims(dvalues, axis)
    return gradient


class LogitsLoss(Loss, ABC):
    """A loss on probabilities that is simpler and safer on the logits ``z`` they were made of.

    Where the last layer ends with ``logits_activation``, training takes the slope by ``z`` at once: for softmax or
    sigmoid with their crossentropy that is ``y - y_true``. Keras does the same, whatever ``from_logits`` says.
    """

    @abstractmethod
    def logit_values(self, y_true: Array, z: Array, y: Array) -> Array:
        """As :meth:`values`, from the logits ``z`` and ``y = activation(z)``."""

    @abstractmethod
    def logit_gradient(self, y_true: Array, z: Array, y: Array) -> Array:
        """The derivative of each sample's loss by ``z``: a new array."""

    def compute_from_logits(self, y_true: Array, z: Array, y: Array, sample_weight: Any = None,
                            mask: Any = None) -> tuple[Any, Array]:
        """As :meth:`compute`, with the slope by ``z``."""
        values = self.logit_values(y_true, z, y)
        weight = self.weights(y_true, values, sample_weight, mask)
        slope = self.slope(values, weight)
        return self.reduce(values, weight), spread(slope, self.logit_gradient(y_true, z, y), self.summed_axis())


