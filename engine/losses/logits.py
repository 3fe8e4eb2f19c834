"""Softmax, sigmoid and log-sum-exp of logits, without overflow, for the crossentropies."""

from typing import Any

import numpy as np

from engine.backend import reductions
from engine.backend.tensor import Tensor
from engine.typing import Array


def softmax(z: Any, axis: int = -1) -> Any:
    """``exp(z) / Σ exp(z)`` along ``axis``, on the trace if ``z`` is."""
    if isinstance(z, Tensor):
        return reductions.softmax(z, axis)
    y: Array = z - z.max(axis=axis, keepdims=True)
    np.exp(y, out=y)
    y /= y.sum(axis=axis, keepdims=True)
    return y


def as_rows(x: Array) -> Array:
    """Reshape ``(batch, …, classes)`` to ``(samples, classes)``."""
    return x.reshape(-1, x.shape[-1])


def log_sum_exp(z: Array, y: Array, axis: int = -1) -> Array:
    """``log Σ exp(z)`` along ``axis``, from ``y = softmax(z)``.

    The largest ``y`` is at least ``1 / classes`` and equals ``exp(max z) / Σ exp(z)``, so one
    logarithm per sample is enough.
    """
    return z.max(axis=axis) - np.log(y.max(axis=axis))  # type: ignore[no-any-return]


def sigmoid(z: Array) -> Array:
    """``1 / (1 + exp(-z))``."""
    exp = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, exp) / (1 + exp)  # type: ignore[no-any-return]
