"""Bring labels and predictions to the same rank, such as ``(batch,)`` and ``(batch, 1)``."""

from engine.typing import Array, Shape


def squeeze_or_expand_shapes(a: Shape, b: Shape) -> tuple[Shape, Shape]:
    """Return both shapes, with a last axis of length 1 dropped from the longer one if their ranks differ by one.

    If the shorter one has a single axis, a last axis of length 1 is added to it instead.
    Source: Keras 3, ``losses.loss.squeeze_or_expand_to_same_rank``.
    """
    if len(a) == len(b) + 1 and a[-1] == 1:
        return (a, (*b, 1)) if len(b) == 1 else (a[:-1], b)
    if len(b) == len(a) + 1 and b[-1] == 1:
        return ((*a, 1), b) if len(a) == 1 else (a, b[:-1])
    return a, b


def squeeze_or_expand_to_same_rank(a: Array, b: Array) -> tuple[Array, Array]:
    """Apply :func:`squeeze_or_expand_shapes` to two arrays; return views of them."""
    if a.ndim == b.ndim:
        return a, b
    shape_a, shape_b = squeeze_or_expand_shapes(a.shape, b.shape)
    return a.reshape(shape_a), b.reshape(shape_b)  # type: ignore[arg-type]
