"""``keras.ops``: activations, crossentropies and normalizations. Activations are those of :mod:`engine.activations`."""

from typing import Any

import numpy as np

from engine import backend
from engine.activations import FUNCTIONS
from engine.activations.base import Activation
from engine.activations.celu import Celu
from engine.activations.elu import Elu
from engine.activations.gelu import Gelu
from engine.activations.glu import Glu
from engine.activations.hard_shrink import HardShrink
from engine.activations.leaky_relu import LeakyRelu
from engine.activations.soft_shrink import SoftShrink
from engine.activations.sparsemax import Sparsemax
from engine.activations.squareplus import Squareplus
from engine.activations.threshold import Threshold
from engine.backend.tensor import apply, raw
from engine.ops.activation_of import same_as
from engine.ops.arithmetic import divide, subtract
from engine.ops.dtypes import as_float, convert, promote_floats
from engine.ops.reductions import moments


def _activate(activation: Activation, x: Any) -> Any:
    x = as_float(x)
    data = np.asarray(raw(x))
    y = activation.forward(data)
    return apply(y, (x, lambda dy: activation.backward(dy, data, y)))


@same_as(FUNCTIONS["relu"])
def relu(x: Any) -> Any:
    """``max(x, 0)``; integers stay."""
    x = convert(x)
    return np.maximum(x, 0) if x.dtype.kind in "iu" else _activate(FUNCTIONS["relu"], x)


@same_as(FUNCTIONS["relu6"])
def relu6(x: Any) -> Any:
    """``min(max(x, 0), 6)``; integers stay."""
    x = convert(x)
    return np.clip(x, 0, 6) if x.dtype.kind in "iu" else _activate(FUNCTIONS["relu6"], x)


@same_as(FUNCTIONS["leaky_relu"])
def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any:
    """``x`` above 0, else ``negative_slope · x``."""
    return _activate(LeakyRelu(negative_slope), x)


@same_as(FUNCTIONS["elu"])
def elu(x: Any, alpha: float = 1.0) -> Any:
    """``x`` above 0, else ``alpha · (eˣ - 1)``."""
    return _activate(Elu(alpha), x)


@same_as(FUNCTIONS["celu"])
def celu(x: Any, alpha: float = 1.0) -> Any:
    """``x`` above 0, else ``alpha · (exp(x / alpha) - 1)``."""
    return _activate(Celu(alpha), x)


@same_as(FUNCTIONS["selu"])
def selu(x: Any) -> Any:
    """The scaled :func:`elu`."""
    return _activate(FUNCTIONS["selu"], x)


@same_as(Gelu(approximate=True))
def gelu(x: Any, approximate: bool = True) -> Any:
    """``x · Φ(x)`` with the normal distribution function, or its approximation by tanh."""
    return _activate(Gelu(approximate=approximate), x)


@same_as(FUNCTIONS["silu"])
def silu(x: Any) -> Any:
    """``x · sigmoid(x)``."""
    return _activate(FUNCTIONS["silu"], x)


@same_as(FUNCTIONS["sigmoid"])
def sigmoid(x: Any) -> Any:
    """``1 / (1 + e⁻ˣ)``."""
    return _activate(FUNCTIONS["sigmoid"], x)


@same_as(FUNCTIONS["log_sigmoid"])
def log_sigmoid(x: Any) -> Any:
    """``log(sigmoid(x))``."""
    return _activate(FUNCTIONS["log_sigmoid"], x)


@same_as(FUNCTIONS["hard_sigmoid"])
def hard_sigmoid(x: Any) -> Any:
    """``x / 6 + 1 / 2``, limited to [0, 1]."""
    return _activate(FUNCTIONS["hard_sigmoid"], x)


@same_as(FUNCTIONS["hard_silu"])
def hard_silu(x: Any) -> Any:
    """``x · hard_sigmoid(x)``."""
    return _activate(FUNCTIONS["hard_silu"], x)


@same_as(FUNCTIONS["hard_tanh"])
def hard_tanh(x: Any) -> Any:
    """``x`` limited to [-1, 1]."""
    return _activate(FUNCTIONS["hard_tanh"], x)


@same_as(FUNCTIONS["tanh"])
def tanh(x: Any) -> Any:
    """The hyperbolic tangent."""
    return _activate(FUNCTIONS["tanh"], x)


@same_as(FUNCTIONS["tanh_shrink"])
def tanh_shrink(x: Any) -> Any:
    """``x - tanh(x)``."""
    return _activate(FUNCTIONS["tanh_shrink"], x)


@same_as(FUNCTIONS["hard_shrink"])
def hard_shrink(x: Any, threshold: float = 0.5) -> Any:
    """``x``, and 0 where ``|x|`` is at most the threshold."""
    return _activate(HardShrink(threshold), x)


