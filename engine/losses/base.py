"""Base classes of losses: per-sample values, their gradient with respect to y_pred, and the reduction to a scalar."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from typing import Any, ClassVar

import numpy as np

from engine.backend.as_tensor import as_tensor
from engine.backend.config import floatx
from engine.backend.eager_tensor import eager
from engine.backend.elementwise import cast
from engine.backend.shapes import reshape
from engine.backend.tensor import Tensor, apply, raw
from engine.configurable import at_defaults
from engine.errors import ProblemError, fail
from engine.hyperparameters import Configurable, configurable, declare, saved_config, text
from engine.losses.squeeze_or_expand import squeeze_or_expand_shapes
from engine.overrides import engine_class, overrides
from engine.registry import identifier, snake_case
from engine.typing import Array, Shape
from engine.validators import Choice

_mask: ContextVar[Any] = ContextVar("mask of the predictions", default=None)
REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none")


@configurable
class Loss(Configurable, ABC):
    """Base of all losses: how far predictions are from the labels.

    y_true and y_pred: ``(batch, …, outputs)``. Most losses give a value for each sample (and each step of a sequence),
    computed over the last axis; ``reduction`` then reduces these values to a scalar. Source: Keras 3, ``losses.Loss``.
    """

    logits_activation: ClassVar[str] = ""
    """Name of the activation that a :class:`LogitsLoss` can be fused with; empty for other losses."""

    reduction: str | None = declare(Choice(choices=REDUCTIONS, optional=True), default="sum_over_batch_size",
                                    kw_only=True)
    name: str | None = text(default=None, kw_only=True)
    dtype: str | None = text(default=None, kw_only=True)

    @property
    def loss_weight(self) -> float:
        """Factor of the loss, as given by ``compile(loss_weights=…)``."""
        return float(vars(self).get("_loss_weight", 1.0))

    def with_loss_weight(self, loss_weight: float) -> "Loss":
        """Return a shallow copy of this loss with another weight; the loss itself if the weight is 1."""
        if loss_weight == 1.0:
            return self
        weighted = copy(self)
        vars(weighted)["_loss_weight"] = loss_weight
        return weighted

    def get_config(self) -> dict[str, Any]:
        """Return the config in Keras's form; ``dtype`` is left out unless it was set."""
        config = {**saved_config(self), "name": self.name or snake_case(engine_class(type(self)).__name__)}
        return {name: value for name, value in config.items() if name != "dtype" or value is not None}

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Accept Keras 2's ``reduction="auto"``, and drop the ``fn`` entry that Keras writes into saved configs."""
        accepted = {name: value for name, value in arguments.items() if name != "fn"}
        if accepted.get("reduction") == "auto":
            accepted["reduction"] = "sum_over_batch_size"
        return accepted

    # --- defined by subclasses ----------------------------------------------------------------------------------

    def values(self, y_true: Array, y_pred: Array) -> Array:
        """Return the loss of every sample; for most losses of the shape of ``y_pred`` without its last axis.

        A learner's class defines :meth:`call` instead.
        """
        raise fail("method_missing", name=type(self).__name__, method="call(y_true, y_pred)")

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        """Return the gradient of each sample's loss with respect to ``y_pred``: a new array of the same shape."""
        raise fail("method_missing", name=type(self).__name__, method="call(y_true, y_pred)")

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return :meth:`values` as Keras's method of this name does; it stays on the trace."""
        return eager(self.traced_values(y_true, y_pred)[1])

    def backward(self, dvalues: Any, y_true: Array, y_pred: Array) -> Array:
        """Return ``dy_pred``. dvalues: gradient with respect to :meth:`values`, a float or an array of their shape."""
        return scale_by_sample(dvalues, self.gradient(y_true, y_pred), self.summed_axis())

    def summed_axis(self) -> int:
        """Return the axis of ``y_pred`` that :meth:`values` sums over."""
        return -1

    def valid_mask(self, y_true: Array, values: Array) -> Array | None:
        """Return a boolean mask of the samples that count in a mean; None if all do."""
        return None

    # --- labels -------------------------------------------------------------------------------------------------

    def check(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        """Raise a ProblemError if labels of this shape and dtype cannot be compared with predictions of that shape.

        Shapes have the batch axis first; its length is not compared.
        """
        if np.dtype(y_true_dtype).kind not in "biuf":
            raise fail("labels_are_not_numbers", "loss", dtype=str(y_true_dtype))
        self.check_shape(y_true_shape, y_true_dtype, y_pred_shape)

    def check_shape(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        """Check the shapes only; overridden by losses whose labels have another shape."""
        labels, outputs = squeeze_or_expand_shapes(y_true_shape, y_pred_shape)
        same = all(a == b or a is None or b is None for a, b in zip(labels[1:], outputs[1:], strict=False))
        if len(labels) != len(outputs) or not same:
            raise self.mismatch(y_true_shape, y_pred_shape)

    def mismatch(self, y_true_shape: Shape, y_pred_shape: Shape,
                 code: str = "outputs_do_not_match_labels") -> ProblemError:
        """Return the error for labels that do not match the outputs."""
        return fail(code, "loss", loss=identifier(type(self)), labels=y_true_shape, outputs=y_pred_shape)

    def prepare(self, y_true: Any, y_pred_shape: Shape) -> Array:
        """Check labels and convert them to the shape and dtype that :meth:`values` expects.

        y_true: labels of a batch or of all samples.
        """
        y_true = np.asarray(y_true)
        self.check(y_true.shape, y_true.dtype, y_pred_shape)
        if y_true.ndim != len(y_pred_shape):
            y_true = y_true[..., None] if y_true.ndim < len(y_pred_shape) else y_true[..., 0]
        labels: Array = y_true.astype(self.compute_dtype, copy=False)
        return labels

    @property
    def compute_dtype(self) -> str:
        return self.dtype or floatx()

    # --- reduction ----------------------------------------------------------------------------------------------

    def weights(self, y_true: Array, values: Array, sample_weight: Any = None, mask: Any = None) -> Array | None:
        """Return the weight of each value: that of its sample, and 0 where a mask is False; None if all are 1.

        For the reductions "sum_over_batch_size" and "mean", the weights where the mask is True are scaled by
        ``mask.size / number of True``, so that the mean is over the values that the mask keeps.
        """
        own = self.valid_mask(y_true, values)
        mask = own if mask is None else mask if own is None else mask & own
        if mask is None and sample_weight is None:
            return None
        weight = np.ones((), values.dtype)
        if mask is not None:
            is_mean = self.reduction in ("sum_over_batch_size", "mean")
            scale = mask.size / max(np.count_nonzero(mask), 1) if is_mean else 1
            weight = np.where(mask, weight * values.dtype.type(scale), 0).astype(values.dtype, copy=False)
        if sample_weight is not None:
            weight = weight * _align_weight(np.asarray(sample_weight, dtype=values.dtype), values.ndim)
        return np.broadcast_to(weight, values.shape) if values.ndim else weight

    def reduce(self, values: Array, weight: Array | None = None) -> Any:
        """Multiply the losses by ``weight`` and reduce them to a scalar, unless ``reduction`` is None or "none"."""
        if weight is not None:
            values = values * weight
        if self.reduction in (None, "none"):
            return values
        total = values.sum()
        return total if self.reduction == "sum" else total / self.divisor(values, weight)

    def divisor(self, values: Array, weight: Array | None) -> Any:
        """Return the divisor of a mean: number of values, or sum of the weights for "mean_with_sample_weight"."""
        if self.reduction == "mean_with_sample_weight" and weight is not None and weight.ndim:
            return weight.sum() or 1
        return values.size if weight is None else max(values.size, weight.size)

    def reduction_grad(self, values: Array, weight: Array | None = None) -> Any:
        """Return the gradient of :meth:`reduce` with respect to ``values``: a float, or an array if weighted."""
        scale = 1.0 if self.reduction in (None, "none", "sum") else 1.0 / self.divisor(values, weight)
        if weight is None:
            return scale
        return (weight if weight.ndim == values.ndim else weight.sum()) * values.dtype.type(scale)

    def compute(self, y_true: Array, y_pred: Array, sample_weight: Any = None, mask: Any = None) -> tuple[Any, Array]:
        """Return the reduced loss and its gradient ``dy_pred``. y_true: labels as returned by :meth:`prepare`."""
        values = self.values(y_true, y_pred)
        weight = self.weights(y_true, values, sample_weight, mask)
        return self.reduce(values, weight), self.backward(self.reduction_grad(values, weight), y_true, y_pred)

    def evaluate(self, y_true: Array, y_pred: Array, sample_weight: Any = None, mask: Any = None) -> Any:
        """Return the reduced loss, as :meth:`compute` does, without its gradient."""
        values = self.values(y_true, y_pred)
        return self.reduce(values, self.weights(y_true, values, sample_weight, mask))

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> Any:
        """Return the reduced loss as a tensor, with Keras's signature."""
        find_values = own_values if overrides(type(self), "call") else type(self).traced_values
        labels, values = find_values(self, y_true, y_pred)
        return eager(self.reduce(values, self.weights(labels, np.asarray(raw(values)), sample_weight, _mask.get())))

    def traced_values(self, y_true: Any, y_pred: Any) -> tuple[Array, Any]:
        """Return the labels of :meth:`prepare`, and :meth:`values`: on the trace if ``y_true`` or ``y_pred`` is.

        The gradient with respect to ``y_pred`` is that of :meth:`backward`; if ``y_true`` is on the trace, the formula
        of :meth:`values` itself is traced.
        """
        predictions = np.asarray(raw(y_pred), dtype=self.compute_dtype)
        labels = self.prepare(raw(y_true), predictions.shape)
        if isinstance(y_true, Tensor) and labels.dtype.kind == "f":
            targets = reshape(cast(y_true, labels.dtype), labels.shape)
            outputs = cast(y_pred, predictions.dtype) if isinstance(y_pred, Tensor) else predictions
            return labels, self.values(targets, outputs)
        values = self.values(labels, predictions)
        if not isinstance(y_pred, Tensor):
            return labels, values
        source = cast(y_pred, predictions.dtype)
        return labels, apply(values, (source, lambda dvalues: self.backward(dvalues, labels, predictions)))


def own_values(loss: Loss, y_true: Any, y_pred: Any) -> tuple[Array, Any]:
    """Return the labels as floats, and what a learner's ``call`` returns for each sample: on the trace if it is."""
    labels = np.asarray(raw(y_true), loss.compute_dtype)
    values = loss.call(y_true if isinstance(y_true, Tensor) else as_tensor(labels), as_tensor(y_pred))
    return labels, values if isinstance(values, Tensor) else np.asarray(raw(values), loss.compute_dtype)


@contextmanager
def given_mask(mask: Any) -> Iterator[None]:
    """Context manager: within it, a call of a loss leaves out the values where the mask is False."""
    token = _mask.set(mask)
    try:
        yield
    finally:
        _mask.reset(token)


def _align_weight(weight: Array, ndim: int) -> Array:
    """Append axes of length 1 to sample weights until they broadcast with values of ``ndim`` axes, ``(batch, …)``."""
    if weight.ndim == ndim + 1 and weight.shape[-1] == 1:
        return weight[..., 0]
    return weight.reshape(weight.shape + (1,) * (ndim - weight.ndim))


def scale_by_sample(dvalues: Any, gradient: Array, axis: int) -> Array:
    """Multiply ``gradient`` in place by the gradient of each sample's value, broadcast along ``axis``; return it."""
    gradient *= dvalues if isinstance(dvalues, float) else np.expand_dims(dvalues, axis)
    return gradient


class LogitsLoss(Loss, ABC):
    """A loss on probabilities that is simpler and numerically more stable when computed from their logits ``z``.

    As in Keras on TensorFlow, the loss of a model whose last activation is softmax or sigmoid is computed from the
    input ``z`` of that activation, with the ``logits_activation`` of the loss in its place, whatever ``from_logits``
    is. Without label smoothing the gradient is ``y - y_true`` for softmax, and ``(y - y_true) / outputs`` for sigmoid.
    """

    @property
    def takes_logits(self) -> bool:
        """Whether the loss of the outputs of a softmax or sigmoid is computed from its input."""
        return True

    @abstractmethod
    def probabilities(self, z: Array) -> Array:
        """Return ``logits_activation(z)``."""

    @abstractmethod
    def logit_values(self, y_true: Array, z: Array, y: Array) -> Array:
        """Return :meth:`values`, computed from the logits ``z`` and ``y = probabilities(z)``."""

    @abstractmethod
    def logit_gradient(self, y_true: Array, z: Array, y: Array) -> Array:
        """Return the gradient of each sample's loss with respect to ``z``: a new array of the shape of ``z``."""

    def values_from_logits(self, y_true: Array, z: Array, y: Array, activation: Any = None) -> Array:
        """Return the loss of every sample. y: ``activation(z)``; None stands for the loss's own activation."""
        return self.logit_values(y_true, z, self.own_probabilities(z, y, activation))

    def own_probabilities(self, z: Array, y: Array, activation: Any) -> Array:
        """Return ``probabilities(z)``, which is ``y`` if ``activation`` is the loss's own."""
        return y if activation is None or self.is_own_activation(activation) else self.probabilities(z)

    def is_own_activation(self, activation: Any) -> bool:
        """Whether an activation computes :meth:`probabilities`."""
        last_axis = self.logits_activation == "sigmoid" or self.summed_axis() == -1
        return last_axis and identifier(type(activation)) == self.logits_activation and at_defaults(activation)

    def compute_from_logits(self, y_true: Array, z: Array, y: Array, sample_weight: Any = None, mask: Any = None,
                            activation: Any = None) -> tuple[Any, Array]:
        """Return the reduced loss and its gradient ``dz`` with respect to the logits.

        y: ``activation(z)``; None stands for the loss's own activation.
        """
        y = self.own_probabilities(z, y, activation)
        values = self.logit_values(y_true, z, y)
        weight = self.weights(y_true, values, sample_weight, mask)
        dz = self.logit_gradient(y_true, z, y)
        dz = scale_by_sample(self.reduction_grad(values, weight), dz, self.summed_axis())
        return self.reduce(values, weight), dz
