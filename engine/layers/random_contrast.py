"""RandomContrast: changes the contrast of images at random, so that the light does not matter."""

from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.hyperparameters import configurable, integer, numbers
from engine.layers.random_image_layer import RandomImageLayer
from engine.typing import Array


@final
@configurable
class RandomContrast(RandomImageLayer):
    """In training ``y = clip((x − mean) · f + mean)`` with a random f for each image; in inference ``y = x``

    x, y: ``(batch, height, width, channels)``. mean: of each image and channel, ``(batch, 1, 1, channels)``. f:
    uniform from ``1 − low`` to ``1 + high``. factor: ``(low, high)``, both from 0 to 1, or only high; low is then 0.
    value_range: the smallest and the largest value of y, to which it is clipped.

    Backward: with g = dy where y was not clipped, else 0: ``dx = g · f + (1 − f) · mean(g)``, over height and width.
    Source: Keras 3, ``layers.RandomContrast``.
    """

    factor: Any = numbers(example=0.2)
    value_range: tuple[float, float] = numbers(default=(0, 255))
    seed: int | None = integer(0, default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.factor = self._factor_range()
        if np.shape(self.value_range) != (2,):
            raise fail("wrong_length", "value_range", argument="value_range", length=2, value=self.value_range)

    def augment(self, x: Array, rng: np.random.Generator) -> tuple[Array, Any]:
        low, high = self._factor_range()
        f = rng.uniform(1 - low, 1 + high, (len(x), 1, 1, 1)).astype(x.dtype)
        mean = x.mean(axis=(1, 2), keepdims=True)
        y = (x - mean) * f + mean
        smallest, largest = (x.dtype.type(bound) for bound in self.value_range)
        return y.clip(smallest, largest), (f, (y >= smallest) & (y <= largest))

    def augment_gradient(self, dy: Array, cache: Any) -> Array:
        f, inside = cache
        g = dy * inside
        dx: Array = g * f + (1 - f) * g.mean(axis=(1, 2), keepdims=True)
        return dx

    def _factor_range(self) -> tuple[float, float]:
        if isinstance(self.factor, tuple):
            return self.factor_range("factor", 0, 1)
        strength = self.factor_range("factor", -1, 1)[1]
        if self.factor < 0:
            raise fail("too_small", "factor", argument="factor", low=0, value=self.factor)
        return 0.0, strength
