"""Padding and cropping of sequences and images, for ZeroPadding and Cropping."""

from collections.abc import Sequence

import numpy as np

from engine.typing import Array, Shape

Margin = Sequence[Sequence[int]]
"""``(before, after)`` for each axis between batch and channels: the lengths to add or remove at its start and end."""


def crop(x: Array, margins: Margin) -> Array:
    """Return the view of ``x`` that leaves out ``margins`` at the ends of its axes."""
    return x[(slice(None), *(slice(a, x.shape[axis] - b) for axis, (a, b) in enumerate(margins, start=1)))]


def pad(x: Array, margins: Margin) -> Array:
    """Pad ``x`` with zeros."""
    lengths = [n + a + b for n, (a, b) in zip(x.shape[1:], margins, strict=False)]
    y = np.zeros((len(x), *lengths, x.shape[-1]), x.dtype)
    crop(y, margins)[...] = x
    return y


def padded_shape(shape: Shape, margins: Margin, sign: int = 1) -> Shape:
    """The shape of an array of this shape after :func:`pad`, or with ``sign=-1`` after :func:`crop`."""
    lengths = [None if n is None else n + sign * (a + b) for n, (a, b) in zip(shape[1:-1], margins, strict=True)]
    return (shape[0], *lengths, shape[-1])
