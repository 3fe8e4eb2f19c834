"""Resize images: every row and column of the result is a weighted sum of rows and columns of the input.

A resized image is ``rows @ x @ columnsᵀ``; its gradient uses the same two matrices, transposed.
Source: TensorFlow's kernels behind ``tf.image.resize``, which Keras calls; pixel centres are at integers + 1/2.
"""

from collections.abc import Callable
from functools import lru_cache
from math import pi

import numpy as np

from engine.typing import Array

METHODS = ("bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic")
TABLE_SIZE = 1024
"""Bicubic weights are tabulated at this many points between two pixels."""


def resize(images: Array, size: tuple[int, int], interpolation: str = "bilinear", antialias: bool = False) -> Array:
    """Resize images ``(…, height, width, channels)``; integers become float32, except for ``nearest``.

    antialias: widen the kernel when an image gets smaller, which smooths it.
    """
    height, width = images.shape[-3:-1]
    if interpolation == "nearest":
        rows, columns = nearest(height, size[0]), nearest(width, size[1])
        return np.take(np.take(images, rows, axis=-3), columns, axis=-2)
    x = images if images.dtype.kind == "f" else images.astype("float32")
    rows = weights(height, size[0], interpolation, antialias)
    return _apply(x, rows, weights(width, size[1], interpolation, antialias))


def resize_gradient(dy: Array, size: tuple[int, int], interpolation: str, antialias: bool) -> Array:
    """The gradient with respect to an image of ``size``, given dy, the gradient with respect to the resized image."""
    height, width = dy.shape[-3:-1]
    rows = weights(size[0], height, interpolation, antialias)
    columns = weights(size[1], width, interpolation, antialias)
    return _apply(dy, rows.T, columns.T)


def _apply(x: Array, rows: Array, columns: Array) -> Array:
    rows, columns = rows.astype(x.dtype), columns.astype(x.dtype)
    flat = x.reshape(*x.shape[:-2], -1)  # (…, height, width · channels)
    resized_rows = (rows @ flat).reshape(*x.shape[:-3], len(rows), *x.shape[-2:])
    y: Array = columns @ resized_rows
    return y


def nearest(length: int, new_length: int) -> Array:
    """The input index of each index of the result."""
    scale = np.float32(length / new_length)
    centres = (np.arange(new_length, dtype="float32") + np.float32(0.5)) * scale
    indices: Array = np.minimum(np.floor(centres).astype(int), length - 1)
    return indices


@lru_cache(64)
def weights(length: int, new_length: int, interpolation: str, antialias: bool) -> Array:
    """The matrix of weights, float64 ``(new_length, length)``; every row sums to 1. Cached, therefore read-only."""
    if interpolation == "nearest":
        matrix = np.eye(length)[nearest(length, new_length)]
    elif interpolation == "area":
        matrix = _overlaps(length, new_length)
    elif interpolation == "bilinear" and not antialias:
        matrix = _linear(length, new_length)
    elif interpolation == "bicubic" and not antialias:
        matrix = _cubic(length, new_length)
    else:
        matrix = _kernel(length, new_length, *KERNELS[interpolation], antialias)
    matrix.setflags(write=False)
    return matrix


def _centres(length: int, new_length: int) -> Array:
    """Centres of the pixels of the result in input coordinates, where pixel centres are integers."""
    return (np.arange(new_length) + 0.5) * (length / new_length) - 0.5


def _linear(length: int, new_length: int) -> Array:
    centres = _centres(length, new_length)
    low, fraction = np.floor(centres).astype(int), centres - np.floor(centres)
    matrix = np.zeros((new_length, length))
    rows = np.arange(new_length)
    np.add.at(matrix, (rows, low.clip(0, length - 1)), 1 - fraction)
    np.add.at(matrix, (rows, (low + 1).clip(0, length - 1)), fraction)
    return matrix


def _cubic(length: int, new_length: int) -> Array:
    """Keys's cubic with a = −1/2, from a table; pixels outside have weight 0, and each row is normalized to sum 1."""
    centres = _centres(length, new_length)
    low = np.floor(centres).astype(int)
    fraction = np.rint((centres - low) * TABLE_SIZE) / TABLE_SIZE
    matrix = np.zeros((new_length, length))
    rows = np.arange(new_length)
    for step in (-1, 0, 1, 2):
        inside = (low + step >= 0) & (low + step < length)
        np.add.at(matrix, (rows[inside], (low + step)[inside]), _keys(fraction - step)[inside])
    matrix /= matrix.sum(axis=1, keepdims=True)
    return matrix


def _overlaps(length: int, new_length: int) -> Array:
    """The part of each input pixel that each pixel of the result covers, normalized to sum 1."""
    edges = np.arange(new_length + 1) * (length / new_length)
    low, high = edges[:-1, None], edges[1:, None]
    pixel = np.arange(length)
    matrix: Array = (np.minimum(high, pixel + 1) - np.maximum(low, pixel)).clip(0)
    matrix /= matrix.sum(axis=1, keepdims=True)
    return matrix


def _kernel(length: int, new_length: int, kernel: Callable[[Array], Array], radius: float, antialias: bool) -> Array:
    """Weights by a kernel of the distance, which is widened when the image gets smaller and antialias is set."""
    scale = max(length / new_length, 1.0) if antialias else 1.0
    distance = (np.arange(length) - _centres(length, new_length)[:, None]) / scale
    matrix = np.where(np.abs(distance) <= radius, kernel(distance), 0)
    total = matrix.sum(axis=1, keepdims=True)
    normalized: Array = np.divide(matrix, total, out=np.zeros_like(matrix), where=np.abs(total) > 1e-12)
    return normalized


def _keys(x: Array) -> Array:
    x = np.abs(x)
    return np.where(x <= 1, (1.5 * x - 2.5) * x * x + 1, np.where(x < 2, ((-0.5 * x + 2.5) * x - 4) * x + 2, 0))


def _mitchell(x: Array) -> Array:
    x = np.abs(x)
    near = (7 * x - 12) * x * x / 6 + 16 / 18
    return np.where(x < 1, near, np.where(x < 2, ((-7 / 18 * x + 2) * x - 10 / 3) * x + 16 / 9, 0))


def _triangle(x: Array) -> Array:
    y: Array = (1 - np.abs(x)).clip(0)
    return y


def _gaussian(x: Array) -> Array:
    y: Array = np.exp(-2 * x * x)
    return y


def _lanczos3(x: Array) -> Array:
    return _lanczos(x, 3)


def _lanczos5(x: Array) -> Array:
    return _lanczos(x, 5)


def _lanczos(x: Array, radius: float) -> Array:
    near = np.where(np.abs(x) < 1e-3, 1e-3, x)
    y = radius * np.sin(pi * near) * np.sin(pi * near / radius) / (pi * near) ** 2
    return np.where(np.abs(x) > radius, 0, np.where(np.abs(x) < 1e-3, 1, y))


KERNELS: dict[str, tuple[Callable[[Array], Array], float]] = {
    "bilinear": (_triangle, 1), "bicubic": (_keys, 2), "mitchellcubic": (_mitchell, 2), "gaussian": (_gaussian, 1.5),
    "lanczos3": (_lanczos3, 3), "lanczos5": (_lanczos5, 5),
}  # fmt: skip
