"""CenterCrop: keeps the middle of every image."""

from typing import Any, final

import numpy as np

from engine.hyperparameters import choice, configurable, integer
from engine.images.cropping import Box, crop, widest_box
from engine.images.resizing import resize, resize_gradient
from engine.layers.image_layer import ImageLayer
from engine.layers.resizing import MAX_SIDE
from engine.random import CallContext
from engine.typing import Array, Shape


@final
@configurable
class CenterCrop(ImageLayer):
    """``y`` is the middle of ``x``; a smaller ``x`` is cropped to the aspect ratio of ``y``, then enlarged

    x: ``(batch, height, width, channels)``. y: ``(batch, self.height, self.width, channels)``.
    Backward: dx is dy in the cropped region and 0 around it (first the gradient of the resize, if x was enlarged).
    Source: Keras 3, ``layers.CenterCrop``.
    """

    height: int = integer(1, MAX_SIDE, example=8)
    width: int = integer(1, MAX_SIDE, example=8)
    data_format: str | None = choice("channels_last", "channels_first", default=None)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        self.check_input(input_shape)
        return self.resized_shape(input_shape, self.height, self.width)

    def transform(self, x: Array, context: CallContext) -> tuple[Array, Any]:
        box, fits = self._crop_box(x.shape)
        y = crop(x, box)
        return (y if fits else resize(y, (self.height, self.width))), x.shape

    def transform_gradient(self, dy: Array, cache: Any) -> Array:
        (top, left, height, width), fits = self._crop_box(cache)
        part = dy if fits else resize_gradient(dy, (height, width), "bilinear", False)
        dx = np.zeros(cache, dy.dtype)
        dx[:, top : top + height, left : left + width] = part
        return dx

    def _crop_box(self, shape: tuple[int, ...]) -> tuple[Box, bool]:
        """The region of an image that is kept, and whether it has the size of the output already."""
        _, height, width, _ = shape
        if height >= self.height and width >= self.width:
            return ((height - self.height) // 2, (width - self.width) // 2, self.height, self.width), True
        return widest_box(height, width, (self.height, self.width)), False
