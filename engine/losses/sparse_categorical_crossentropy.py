"""SparseCategoricalCrossentropy: for one class out of several, with the class numbers as labels."""

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

    y_true: ``(batch, …)``, the number of the class; y_pred: ``(batch, …, classes)``. ``q = c / Σ c`` with ``c`` as
    ``y_pred`` kept inside ``[ε, 1 - ε]``, or ``softmax(y_pred)`` if ``from_logits``. Samples labelled ``ignore_class``
    cost nothing and do not count in the mean. The slope by logits is ``softmax(z) - onehot(y_true)``.
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
        inside = np.clip(y_pred, epsilon(), 1 - epsilon())
        picked = pick(inside, self.labels(y_true))
        return self.masked(np.log(inside.sum(axis=-1) / picked), y_true)

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        if self.from_logits:
            return self.logit_gradient(y_true, y_pred, softmax(y_pred))
        inside = np.clip(y_pred, epsilon(), 1 - epsilon())
        labels = self.labels(y_true)
        slope = np.empty_like(inside)
        slope[...] = 1 / inside.sum(axis=-1, keepdims=True)
        put(slope, labels, pick(slope, labels) - 1 / pick(inside, labels))
        slope[inside != y_pred] = 0
        return self.masked(slope, y_true[..., None])

    def logit_values(self, y_true: Array, z: Array, y: Array) -> Array:
        if not kernels.enabled():
            labels = self.labels(y_true)
            known = (labels >= 0) & (labels < z.shape[-1])
            values = np.where(known, log_sum_exp(z, y) - pick(z, labels * known), np.nan).astype(z.dtype)
            return self.masked(values, y_true)
        values = np.empty(y_true.shape, z.dtype)
        kernels.sparse_crossentropy(np.ravel(self.labels(y_true)), as_rows(z), as_rows(y), values.reshape(-1))
        return self.masked(values, y_true)

    def logit_gradient(self, y_true: Array, z: Array, y: Array) -> Array:
        if not kernels.enabled():
            labels = self.labels(y_true)
            known = (labels >= 0) & (labels < y.shape[-1])
            slope = np.where(known[..., None], y, np.nan).astype(y.dtype)
            put(slope, labels * known, pick(slope, labels * known) - 1)
            return self.masked(slope, y_true[..., None])
        slope = np.empty(y.shape, y.dtype)
        kernels.sparse_crossentropy_gradient(np.ravel(self.labels(y_true)), as_rows(y), as_rows(slope))
        return self.masked(slope, y_true[..., None])

    def labels(self, y_true: Array) -> Array:
        """Class numbers that can be looked up: 0 stands in where the class is ignored."""
        return y_true if self.ignore_class is None else np.where(y_true == self.ignore_class, 0, y_true)

    def masked(self, x: Array, y_true: Array) -> Array:
        """``x``, and 0 where the class is ignored."""
        if self.ignore_class is None:
            return x
        return np.where(y_true == self.ignore_class, 0, x).astype(x.dtype, copy=False)


def pick(x: Array, labels: Array) -> Array:
    """``x[…, labels]``: of ``(batch, …, classes)`` the number of each sample's class, ``(batch, …)``."""
    rows = as_rows(x)
    picked: Array = rows[np.arange(len(rows)), labels.reshape(-1)]
    return picked.reshape(labels.shape)


def put(x: Array, labels: Array, new: Array) -> None:
    """Overwrite what :func:`pick` gives; ``x`` is contiguous."""
    rows = as_rows(x)
    rows[np.arange(len(rows)), labels.reshape(-1)] = new.reshape(-1)
