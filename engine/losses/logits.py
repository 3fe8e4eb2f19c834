"""Probabilities of logits, without overflow: what the crossentropies share."""

import numpy as np

from engine.typing import Array


def softmax(z: Array, axis: int = -1) -> Array:
    """``exp(z) / Σ exp(z)`` along ``axis``."""
    y: Array = z - z.max(axis=axis, keepdims=True)
    np.exp(y, out=y)
    y /= y.sum(axis=axis, keepdims=True)
    return y


def matrix(x: Array) -> Array:
    """``(batch, …, classes)`` as ``(samples, classes)``."""
    return x.reshape(-1, x.shape[-1])


def log_sum_exp(z: Array, y: Array, axis: int = -1) -> Array:
    """``log Σ exp(z)`` along ``axis``, from ``y = softmax(z)``.

    The largest of ``y`` is at least 1/n and equals ``exp(max z) / Σ exp(z)``: one logarithm a sample is enough.
    """
    return z.max(axis=axis) - np.log(y.max(axis=axis))  # type: ignore[no-any-return]


def sigmoid(z: Array) -> Array:
    """``1 / (1 + exp(-z))``."""
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, small) / (1 + small)  # type: ignore[no-any-return]
