"""RandomCrop: cuts a window out of images at random, so that the position does not matter."""

from typing import Any, final

import numpy as np

from engine.hyperparameters import choice, configurable, integer
from engine.images.cropping import Box, crop, widest_box
from engine.images.resizing import resize, resize_gradient
from engine.layers.random_image_layer import RandomImageLayer
from engine.layers.resizing import MAX_SIDE
from engine.random import CallContext
from engine.typing import Array, Shape


@final
@configurable
class RandomCrop(RandomImageLayer):
    """In training ``y`` is a window of ``x`` at a random place, the same for a whole batch; in inference its middle

    x: ``(batch, height, width, channels)``. y: ``(batch, self.height, self.width, channels)``. In inference, and for an
    x that is not larger than y in both directions, the largest centred part of x with the aspect ratio of y is resized.

    Backward: dx is dy in the window and 0 around it (first the gradient of the resize, if there was one).
    Source: Keras 3, ``layers.RandomCrop``, whose documentation is followed for inference: Keras 3.15 itself does
    not crop there, so that the layers after it fail.
    """

    height: int = integer(1, MAX_SIDE, example=8)
    width: int = integer(1, MAX_SIDE, example=8)
    seed: int | None = integer(0, default=None)
    data_format: str | None = choice("channels_last", "channels_first", default=None)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        self.check_input(input_shape)
        return self.resized_shape(input_shape, self.height, self.width)

    def transform(self, x: Array, context: CallContext) -> tuple[Array, Any]:
        _, height, width, _ = x.shape
        if context and height > self.height and width > self.width:
            return super().transform(x, context)
        return self._take(x, widest_box(height, width, self._size))

    def augment(self, x: Array, rng: np.random.Generator) -> tuple[Array, Any]:
        _, height, width, _ = x.shape
        top, left = int(rng.integers(height - self.height + 1)), int(rng.integers(width - self.width + 1))
        return self._take(x, (top, left, self.height, self.width))

    def augment_gradient(self, dy: Array, cache: Any) -> Array:
        shape, (top, left, height, width) = cache
        resized = (height, width) != self._size
        dx = np.zeros(shape, dy.dtype)
        dx[:, top : top + height, left : left + width] = (
            resize_gradient(dy, (height, width), "bilinear", False) if resized else dy)
        return dx

    @property
    def _size(self) -> tuple[int, int]:
        return self.height, self.width

    def _take(self, x: Array, box: Box) -> tuple[Array, Any]:
        """The part of the images in the box, resized if it does not have the size of y, and the cache."""
        y = crop(x, box)
        return (y if box[2:] == self._size else resize(y, self._size)), (x.shape, box)
