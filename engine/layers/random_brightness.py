"""RandomBrightness: makes images brighter or darker at random, so that the light does not matter."""

from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.hyperparameters import configurable, integer, numbers
from engine.layers.random_image_layer import RandomImageLayer
from engine.typing import Array


@final
@configurable
class RandomBrightness(RandomImageLayer):
    """In training ``y = clip(x + f · (high − low))`` with a random f for each image; in inference ``y = x``

    x, y: ``(batch, height, width, channels)``. f: uniform in ``factor``, a range ``(smallest, largest)`` within
    −1 … 1, or one value a for ``(−|a|, |a|)``. low, high: the smallest and the largest value of y, ``value_range``,
    to which it is clipped; with f = −1 an image becomes black, with f = 1 white.

    Backward: ``dx = dy`` where y was not clipped, else 0. Source: Keras 3, ``layers.RandomBrightness``.
    """

    factor: Any = numbers(example=0.2)
    value_range: tuple[float, float] = numbers(default=(0, 255))
    seed: int | None = integer(0, default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.factor = self.factor_range("factor", -1, 1)
        if np.shape(self.value_range) != (2,):
            raise fail("wrong_length", "value_range", argument="value_range", length=2, value=self.value_range)
        low, high = sorted(self.value_range)
        self.value_range = (low, high)

    def augment(self, x: Array, rng: np.random.Generator) -> tuple[Array, Any]:
        low, high = self.value_range
        f = rng.uniform(*self.factor_range("factor", -1, 1), (len(x), 1, 1, 1))
        y = x + (f * (high - low)).astype(x.dtype)
        smallest, largest = x.dtype.type(low), x.dtype.type(high)
        return y.clip(smallest, largest), (y >= smallest) & (y <= largest)

    def augment_gradient(self, dy: Array, cache: Any) -> Array:
        inside = cache
        dx: Array = dy * inside
        return dx
