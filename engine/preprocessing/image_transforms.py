"""Random transformations of one image, the functions of Keras 2's ``preprocessing.image``.

They use NumPy's legacy random numbers in Keras's order, so the same seed gives the same result.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import ImageEnhance

from engine.errors import fail
from engine.preprocessing.affine_transform import apply_affine_transform
from engine.preprocessing.image_files import array_to_img, img_to_array
from engine.typing import Array


def random_rotation(x: Array, rg: float, row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0,
                    fill_mode: str = "nearest", cval: float = 0.0, interpolation_order: int = 1) -> Array:
    """Rotate by up to ``rg`` degrees."""
    return apply_affine_transform(x, np.random.uniform(-rg, rg), 0, 0, 0, 1, 1, row_axis, col_axis, channel_axis,
                                  fill_mode, cval, interpolation_order)


def random_shift(x: Array, wrg: float, hrg: float, row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0,
                 fill_mode: str = "nearest", cval: float = 0.0, interpolation_order: int = 1) -> Array:
    """Shift by up to ``hrg`` · height pixels to the left or right, ``wrg`` · width pixels up or down, as in Keras."""
    tx = np.random.uniform(-hrg, hrg) * x.shape[row_axis]
    ty = np.random.uniform(-wrg, wrg) * x.shape[col_axis]
    return apply_affine_transform(x, 0, tx, ty, 0, 1, 1, row_axis, col_axis, channel_axis, fill_mode, cval,
                                  interpolation_order)


def random_shear(x: Array, intensity: float, row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0,
                 fill_mode: str = "nearest", cval: float = 0.0, interpolation_order: int = 1) -> Array:
    """Shear by up to ``intensity`` degrees."""
    shear = np.random.uniform(-intensity, intensity)
    return apply_affine_transform(x, 0, 0, 0, shear, 1, 1, row_axis, col_axis, channel_axis, fill_mode, cval,
                                  interpolation_order)


def random_zoom(x: Array, zoom_range: Sequence[float], row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0,
                fill_mode: str = "nearest", cval: float = 0.0, interpolation_order: int = 1) -> Array:
    """Zoom by factors between the two values, drawn separately for height and width."""
    low, high = pair("zoom_range", zoom_range)
    zx, zy = (1, 1) if low == high == 1 else np.random.uniform(low, high, 2)
    return apply_affine_transform(x, 0, 0, 0, 0, zx, zy, row_axis, col_axis, channel_axis, fill_mode, cval,
                                  interpolation_order)


def apply_channel_shift(x: Array, intensity: float, channel_axis: int = 0) -> Array:
    """Add ``intensity`` to every value, clipped to the range of the image. channel_axis has no effect."""
    shifted: Array = np.clip(x + intensity, x.min(), x.max())
    return shifted


def random_channel_shift(x: Array, intensity_range: float, channel_axis: int = 0) -> Array:
    """Like :func:`apply_channel_shift`, with a random intensity in ± ``intensity_range``."""
    return apply_channel_shift(x, np.random.uniform(-intensity_range, intensity_range), channel_axis)


def apply_brightness_shift(x: Array, brightness: float, scale: bool = True) -> Array:
    """Make an image brighter (``brightness`` above 1) or darker (below 1); its values become 8-bit on the way.

    scale: first map the minimum to 0 and the maximum to 255. Without it, only an image with values outside of 0 … 255
    is mapped like this, and mapped back at the end.
    """
    low, high = x.min(), x.max()
    outside = bool(low < 0 or high > 255)
    image = ImageEnhance.Brightness(array_to_img(x, scale=outside or scale)).enhance(brightness)
    y = img_to_array(image)
    return y / 255 * (high - low) + low if outside and not scale else y


def random_brightness(x: Array, brightness_range: Sequence[float], scale: bool = True) -> Array:
    """Like :func:`apply_brightness_shift`, with a random brightness between the two values."""
    low, high = pair("brightness_range", brightness_range)
    return apply_brightness_shift(x, np.random.uniform(low, high), scale)


def flip_axis(x: Array, axis: int) -> Array:
    """Flip along an axis."""
    return np.flip(x, axis)


def pair(name: str, value: Any) -> tuple[float, float]:
    """The two values as floats. Raises a ProblemError with code ``wrong_length`` for anything but two values."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise fail("wrong_length", name, argument=name, length=2, value=value)
    return float(value[0]), float(value[1])
