"""Resizing: every row and column of the result is a weighted sum of rows and columns of the picture.

So a resized picture is ``rows @ x @ columnsᵀ``, and the gradient goes back by the same two matrices, transposed.
Source: TensorFlow's kernels behind ``tf.image.resize``, which Keras calls; pixel centres lie at whole numbers + 1/2.
"""

from collections.abc import Callable
from functools import lru_cache
from math import pi

import numpy as np

from engine.typing import Array

METHODS = ("bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic")
TABLE = 1024
"""Bicubic weights are looked up for so many places between two pixels."""


def resize(images: Array, size: tuple[int, int], interpolation: str = "bilinear", antialias: bool = False) -> Array:
    """``(…, height, width, channels)`` at another size; whole numbers become float32, but for ``nearest``.

    antialias: a picture made smaller is smoothed first (the kernel is widened).
    """
    height, width = images.shape[-3:-1]
    if interpolation == "nearest":
        rows, columns = nearest(height, size[0]), nearest(width, size[1])
        return np.take(np.take(images, rows, axis=-3), columns, axis=-2)
    x = images if images.dtype.kind == "f" else images.astype("float32")
    rows = weights(height, size[0], interpolation, antialias)
    return _apply(x, rows, weights(width, size[1], interpolation, antialias))


def resize_gradient(dy: Array, size: tuple[int, int], interpolation: str, antialias: bool) -> Array:
    """The gradient by a picture of ``size`` from that by the resized one."""
    height, width = dy.shape[-3:-1]
    rows = weights(size[0], height, interpolation, antialias)
    columns = weights(size[1], width, interpolation, antialias)
    return _apply(dy, rows.T, columns.T)


def _apply(x: Array, rows: Array, columns: Array) -> Array:
    rows, columns = rows.astype(x.dtype), columns.astype(x.dtype)
    flat = x.reshape(*x.shape[:-2], -1)  # (…, height, width · channels)
    tall = (rows @ flat).reshape(*x.shape[:-3], len(rows), *x.shape[-2:])
    y: Array = columns @ tall
    return y


def nearest(length: int, wanted: int) -> Array:
    """The place that each place of the result is taken from."""
    scale = np.float32(length / wanted)
    centres = (np.arange(wanted, dtype="float32") + np.float32(0.5)) * scale
    found: Array = np.minimum(np.floor(centres).astype(int), length - 1)
    return found


@lru_cache(64)
def weights(length: int, wanted: int, interpolation: str, antialias: bool) -> Array:
    """float64 ``(wanted, length)``; every row sums to 1. To be read only."""
    if interpolation == "nearest":
        found = np.eye(length)[nearest(length, wanted)]
    elif interpolation == "area":
        found = _overlaps(length, wanted)
    elif interpolation == "bilinear" and not antialias:
        found = _linear(length, wanted)
    elif interpolation == "bicubic" and not antialias:
        found = _cubic(length, wanted)
    else:
        found = _kernel(length, wanted, *KERNELS[interpolation], antialias)
    found.setflags(write=False)
    return found


def _centres(length: int, wanted: int) -> Array:
    """Where the centre of each pixel of the result lies, in pixels of the picture, centres at whole numbers."""
    return (np.arange(wanted) + 0.5) * (length / wanted) - 0.5


def _linear(length: int, wanted: int) -> Array:
    centres = _centres(length, wanted)
    low, share = np.floor(centres).astype(int), centres - np.floor(centres)
    found = np.zeros((wanted, length))
    each = np.arange(wanted)
    np.add.at(found, (each, low.clip(0, length - 1)), 1 - share)
    np.add.at(found, (each, (low + 1).clip(0, length - 1)), share)
    return found


def _cubic(length: int, wanted: int) -> Array:
    """Keys's cubic with a = −1/2, by a table; what lies outside counts nothing, the rest is brought to sum 1."""
    centres = _centres(length, wanted)
    low = np.floor(centres).astype(int)
    share = np.rint((centres - low) * TABLE) / TABLE
    found = np.zeros((wanted, length))
    each = np.arange(wanted)
    for step in (-1, 0, 1, 2):
        inside = (low + step >= 0) & (low + step < length)
        np.add.at(found, (each[inside], (low + step)[inside]), _keys(share - step)[inside])
    found /= found.sum(axis=1, keepdims=True)
    return found


def _overlaps(length: int, wanted: int) -> Array:
    """How much of each pixel lies under each pixel of the result."""
    edges = np.arange(wanted + 1) * (length / wanted)
    low, high = edges[:-1, None], edges[1:, None]
    pixel = np.arange(length)
    found: Array = (np.minimum(high, pixel + 1) - np.maximum(low, pixel)).clip(0)
    found /= found.sum(axis=1, keepdims=True)
    return found


def _kernel(length: int, wanted: int, kernel: Callable[[Array], Array], radius: float, antialias: bool) -> Array:
    """Weights by a function of the distance, which is stretched where the picture is made smaller."""
    wide = max(length / wanted, 1.0) if antialias else 1.0
    distance = (np.arange(length) - _centres(length, wanted)[:, None]) / wide
    found = np.where(np.abs(distance) <= radius, kernel(distance), 0)
    total = found.sum(axis=1, keepdims=True)
    shares: Array = np.divide(found, total, out=np.zeros_like(found), where=np.abs(total) > 1e-12)
    return shares


def _keys(x: Array) -> Array:
    x = np.abs(x)
    return np.where(x <= 1, (1.5 * x - 2.5) * x * x + 1, np.where(x < 2, ((-0.5 * x + 2.5) * x - 4) * x + 2, 0))


def _mitchell(x: Array) -> Array:
    x = np.abs(x)
    near = (7 * x - 12) * x * x / 6 + 16 / 18
    return np.where(x < 1, near, np.where(x < 2, ((-7 / 18 * x + 2) * x - 10 / 3) * x + 16 / 9, 0))


def _triangle(x: Array) -> Array:
    found: Array = (1 - np.abs(x)).clip(0)
    return found


def _gaussian(x: Array) -> Array:
    found: Array = np.exp(-2 * x * x)
    return found


def _lanczos3(x: Array) -> Array:
    return _lanczos(x, 3)


def _lanczos5(x: Array) -> Array:
    return _lanczos(x, 5)


def _lanczos(x: Array, radius: float) -> Array:
    near = np.where(np.abs(x) < 1e-3, 1e-3, x)
    found = radius * np.sin(pi * near) * np.sin(pi * near / radius) / (pi * near) ** 2
    return np.where(np.abs(x) > radius, 0, np.where(np.abs(x) < 1e-3, 1, found))


KERNELS: dict[str, tuple[Callable[[Array], Array], float]] = {
    "bilinear": (_triangle, 1), "bicubic": (_keys, 2), "mitchellcubic": (_mitchell, 2), "gaussian": (_gaussian, 1.5),
    "lanczos3": (_lanczos3, 3), "lanczos5": (_lanczos5, 5),
}  # fmt: skip
