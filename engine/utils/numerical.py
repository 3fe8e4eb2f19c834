"""to_categorical and normalize: one-hot encoding of classes, and scaling to unit norm."""

from typing import Any

import numpy as np

from engine.backend.comparisons import equal, where
from engine.backend.norms import norm
from engine.backend.tensor import Tensor, divide, raw
from engine.errors import fail
from engine.limits import MAX_BATCH_ELEMENTS
from engine.typing import Array
from engine.validators import Integer


def to_categorical(x: Any, num_classes: int | None = None) -> Array:
    """One-hot encode integer classes. Source: Keras 3, ``utils.to_categorical``.

    x: integers from 0, of any shape; a last axis of length 1 is dropped. y: float64 ``(…, num_classes)`` of 0 and 1.
    num_classes: None is the largest class + 1. Raises a ProblemError for values that are not classes.
    """
    classes = _to_integers(x)
    shape = classes.shape[:-1] if classes.ndim > 1 and classes.shape[-1] == 1 else classes.shape
    classes = classes.ravel()
    if classes.size == 0 and not num_classes:
        raise fail("no_data", "x", argument="x")
    count = Integer(low=1).convert("num_classes", num_classes or int(classes.max()) + 1)
    for invalid in classes[(classes < 0) | (classes >= count)][:1]:
        raise fail("not_a_class", "x", low=0, high=count - 1, value=int(invalid))
    if classes.size * count > MAX_BATCH_ELEMENTS:
        raise fail("too_large", "x", argument="the size of the result", high=MAX_BATCH_ELEMENTS,
                   value=classes.size * count)
    y = np.zeros((classes.size, count))
    y[np.arange(classes.size), classes] = 1
    return y.reshape(*shape, count)


def _to_integers(x: Any) -> Array:
    x = np.asarray(raw(x))
    if x.dtype.kind not in "iub":
        try:
            x = x.astype("float64")
        except (TypeError, ValueError):
            raise fail("not_numeric", "x", name="x", dtype=x.dtype) from None
        if not np.isfinite(x).all():
            raise fail("not_finite", "x", argument="x", value=float(x[~np.isfinite(x)][0]))
    value: Array = x.astype("int64")
    return value


def normalize(x: Any, axis: int | None = -1, order: Any = 2) -> Any:
    """Divide ``x`` by its norms along ``axis``; vectors of norm 0 stay 0. Source: Keras 3, ``utils.normalize``.

    order: of the norm, as for ``np.linalg.norm``.
    """
    if isinstance(x, Tensor):
        norms = norm(x, order, axis, keepdims=True)
        return divide(x, where(equal(norms, 0), 1.0, norms))
    x = np.asarray(x)
    norms = np.linalg.norm(x, order, axis, keepdims=True)
    return np.divide(x, np.where(norms == 0, 1, norms))
