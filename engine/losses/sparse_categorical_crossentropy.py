"""SparseCategoricalCrossentropy: for multi-class classification, with integer labels."""

from typing import Any, ClassVar, final

import numpy as np

from engine import kernels
from engine.backend.config import epsilon
from engine.hyperparameters import boolean, configurable, integer
from engine.losses.base import LogitsLoss
from engine.losses.class_labels import check_sparse_labels, prepare_sparse_labels
from engine.losses.logits import as_rows, log_sum_exp, softmax
from engine.typing import Array, Shape


@final
@configurable
class SparseCategoricalCrossentropy(LogitsLoss):
    """``-log q[y_true]`` with ``q`` the probabilities over the last axis.

    y_true: ``(batch, …)``, class ids; y_pred: ``(batch, …, classes)``. ``q = c / Σ c``, where ``c`` is ``y_pred``
    clipped to ``[ε, 1 - ε]``; if ``from_logits``, ``q = softmax(y_pred)``. Samples labelled ``ignore_class`` have
    loss 0 and do not count in the mean. The gradient with respect to logits is ``softmax(z) - onehot(y_true)``.
    Source: Keras 3, ``losses.SparseCategoricalCrossentropy``.
    """

    names: ClassVar[tuple[str, ...]] = ("sparse_categorical_crossentropy",)
    logits_activation: ClassVar[str] = "softmax"

    from_logits: bool = boolean(default=False)
    ignore_class: int | None = integer(default=None)
    axis: int = integer(-1, -1, default=-1, kw_only=True)

    def check_shape(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        check_sparse_labels(self, y_true_shape, y_pred_shape)

    def prepare(self, y_true: Any, y_pred_shape: Shape) -> Array:
        return prepare_sparse_labels(self, y_true, y_pred_shape, self.ignore_class)

    def valid_mask(self, y_true: Array, values: Array) -> Array | None:
        return None if self.ignore_class is None else y_true != self.ignore_class

    def values(self, y_true: Array, y_pred: Array) -> Array:
        if self.from_logits:
            return self.logit_values(y_true, y_pred, softmax(y_pred))
        clipped = np.clip(y_pred, epsilon(), 1 - epsilon())
        label_values = take_labels(clipped, self.labels(y_true))
        return self.mask_ignored(np.log(clipped.sum(axis=-1) / label_values), y_true)

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        if self.from_logits:
            return self.logit_gradient(y_true, y_pred, softmax(y_pred))
        clipped = np.clip(y_pred, epsilon(), 1 - epsilon())
        labels = self.labels(y_true)
        grad = np.empty(clipped.shape, clipped.dtype)
        grad[...] = 1 / clipped.sum(axis=-1, keepdims=True)
        put_labels(grad, labels, take_labels(grad, labels) - 1 / take_labels(clipped, labels))
        grad[clipped != y_pred] = 0
        return self.mask_ignored(grad, y_true[..., None])

    def probabilities(self, z: Array) -> Array:
        y: Array = softmax(z)
        return y

    def logit_values(self, y_true: Array, z: Array, y: Array) -> Array:
        if not kernels.enabled():
            labels = self.labels(y_true)
            is_valid = (labels >= 0) & (labels < z.shape[-1])
            values = np.where(is_valid, log_sum_exp(z, y) - take_labels(z, labels * is_valid), np.nan).astype(z.dtype)
            return self.mask_ignored(values, y_true)
        values = np.empty(y_true.shape, z.dtype)
        kernels.sparse_crossentropy(np.ravel(self.labels(y_true)), as_rows(z), as_rows(y), values.reshape(-1))
        return self.mask_ignored(values, y_true)

    def logit_gradient(self, y_true: Array, z: Array, y: Array) -> Array:
        if not kernels.enabled():
            labels = self.labels(y_true)
            is_valid = (labels >= 0) & (labels < y.shape[-1])
            grad = np.where(is_valid[..., None], y, np.nan).astype(y.dtype, order="C")
            put_labels(grad, labels * is_valid, take_labels(grad, labels * is_valid) - 1)
            return self.mask_ignored(grad, y_true[..., None])
        grad = np.empty(y.shape, y.dtype)
        kernels.sparse_crossentropy_gradient(np.ravel(self.labels(y_true)), as_rows(y), as_rows(grad))
        return self.mask_ignored(grad, y_true[..., None])

    def labels(self, y_true: Array) -> Array:
        """Replace ``ignore_class`` by 0, so that all labels are valid indices."""
        return y_true if self.ignore_class is None else np.where(y_true == self.ignore_class, 0, y_true)

    def mask_ignored(self, x: Array, y_true: Array) -> Array:
        """Return ``x`` with 0 where the label is ``ignore_class``."""
        if self.ignore_class is None:
            return x
        return np.where(y_true == self.ignore_class, 0, x).astype(x.dtype, copy=False)


def take_labels(x: Array, labels: Array) -> Array:
    """Return ``x[…, labels]``: of ``(batch, …, classes)`` the value at each sample's label, ``(batch, …)``."""
    rows = as_rows(x)
    label_values: Array = rows[np.arange(len(rows)), labels.reshape(-1)]
    return label_values.reshape(labels.shape)


def put_labels(x: Array, labels: Array, new: Array) -> None:
    """Set the values that :func:`take_labels` returns to ``new``, in place; ``x`` must be contiguous."""
    rows = as_rows(x)
    rows[np.arange(len(rows)), labels.reshape(-1)] = new.reshape(-1)
