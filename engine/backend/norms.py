"""The norms of vectors and matrices, with their gradients."""

from typing import Any

import numpy as np

from engine.backend.elementwise import abs, square
from engine.backend.reductions import max, min, sum
from engine.backend.tensor import apply, raw
from engine.backend.tensor import pow as power
from engine.backend.traced_tensor import implements
from engine.typing import Array


@implements(np.linalg.norm)
def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """The norm along an axis (of vectors), along two axes (of matrices) or over all; by default ``√Σ x²``.

    ord: of a vector a number, ``inf`` or ``-inf``; of a matrix 1, -1, ``inf``, ``-inf``, 2, -2, ``"fro"`` or ``"nuc"``.
    The gradient at 0 is 0. Source: Keras 3, ``ops.norm``.
    """
    rank = np.ndim(raw(x))
    axes = tuple(range(rank)) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    axes = tuple(n % rank for n in axes)
    if ord in (None, "fro", "euclidean") or (ord == 2 and len(axes) == 1):
        return _root(sum(square(x), axis=axes, keepdims=keepdims))
    if len(axes) == 1:
        return _vector_norm(x, ord, axes, keepdims)
    if ord in ("nuc", 2, -2):
        return _singular_value_norm(x, ord, axes, keepdims)
    rows, columns = axes
    first, second = (rows, columns) if np.abs(ord) == 1 else (columns, rows)
    total = sum(abs(x), axis=first, keepdims=True)
    value = (max if ord > 0 else min)(total, axis=second, keepdims=True)
    return value if keepdims else sum(value, axis=axes)


def _root(total: Any) -> Any:
    y = np.sqrt(raw(total))
    return apply(y, (total, lambda dy: np.divide(dy, 2 * y, out=np.zeros_like(y), where=y > 0)))


def _vector_norm(x: Any, ord: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    if np.isinf(ord):
        return (max if ord > 0 else min)(abs(x), axis=axes, keepdims=keepdims)
    if ord == 0:
        return apply(np.linalg.norm(raw(x), 0, axes[0], keepdims))
    if ord == 1:
        return sum(abs(x), axis=axes, keepdims=keepdims)
    return power(sum(power(abs(x), ord), axis=axes, keepdims=keepdims), 1 / ord)


def _singular_value_norm(x: Any, ord: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    """The sum, the largest or the smallest singular value of matrices ``x = u · s · v``; ``ds = uᵀ · dx · vᵀ``."""
    data = np.moveaxis(np.asarray(raw(x)), axes, (-2, -1))
    u, s, v = np.linalg.svd(data, full_matrices=False)
    part = {"nuc": slice(None), 2: slice(0, 1), -2: slice(-1, None)}[ord]

    def pullback(dy: Array) -> Array:
        dy = np.moveaxis(dy, axes, (-2, -1)) if keepdims else dy[..., None, None]
        return np.moveaxis(dy * (u[..., part] @ v[..., part, :]), (-2, -1), axes)

    y = s[..., part].sum(axis=-1)
    return apply(np.expand_dims(y, axes) if keepdims else y, (x, pullback))
