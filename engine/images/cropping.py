"""The part of a picture that has the proportions of another size, and the frame that brings it to them."""

import numpy as np

from engine.typing import Array

Box = tuple[int, int, int, int]
"""top, left, height, width"""


def widest_box(height: int, width: int, size: tuple[int, int]) -> Box:
    """The largest part in the middle with the proportions of ``size``."""
    tall = max(min(height, int(width * size[0] / size[1])), 1)
    wide = max(min(width, int(height * size[1] / size[0])), 1)
    return (height - tall) // 2, (width - wide) // 2, tall, wide


def crop(images: Array, box: Box) -> Array:
    """That part of ``(…, height, width, channels)``."""
    top, left, height, width = box
    return images[..., top : top + height, left : left + width, :]


def frame(height: int, width: int, size: tuple[int, int]) -> tuple[int, int]:
    """How many rows above and below, columns left and right, bring a picture to the proportions of ``size``."""
    tall = max(height, int(width * size[0] / size[1]))
    wide = max(width, int(height * size[1] / size[0]))
    return (tall - height) // 2, (wide - width) // 2


def framed(images: Array, border: tuple[int, int], value: float) -> Array:
    """``(…, height, width, channels)`` with so many rows and columns of one value around it."""
    none = [(0, 0)] * (images.ndim - 3)
    around = [*none, (border[0],) * 2, (border[1],) * 2, (0, 0)]
    return np.pad(images, around, constant_values=value)
