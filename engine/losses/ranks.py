"""Labels and predictions of the same number of axes: ``(batch,)`` beside ``(batch, 1)`` is a common meeting."""

from engine.typing import Array, Shape


def same_rank_shapes(a: Shape, b: Shape) -> tuple[Shape, Shape]:
    """Two shapes, one of them with its last axis of length 1 dropped (or, beside one axis, added) where that helps.

    Source: Keras 3, ``losses.loss.squeeze_or_expand_to_same_rank``.
    """
    if len(a) == len(b) + 1 and a[-1] == 1:
        return (a, (*b, 1)) if len(b) == 1 else (a[:-1], b)
    if len(b) == len(a) + 1 and b[-1] == 1:
        return ((*a, 1), b) if len(a) == 1 else (a, b[:-1])
    return a, b


def same_rank(a: Array, b: Array) -> tuple[Array, Array]:
    """As :func:`same_rank_shapes`, for arrays; nothing is copied."""
    if a.ndim == b.ndim:
        return a, b
    shape_a, shape_b = same_rank_shapes(a.shape, b.shape)
    return a.reshape(shape_a), b.reshape(shape_b)  # type: ignore[arg-type]
