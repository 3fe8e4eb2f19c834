"""Crop or pad images to the aspect ratio of another size."""

import numpy as np

from engine.typing import Array

Box = tuple[int, int, int, int]
"""``(top, left, height, width)``."""


def widest_box(height: int, width: int, size: tuple[int, int]) -> Box:
    """The largest centred box with the aspect ratio of ``size``."""
    box_height = max(min(height, int(width * size[0] / size[1])), 1)
    box_width = max(min(width, int(height * size[1] / size[0])), 1)
    return (height - box_height) // 2, (width - box_width) // 2, box_height, box_width


def crop(images: Array, box: Box) -> Array:
    """The part inside the box of images ``(…, height, width, channels)``."""
    top, left, height, width = box
    return images[..., top : top + height, left : left + width, :]


def frame(height: int, width: int, size: tuple[int, int]) -> tuple[int, int]:
    """``(rows, columns)`` to add so that an image gets the aspect ratio of ``size``.

    rows: number to add at the top and again at the bottom. columns: the same at the left and at the right.
    """
    padded_height = max(height, int(width * size[0] / size[1]))
    padded_width = max(width, int(height * size[1] / size[0]))
    return (padded_height - height) // 2, (padded_width - width) // 2


def pad_frame(images: Array, border: tuple[int, int], value: float) -> Array:
    """Pad images ``(…, height, width, channels)`` with a value. border: ``(rows, columns)`` from :func:`frame`."""
    leading = [(0, 0)] * (images.ndim - 3)
    pad_width = [*leading, (border[0],) * 2, (border[1],) * 2, (0, 0)]
    return np.pad(images, pad_width, constant_values=value)
