"""The crossentropies of Keras's backend, for custom losses."""

from typing import Any

import numpy as np

from engine.backend.config import epsilon
from engine.backend.elementwise import clip, log, maximum, softplus
from engine.backend.reductions import logsumexp, sum
from engine.backend.shapes import one_hot
from engine.backend.tensor import divide, multiply, raw, subtract


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """``-(t · log p + (1 - t) · log(1 - p))`` of each element; returns the shape of ``output``.

    ``t`` is ``target``; ``p`` is ``output`` clipped to ``[ε, 1 - ε]``, or ``sigmoid(output)`` if ``from_logits``.
    """
    if from_logits:
        return softplus(multiply(output, -1.0)) + multiply(subtract(1.0, target), output)
    p = clip(output, epsilon(), 1 - epsilon())
    likelihood = multiply(target, log(p)) + multiply(subtract(1.0, target), log(subtract(1.0, p)))
    return multiply(likelihood, -1.0)


def categorical_crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1) -> Any:
    """``-Σ t · log p`` over the classes, where ``t`` is ``target``; the shape is that of ``output`` without ``axis``.

    ``p`` is ``output`` divided by its sum and clipped to ``[ε, 1 - ε]``, or ``softmax(output)`` if ``from_logits``.
    """
    if from_logits:
        logs = subtract(output, logsumexp(output, axis=axis, keepdims=True))
    else:
        p = divide(output, maximum(sum(output, axis=axis, keepdims=True), epsilon()))
        logs = log(clip(p, epsilon(), 1 - epsilon()))
    return multiply(sum(multiply(target, logs), axis=axis), -1.0)


def sparse_categorical_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """``-log p[t]``; target ``(batch, …)`` or ``(batch, …, 1)``, output ``(batch, …, classes)``."""
    labels, shape = np.asarray(raw(target)), np.shape(raw(output))
    labels = labels[..., 0] if labels.ndim == len(shape) else labels
    return categorical_crossentropy(one_hot(labels, shape[-1]), output, from_logits)
