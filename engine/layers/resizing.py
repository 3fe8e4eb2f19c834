"""Resizing: brings all images to one size."""

from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.hyperparameters import boolean, choice, configurable, integer, real
from engine.images.cropping import crop, frame, pad_frame, widest_box
from engine.images.resizing import resize, resize_gradient
from engine.layers.image_layer import ImageLayer
from engine.layers.shape_checks import require_axis
from engine.random import CallContext
from engine.typing import Array, Shape

MAX_SIDE = 4_096
INTERPOLATIONS = ("bilinear", "nearest", "lanczos3", "lanczos5", "bicubic", "area")


@final
@configurable
class Resizing(ImageLayer):
    """``y = rows · x · columnsᵀ`` for each channel: every pixel of y is a weighted mean of pixels of x

    x: ``(batch, height, width, channels)``. y: ``(batch, self.height, self.width, channels)``. rows and columns hold
    the weights of the interpolation. crop_to_aspect_ratio: before resizing, crop x around its center to the
    aspect ratio of y. pad_to_aspect_ratio: before resizing, pad x to that ratio with ``fill_value``. antialias: apply a
    low-pass filter when shrinking.

    Backward: ``dx = rowsᵀ · dy · columns``; pixels that were cropped away get 0. Source: Keras 3, ``layers.Resizing``.
    """

    height: int = integer(1, MAX_SIDE, example=16)
    width: int = integer(1, MAX_SIDE, example=16)
    interpolation: str = choice(*INTERPOLATIONS, default="bilinear")
    crop_to_aspect_ratio: bool = boolean(default=False)
    pad_to_aspect_ratio: bool = boolean(default=False)
    fill_mode: str = choice("constant", default="constant")
    fill_value: float = real(default=0.0)
    antialias: bool = boolean(default=False)
    data_format: str | None = choice("channels_last", "channels_first", default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.crop_to_aspect_ratio and self.pad_to_aspect_ratio:
            raise fail("not_both", "pad_to_aspect_ratio", first="crop_to_aspect_ratio", second="pad_to_aspect_ratio")

    def check_input(self, input_shape: Shape) -> None:
        super().check_input(input_shape)
        for axis in (2, 3) if self.channels_first else (1, 2):
            if input_shape[axis] is not None:
                require_axis(self, input_shape, axis)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        self.check_input(input_shape)
        return self.resized_shape(input_shape, self.height, self.width)

    def transform(self, x: Array, context: CallContext) -> tuple[Array, Any]:
        _, height, width, _ = x.shape
        size = (self.height, self.width)
        source = x
        if self.crop_to_aspect_ratio:
            source = crop(x, widest_box(height, width, size))
        elif self.pad_to_aspect_ratio:
            source = pad_frame(x, frame(height, width, size), self.fill_value)
        return resize(source, size, self.interpolation, self.antialias), x.shape

    def transform_gradient(self, dy: Array, cache: Any) -> Array:
        _, height, width, _ = cache
        size = (self.height, self.width)
        if self.crop_to_aspect_ratio:
            top, left, crop_height, crop_width = widest_box(height, width, size)
            dx = np.zeros(cache, dy.dtype)
            dx[:, top : top + crop_height, left : left + crop_width] = resize_gradient(
                dy, (crop_height, crop_width), self.interpolation, self.antialias)
            return dx
        rows, columns = frame(height, width, size) if self.pad_to_aspect_ratio else (0, 0)
        padded = (height + 2 * rows, width + 2 * columns)
        dx = resize_gradient(dy, padded, self.interpolation, self.antialias)
        return dx[:, rows : rows + height, columns : columns + width]
