"""Edges of sequences and pictures, put on and cut off: what zero padding and cropping share."""

from collections.abc import Sequence

import numpy as np

from engine.typing import Array, Shape

Margin = Sequence[Sequence[int]]
"""``(before, after)`` for every axis between batch and channels."""


def inner(x: Array, margins: Margin) -> Array:
    """The part of ``x`` inside its margins; a view."""
    return x[(slice(None), *(slice(a, x.shape[axis] - b) for axis, (a, b) in enumerate(margins, start=1)))]


def bordered(x: Array, margins: Margin) -> Array:
    """``x`` with zeros around it."""
    lengths = [n + a + b for n, (a, b) in zip(x.shape[1:], margins, strict=False)]
    y = np.zeros((len(x), *lengths, x.shape[-1]), x.dtype)
    inner(y, margins)[...] = x
    return y


def grown(shape: Shape, margins: Margin, sign: int = 1) -> Shape:
    """The shape with margins put on, or with ``sign=-1`` cut off."""
    lengths = [None if n is None else n + sign * (a + b) for n, (a, b) in zip(shape[1:-1], margins, strict=True)]
    return (shape[0], *lengths, shape[-1])
