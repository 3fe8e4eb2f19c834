"""Rotate, shift and zoom images: a matrix maps each pixel of the result to a point of the input.

Source: TensorFlow's ``ImageProjectiveTransformV3``, which Keras's layers call.
"""

from dataclasses import dataclass
from typing import final

import numpy as np

from engine.typing import Array

FILL_MODES = ("reflect", "wrap", "constant", "nearest")
INTERPOLATIONS = ("nearest", "bilinear")


@final
@dataclass(frozen=True, eq=False)
class SamplingGrid:
    """For each pixel of the result: the input pixels to interpolate, their weights, and the weight of the fill value.

    indices: int ``(corners, batch, height · width)``, into the flat image; ``corners`` is 1 for nearest, 4 for bilinear
    interpolation. weights: same shape; 0 for a corner outside of the image. fill_weight: ``(batch, height · width)``,
    the weight of the fill value.
    """

    indices: Array
    weights: Array
    fill_weight: Array


def matrices(a0: Array, a1: Array, a2: Array, b0: Array, b1: Array, b2: Array) -> Array:
    """The matrices ``(batch, 2, 3)`` of ``x' = a0·x + a1·y + a2`` and ``y' = b0·x + b1·y + b2``."""
    parts = np.broadcast_arrays(a0, a1, a2, b0, b1, b2)
    return np.stack(parts, axis=-1).reshape(-1, 2, 3)


def rotation(angle: Array, height: int, width: int) -> Array:
    """Matrices ``(batch, 2, 3)`` of a rotation around the centre; angle: radians ``(batch,)``."""
    x, y = 0.5 * (width - 1), 0.5 * (height - 1)
    cos, sin = np.cos(angle), np.sin(angle)
    return matrices(cos, -sin, x - x * cos + y * sin, sin, cos, y - x * sin - y * cos)


def zoom(height_factor: Array, width_factor: Array, height: int, width: int) -> Array:
    """Matrices ``(batch, 2, 3)`` that zoom out (factors above 1) or in (below 1), around the centre."""
    zero = np.zeros_like(width_factor)
    dx, dy = (width - 1) / 2 * (1 - width_factor), (height - 1) / 2 * (1 - height_factor)
    return matrices(width_factor, zero, dx, zero, height_factor, dy)


def translation(down: Array, right: Array) -> Array:
    """Matrices ``(batch, 2, 3)`` of a shift by ``down`` and ``right`` pixels, each ``(batch,)``."""
    zero, one = np.zeros_like(down), np.ones_like(down)
    return matrices(one, zero, -right, zero, one, -down)


def sampling_grid(shape: tuple[int, ...], transforms: Array, interpolation: str, fill_mode: str) -> SamplingGrid:
    """The sampling grid for images ``(batch, height, width, channels)``; transforms: matrices ``(batch, 2, 3)``."""
    _, height, width, _ = shape
    y, x = np.indices((height, width), dtype=transforms.dtype).reshape(2, -1)
    points = transforms @ np.stack([x, y, np.ones_like(x)])
    x, y = _fill(points[:, 0], width, fill_mode), _fill(points[:, 1], height, fill_mode)
    if interpolation == "nearest":
        corners = [(_round_half_away(y), _round_half_away(x), np.ones_like(x))]
    else:
        top, left = np.floor(y), np.floor(x)
        down, right = y - top, x - left
        corners = [(top, left, (1 - down) * (1 - right)), (top, left + 1, (1 - down) * right),
                   (top + 1, left, down * (1 - right)), (top + 1, left + 1, down * right)]
    indices, weights = [], []
    for row, column, weight in corners:
        inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
        indices.append(np.where(inside, row * width + column, 0).astype(np.intp))
        weights.append(np.where(inside, weight, 0))
    return SamplingGrid(np.stack(indices), np.stack(weights), 1 - np.sum(weights, axis=0))


def _round_half_away(x: Array) -> Array:
    """Round halves away from zero, as C's ``round``."""
    rounded: Array = np.trunc(x + np.copysign(np.asarray(0.5, x.dtype), x))
    return rounded


def _fill(x: Array, length: int, fill_mode: str) -> Array:
    """Map coordinates outside of ``0 … length − 1`` into this range by the fill mode; ``constant`` keeps them."""
    last = length - 1
    if fill_mode == "constant":
        return x
    if fill_mode == "reflect":
        period = 2 * length
        x = np.where(x < 0, -x - 1, x)
        x = np.where(x > last, x - period * np.trunc(x / period), x)
        x = np.where(x >= length, period - x - 1, x)
    elif fill_mode == "wrap" and last:
        wrapped = np.where(x > last, x - length * np.trunc(x / last), x)
        x = np.where(x < 0, x + length * (np.trunc(-x / last) + 1), wrapped)
    clipped: Array = x.clip(0, last)
    return clipped


def transform_images(images: Array, grid: SamplingGrid, fill_value: float) -> Array:
    """The images ``(batch, height, width, channels)`` interpolated at the points of the grid."""
    flat = images.reshape(len(images), -1, images.shape[-1])
    y = (grid.fill_weight * fill_value)[..., None] + np.zeros((1, 1, images.shape[-1]), images.dtype)
    batch = np.arange(len(flat))[:, None]
    for indices, weights in zip(grid.indices, grid.weights, strict=True):
        y += flat[batch, indices] * weights[..., None]
    return y.astype(images.dtype, copy=False).reshape(images.shape)


def transform_images_gradient(dy: Array, grid: SamplingGrid) -> Array:
    """The gradient with respect to the images: dy times the weights, added up at the input pixels."""
    flat = dy.reshape(len(dy), -1, dy.shape[-1])
    dx = np.zeros_like(flat)
    batch = np.arange(len(flat))[:, None]
    for indices, weights in zip(grid.indices, grid.weights, strict=True):
        np.add.at(dx, (batch, indices), flat * weights[..., None].astype(dy.dtype, copy=False))
    return dx.reshape(dy.shape)
