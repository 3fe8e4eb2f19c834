"""The logits of the predictions that metrics are being updated with, from which Keras computes crossentropies.

In Keras on TensorFlow the tensor that a softmax or sigmoid returns remembers its input, and every crossentropy, be it
loss, metric or part of a learner's own function, is computed from that. Here the predictions are plain arrays; what
belongs to them is kept while metrics are updated.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from engine.losses.base import LogitsLoss, Loss
from engine.typing import Array

_current: ContextVar[tuple[Array, Array, Any] | None] = ContextVar("output_logits", default=None)


@contextmanager
def remember_logits(y: Array, z: Array, activation: Any) -> Iterator[None]:
    """Remember within the block that ``y`` is ``activation(z)``."""
    token = _current.set((y, z, activation))
    try:
        yield
    finally:
        _current.reset(token)


def values_of(loss: Loss, y_true: Array, y_pred: Array) -> Array:
    """The loss of every sample: from the logits of ``y_pred`` where Keras knows them, else ``loss.values``.

    y_true: labels as returned by ``loss.prepare``.
    """
    entry = _current.get()
    if entry is not None and isinstance(loss, LogitsLoss) and loss.takes_logits and _are_same(entry[0], y_pred):
        return loss.values_from_logits(y_true, entry[1], y_pred, entry[2])
    return loss.values(y_true, y_pred)


def _are_same(one: Array, other: Array) -> bool:
    """Whether two arrays are one, or views of the same values."""
    first, second = one.__array_interface__, other.__array_interface__
    return one is other or all(first[name] == second[name] for name in ("data", "shape", "strides", "typestr"))
