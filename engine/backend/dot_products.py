"""``dot`` and ``batch_dot``: products that sum over a shared axis."""

from typing import Any

import numpy as np

from engine.backend.shapes import permute_dimensions, reshape
from engine.backend.tensor import implements, matmul, multiply, raw


@implements(np.dot)
def dot(x: Any, y: Any) -> Any:
    """Multiply and sum over the last axis of ``x`` and the second-to-last of ``y`` (its only axis, if it has one)."""
    a, b = np.shape(raw(x)), np.shape(raw(y))
    if len(a) == 0 or len(b) == 0:
        return multiply(x, y)
    if len(b) <= 2:
        return reshape(matmul(reshape(x, (-1, a[-1])), reshape(y, (b[0], -1))), a[:-1] + b[1:])
    first = permute_dimensions(y, (len(b) - 2, *range(len(b) - 2), len(b) - 1))
    return reshape(matmul(reshape(x, (-1, a[-1])), reshape(first, (b[-2], -1))), a[:-1] + b[:-2] + b[-1:])


def batch_dot(x: Any, y: Any, axes: Any = None) -> Any:
    """For each sample, multiply and sum over one axis of ``x`` and one of ``y``.

    axes: the axis of ``x`` and that of ``y``, or one integer for both; by default the last of ``x`` and the
    second-to-last of ``y`` (its last, if it has two).
    Returns ``(batch, remaining axes of x, remaining axes of y)``, or ``(batch, 1)`` if none remain.
    """
    a, b = np.shape(raw(x)), np.shape(raw(y))
    if axes is None:
        axes = (len(a) - 1, 1 if len(b) == 2 else len(b) - 2)
    i, j = (axes, axes) if isinstance(axes, int) else axes
    i, j = i % len(a), j % len(b)
    x_rest = [n for n in range(1, len(a)) if n != i]
    y_rest = [n for n in range(1, len(b)) if n != j]
    left = reshape(permute_dimensions(x, (0, *x_rest, i)), (a[0], -1, a[i]))
    right = reshape(permute_dimensions(y, (0, j, *y_rest)), (b[0], b[j], -1))
    shape = (a[0], *[a[n] for n in x_rest], *[b[n] for n in y_rest])
    return reshape(matmul(left, right), shape if len(shape) > 1 else (a[0], 1))
