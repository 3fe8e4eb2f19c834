"""``tf.nn``: activations, crossentropies from logits and normalizations, with TensorFlow's arguments.

The arguments ``name`` are accepted and have no effect.
"""

from typing import Any

import numpy as np

from engine import ops
from engine.activations import FUNCTIONS
from engine.backend.random_functions import uniform
from engine.backend.tensor import raw
from engine.ops.activation_of import same_as

Name = str | None


@same_as(FUNCTIONS["leaky_relu"])
def leaky_relu(features: Any, alpha: float = 0.2, name: Name = None) -> Any:
    """``x`` above 0, else ``alpha · x``."""
    return ops.leaky_relu(features, alpha)


@same_as(FUNCTIONS["gelu"])
def gelu(features: Any, approximate: bool = False, name: Name = None) -> Any:
    """``x · Φ(x)`` with the normal distribution function, or its approximation by tanh."""
    return ops.gelu(features, approximate)


@same_as(FUNCTIONS["softmax"])
def softmax(logits: Any, axis: int | None = None, name: Name = None) -> Any:
    """``eˣ / Σ eˣ`` along an axis, the last one by default."""
    return ops.softmax(logits, -1 if axis is None else axis)


@same_as(FUNCTIONS["log_softmax"])
def log_softmax(logits: Any, axis: int | None = None, name: Name = None) -> Any:
    """``x - log Σ eˣ`` along an axis, the last one by default."""
    return ops.log_softmax(logits, -1 if axis is None else axis)


def l2_normalize(x: Any, axis: Any = None, epsilon: float = 1e-12, name: Name = None) -> Any:
    """``x / √max(Σ x², ε)`` along an axis, or over all elements."""
    total = ops.sum(ops.square(x), axis, keepdims=True)
    return ops.multiply(x, ops.rsqrt(ops.maximum(total, epsilon)))


def l2_loss(t: Any, name: Name = None) -> Any:
    """``Σ t² / 2``."""
    return ops.multiply(ops.sum(ops.square(t)), 0.5)


def moments(x: Any, axes: Any, shift: Any = None, keepdims: bool = False, name: Name = None) -> Any:
    """The mean and the variance along axes. shift: without effect."""
    return ops.moments(x, axes, keepdims)


def bias_add(value: Any, bias: Any, data_format: Name = None, name: Name = None) -> Any:
    """``value + bias``, the bias being along the last axis, or the second one for "NC…"."""
    if data_format is not None and data_format.startswith("NC"):
        bias = ops.reshape(bias, [1, -1, *[1] * (ops.ndim(value) - 2)])
    return ops.add(value, bias)


def dropout(x: Any, rate: float, noise_shape: Any = None, seed: Any = None, name: Name = None) -> Any:
    """``x`` with a share ``rate`` of zeros at random, and the rest divided by ``1 - rate``."""
    remaining = np.asarray(raw(uniform(noise_shape or ops.shape(x), seed=seed))) >= rate
    return ops.where(remaining, ops.divide(x, 1 - rate), 0.0)


def batch_normalization(x: Any, mean: Any, variance: Any, offset: Any, scale: Any, variance_epsilon: float,
                        name: Name = None) -> Any:
    """``scale · (x - mean) / √(variance + ε) + offset``, with arrays that broadcast to x."""
    y = ops.divide(ops.subtract(x, mean), ops.sqrt(ops.add(variance, variance_epsilon)))
    y = y if scale is None else ops.multiply(y, scale)
    return y if offset is None else ops.add(y, offset)


# --- crossentropies -------------------------------------------------------------------------------------------------


def sigmoid_cross_entropy_with_logits(labels: Any = None, logits: Any = None, name: Name = None) -> Any:
    """``-(t · log p + (1 - t) · log(1 - p))`` of each element, with ``p = sigmoid(logits)``."""
    return weighted_cross_entropy_with_logits(labels, logits, 1.0)


def weighted_cross_entropy_with_logits(labels: Any, logits: Any, pos_weight: Any, name: Name = None) -> Any:
    """``-(w · t · log p + (1 - t) · log(1 - p))`` of each element; ``p = sigmoid(logits)``, w ``pos_weight``."""
    positive = ops.multiply(ops.multiply(labels, pos_weight), ops.softplus(ops.negative(logits)))
    return ops.add(positive, ops.multiply(ops.subtract(1.0, labels), ops.softplus(logits)))


def softmax_cross_entropy_with_logits(labels: Any, logits: Any, axis: int = -1, name: Name = None) -> Any:
    """``-Σ t · log softmax(logits)`` over the classes."""
    return ops.negative(ops.sum(ops.multiply(labels, ops.log_softmax(logits, axis)), axis))


def sparse_softmax_cross_entropy_with_logits(labels: Any, logits: Any, name: Name = None) -> Any:
    """``-log softmax(logits)`` of the class; labels: ``(batch, …)``, logits: ``(batch, …, classes)``."""
    logs = ops.log_softmax(logits)
    rows = np.asarray(raw(ops.convert_to_tensor(labels)))[..., None]
    return ops.negative(ops.squeeze(ops.take_along_axis(logs, rows, -1), -1))
