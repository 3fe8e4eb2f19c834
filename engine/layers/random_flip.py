"""RandomFlip: mirrors images at random, so that left and right, or up and down, do not matter."""

from typing import Any, final

import numpy as np

from engine.hyperparameters import choice, configurable, integer
from engine.layers.random_image_layer import RandomImageLayer
from engine.typing import Array


@final
@configurable
class RandomFlip(RandomImageLayer):
    """In training ``y`` is x or, with probability 1/2 for each image, x mirrored; in inference ``y = x``

    x, y: ``(batch, height, width, channels)``. mode: the axes along which x is mirrored; an image is
    mirrored along all of them or along none. Backward: dy mirrored in the same way.
    Source: Keras 3, ``layers.RandomFlip``.
    """

    mode: str = choice("horizontal", "vertical", "horizontal_and_vertical", default="horizontal_and_vertical")
    seed: int | None = integer(0, default=None)
    data_format: str | None = choice("channels_last", "channels_first", default=None)

    def augment(self, x: Array, rng: np.random.Generator) -> tuple[Array, Any]:
        flips = rng.random((len(x), 1, 1, 1)) <= 0.5
        return self._flip(x, flips), flips

    def augment_gradient(self, dy: Array, cache: Any) -> Array:
        return self._flip(dy, cache)

    def _flip(self, x: Array, flips: Array) -> Array:
        axes = {"horizontal": (2,), "vertical": (1,)}.get(self.mode, (1, 2))
        return np.where(flips, np.flip(x, axes), x)
