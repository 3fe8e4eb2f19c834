"""RandomCrop: cuts a window out of images at random, so that the position does not matter."""

from typing import Any, ClassVar, final

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
class RandomCrop(ImageLayer):
    """In training ``y`` is a window of ``x`` at a random place, the same for a whole batch; in inference its middle

    x: ``(batch, height, width, channels)``. y: ``(batch, self.height, self.width, channels)``. In inference, and for an
    x that is not larger than y in both directions, the largest centred part of x with the aspect ratio of y is resized.

    Backward: dx is dy in the window and 0 around it (first the gradient of the resize, if there was one).
    Source: Keras 3, ``layers.RandomCrop``, whose documentation is followed for inference: Keras 3.15 itself does
    not crop there, so that the layers after it fail.
    """

    form: ClassVar[str] = "holes"
    training_by_default: ClassVar[bool] = True

    height: int = integer(1, MAX_SIDE, example=8)
    width: int = integer(1, MAX_SIDE, example=8)
    seed: int | None = integer(0, default=None)
    data_format: str | None = choice("channels_last", "channels_first", default=None)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        self.check_input(input_shape)
        return self.resized_shape(input_shape, self.height, self.width)

    def transform(self, x: Array, context: CallContext) -> tuple[Array, Any]:
        box = self._window(x.shape, context)
        y = crop(x, box)
        return (y if box[2:] == self._size else resize(y, self._size)), (x.shape, box)

    def transform_gradient(self, dy: Array, cache: Any) -> Array:
        shape, (top, left, height, width) = cache
        resized = (height, width) != self._size
        dx = np.zeros(shape, dy.dtype)
        dx[:, top : top + height, left : left + width] = (
            resize_gradient(dy, (height, width), "bilinear", False) if resized else dy)
        return dx

    @property
    def _size(self) -> tuple[int, int]:
        return self.height, self.width

    def _window(self, shape: tuple[int, ...], context: CallContext) -> Box:
        _, height, width, _ = shape
        if not context or height <= self.height or width <= self.width:
            return widest_box(height, width, self._size)
        rng = self.generator(context, self.seed)
        top, left = rng.integers(height - self.height + 1), rng.integers(width - self.width + 1)
        return int(top), int(left), self.height, self.width