@same_as(FUNCTIONS["soft_shrink"])
def soft_shrink(x: Any, threshold: float = 0.5) -> Any:
    """``x`` moved towards 0 by the threshold, and 0 within it."""
    return _activate(SoftShrink(threshold), x)


def threshold(x: Any, threshold: float, default_value: float) -> Any:
    """``x`` where it is above the threshold, else ``default_value``."""
    return _activate(Threshold(threshold, default_value), x)


@same_as(FUNCTIONS["softplus"])
def softplus(x: Any) -> Any:
    """``log(1 + eˣ)``."""
    return _activate(FUNCTIONS["softplus"], x)


@same_as(FUNCTIONS["softsign"])
def softsign(x: Any) -> Any:
    """``x / (1 + |x|)``."""
    return _activate(FUNCTIONS["softsign"], x)


@same_as(FUNCTIONS["squareplus"])
def squareplus(x: Any, b: float = 4) -> Any:
    """``(x + √(x² + b)) / 2``."""
    return _activate(Squareplus(b), x)


@same_as(FUNCTIONS["sparse_plus"])
def sparse_plus(x: Any) -> Any:
    """0 up to -1, ``x`` from 1, and between them ``(x + 1)² / 4``."""
    return _activate(FUNCTIONS["sparse_plus"], x)


@same_as(FUNCTIONS["sparse_sigmoid"])
def sparse_sigmoid(x: Any) -> Any:
    """0 up to -1, 1 from 1, and between them ``(x + 1) / 2``."""
    return _activate(FUNCTIONS["sparse_sigmoid"], x)


@same_as(FUNCTIONS["glu"])
def glu(x: Any, axis: int = -1) -> Any:
    """One half of an axis times the sigmoid of the other."""
    return _activate(Glu(axis), x)


@same_as(FUNCTIONS["softmax"])
def softmax(x: Any, axis: Any = -1) -> Any:
    """``eˣ / Σ eˣ`` along an axis, over several, or over all for None."""
    x = as_float(x)
    return backend.softmax(x, tuple(axis) if isinstance(axis, list) else axis)


@same_as(FUNCTIONS["log_softmax"])
def log_softmax(x: Any, axis: Any = -1) -> Any:
    """``x - log Σ eˣ`` along an axis, over several, or over all for None."""
    x = as_float(x)
    return subtract(x, backend.logsumexp(x, tuple(axis) if isinstance(axis, list) else axis, keepdims=True))


@same_as(FUNCTIONS["sparsemax"])
def sparsemax(x: Any, axis: int = -1) -> Any:
    """The nearest probabilities to ``x`` along an axis, many of them 0."""
    return _activate(Sparsemax(axis), x)


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """``-(t · log p + (1 - t) · log(1 - p))`` of each element, as in :func:`engine.backend.binary_crossentropy`."""
    target, output = promote_floats(target, output)
    return backend.binary_crossentropy(target, output, from_logits)


def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """``-Σ t · log p`` over the classes, as in :func:`engine.backend.categorical_crossentropy`."""
    target, output = promote_floats(target, output)
    return backend.categorical_crossentropy(target, output, from_logits, axis)


def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """``-log p[t]``; target ``(batch, …)`` or ``(batch, …, 1)``. axis: that of the classes in ``output``."""
    output = as_float(output)
    rank = backend.ndim(output)
    order = [n for n in range(rank) if n != axis % rank]
    output = backend.permute_dimensions(output, [*order, axis % rank])
    return backend.sparse_categorical_crossentropy(convert(target), output, from_logits)


def batch_normalization(x: Any, mean: Any, variance: Any, axis: int, offset: Any = None, scale: Any = None,
                        epsilon: float = 1e-3) -> Any:
    """``scale · (x - mean) / √(variance + ε) + offset``; the other arrays have the length of the axis."""
    x = as_float(x)
    shape = [1] * backend.ndim(x)
    shape[axis] = -1
    mean, variance, scale, offset = (
        None if part is None else backend.reshape(as_float(part), shape) for part in (mean, variance, scale, offset))
    y = divide(subtract(x, mean), backend.sqrt(variance + np.asarray(epsilon, x.dtype)))
    y = y if scale is None else y * scale
    return y if offset is None else y + offset


def layer_normalization(x: Any, gamma: Any = None, beta: Any = None, axis: Any = -1,
                        epsilon: float | None = None) -> Any:
    """``gamma · (x - mean) / √(variance + ε) + beta``, with the mean and variance along the axis of each sample."""
    x = as_float(x)
    mean, variance = moments(x, axis, keepdims=True)
    y = divide(subtract(x, mean), backend.sqrt(variance + np.asarray(
        backend.epsilon() if epsilon is None else epsilon, x.dtype)))
    y = y if gamma is None else y * as_float(gamma)
    return y if beta is None else y + as_float(beta)
