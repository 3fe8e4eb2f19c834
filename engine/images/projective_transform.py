"""Turned, shifted and stretched pictures: every pixel of the result is looked up where a matrix says.

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
class Lookup:
    """What each pixel of the result is made of: places in the flat picture and their shares, and the rest by a value.

    places: int ``(corners, batch, height · width)``. shares: as places; 0 where the corner lies outside.
    rest: ``(batch, height · width)``, the share of the fill value.
    """

    places: Array
    shares: Array
    rest: Array


def matrices(a0: Array, a1: Array, a2: Array, b0: Array, b1: Array, b2: Array) -> Array:
    """``(batch, 2, 3)`` of the numbers that make ``x' = a0·x + a1·y + a2`` and ``y' = b0·x + b1·y + b2``."""
    parts = np.broadcast_arrays(a0, a1, a2, b0, b1, b2)
    return np.stack(parts, axis=-1).reshape(-1, 2, 3)


def rotation(angle: Array, height: int, width: int) -> Array:
    """``(batch, 2, 3)``: turned around the middle; angle in radians ``(batch,)``."""
    x, y = 0.5 * (width - 1), 0.5 * (height - 1)
    cos, sin = np.cos(angle), np.sin(angle)
    return matrices(cos, -sin, x - x * cos + y * sin, sin, cos, y - x * sin - y * cos)


def zoom(tall: Array, wide: Array, height: int, width: int) -> Array:
    """``(batch, 2, 3)``: seen from farther (above 1) or nearer (below 1), from the middle."""
    zero = np.zeros_like(wide)
    return matrices(wide, zero, (width - 1) / 2 * (1 - wide), zero, tall, (height - 1) / 2 * (1 - tall))


def translation(down: Array, right: Array) -> Array:
    """``(batch, 2, 3)``: shifted by so many pixels."""
    zero, one = np.zeros_like(down), np.ones_like(down)
    return matrices(one, zero, -right, zero, one, -down)


def lookup(shape: tuple[int, ...], transforms: Array, interpolation: str, fill_mode: str) -> Lookup:
    """Where the pixels of ``(batch, height, width, channels)`` come from; transforms: ``(batch, 2, 3)``."""
    _, height, width, _ = shape
    y, x = np.indices((height, width), dtype=transforms.dtype).reshape(2, -1)
    points = transforms @ np.stack([x, y, np.ones_like(x)])
    x, y = _mapped(points[:, 0], width, fill_mode), _mapped(points[:, 1], height, fill_mode)
    if interpolation == "nearest":
        corners = [(_rounded(y), _rounded(x), np.ones_like(x))]
    else:
        top, left = np.floor(y), np.floor(x)
        down, right = y - top, x - left
        corners = [(top, left, (1 - down) * (1 - right)), (top, left + 1, (1 - down) * right),
                   (top + 1, left, down * (1 - right)), (top + 1, left + 1, down * right)]
    places, shares = [], []
    for row, column, share in corners:
        inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
        places.append(np.where(inside, row * width + column, 0).astype(np.intp))
        shares.append(np.where(inside, share, 0))
    return Lookup(np.stack(places), np.stack(shares), 1 - np.sum(shares, axis=0))


def _rounded(x: Array) -> Array:
    """Halves away from zero, as C rounds."""
    found: Array = np.trunc(x + np.copysign(np.asarray(0.5, x.dtype), x))
    return found


def _mapped(x: Array, length: int, fill_mode: str) -> Array:
    """Coordinates outside of ``0 … length − 1`` brought inside, but for ``constant``."""
    last = length - 1
    if fill_mode == "constant":
        return x
    if fill_mode == "reflect":
        period = 2 * length
        x = np.where(x < 0, -x - 1, x)
        x = np.where(x > last, x - period * np.trunc(x / period), x)
        x = np.where(x >= length, period - x - 1, x)
    elif fill_mode == "wrap" and last:
        far = np.where(x > last, x - length * np.trunc(x / last), x)
        x = np.where(x < 0, x + length * (np.trunc(-x / last) + 1), far)
    found: Array = x.clip(0, last)
    return found


def transformed(images: Array, found: Lookup, fill_value: float) -> Array:
    """The pictures ``(batch, height, width, channels)`` as looked up."""
    flat = images.reshape(len(images), -1, images.shape[-1])
    y = (found.rest * fill_value)[..., None] + np.zeros((1, 1, images.shape[-1]), images.dtype)
    each = np.arange(len(flat))[:, None]
    for places, shares in zip(found.places, found.shares, strict=True):
        y += flat[each, places] * shares[..., None]
    return y.astype(images.dtype, copy=False).reshape(images.shape)


def transformed_gradient(dy: Array, found: Lookup) -> Array:
    """The gradient by the pictures: every share of a pixel goes back to where it came from."""
    flat = dy.reshape(len(dy), -1, dy.shape[-1])
    dx = np.zeros_like(flat)
    each = np.arange(len(flat))[:, None]
    for places, shares in zip(found.places, found.shares, strict=True):
        np.add.at(dx, (each, places), flat * shares[..., None].astype(dy.dtype, copy=False))
    return dx.reshape(dy.shape)
