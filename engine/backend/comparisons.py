"""Comparisons, logical functions, and selection by a condition. Comparisons have no gradient."""

from typing import Any

import numpy as np

from engine.backend.tensor import apply, pair, raw, unbroadcast
from engine.backend.traced_tensor import implements, not_differentiable


@implements(np.equal)
@not_differentiable
def equal(x: Any, y: Any) -> Any:
    return np.equal(raw(x), raw(y))


@implements(np.not_equal)
@not_differentiable
def not_equal(x: Any, y: Any) -> Any:
    return np.not_equal(raw(x), raw(y))


@implements(np.greater)
@not_differentiable
def greater(x: Any, y: Any) -> Any:
    return np.greater(raw(x), raw(y))


@implements(np.greater_equal)
@not_differentiable
def greater_equal(x: Any, y: Any) -> Any:
    return np.greater_equal(raw(x), raw(y))


@implements(np.less)
@not_differentiable
def less(x: Any, y: Any) -> Any:
    return np.less(raw(x), raw(y))


@implements(np.less_equal)
@not_differentiable
def less_equal(x: Any, y: Any) -> Any:
    return np.less_equal(raw(x), raw(y))


@implements(np.logical_and)
@not_differentiable
def logical_and(x: Any, y: Any) -> Any:
    return np.logical_and(raw(x), raw(y))


@implements(np.logical_or)
@not_differentiable
def logical_or(x: Any, y: Any) -> Any:
    return np.logical_or(raw(x), raw(y))


@implements(np.logical_not)
@not_differentiable
def logical_not(x: Any) -> Any:
    return np.logical_not(raw(x))


@implements(np.isnan)
@not_differentiable
def isnan(x: Any) -> Any:
    return np.isnan(raw(x))


@implements(np.isfinite)
@not_differentiable
def isfinite(x: Any) -> Any:
    return np.isfinite(raw(x))


@implements(np.any)
@not_differentiable
def any(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return np.any(raw(x), axis=axis, keepdims=keepdims)


@implements(np.all)
@not_differentiable
def all(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return np.all(raw(x), axis=axis, keepdims=keepdims)


@implements(np.argmax)
@not_differentiable
def argmax(x: Any, axis: int = -1) -> Any:
    return np.argmax(raw(x), axis=axis)


@implements(np.argmin)
@not_differentiable
def argmin(x: Any, axis: int = -1) -> Any:
    return np.argmin(raw(x), axis=axis)


@not_differentiable
def in_top_k(predictions: Any, targets: Any, k: int) -> Any:
    """Whether each target is among the ``k`` likeliest classes; predictions ``(n, classes)``, targets ``(n,)``."""
    scores, labels = raw(predictions), np.asarray(raw(targets), dtype=np.intp)
    target_scores = np.take_along_axis(scores, labels[:, None], axis=1)
    return (scores > target_scores).sum(axis=1) < k


@implements(np.where)
def where(condition: Any, x: Any, y: Any) -> Any:
    """``x`` where the condition holds, else ``y``, element by element."""
    chosen = np.asarray(raw(condition), dtype=bool)
    a, b = pair(x, y)
    return apply(
        np.where(chosen, a, b),
        (x, lambda dy: unbroadcast(dy * chosen, a)),
        (y, lambda dy: unbroadcast(dy * ~chosen, b)),
    )


def switch(condition: Any, then_expression: Any, else_expression: Any) -> Any:
    """Like :func:`where`, but the expressions may be functions without arguments; both are called.

    A condition with fewer axes, such as ``(batch,)``, is broadcast over the last axes of the expressions.
    """
    x = then_expression() if callable(then_expression) else then_expression
    y = else_expression() if callable(else_expression) else else_expression
    chosen = np.asarray(raw(condition), dtype=bool)
    missing_axes = max(np.ndim(raw(x)), np.ndim(raw(y))) - chosen.ndim
    return where(chosen.reshape(chosen.shape + (1,) * missing_axes) if chosen.ndim else chosen, x, y)
