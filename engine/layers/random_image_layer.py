"""RandomImageLayer: what layers that change pictures at random have in common: they do so in training alone."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np

from engine.errors import fail
from engine.images.projective_transform import SamplingGrid, sampling_grid, transform_images, transform_images_gradient
from engine.layers.image_layer import ImageLayer
from engine.random import CallContext
from engine.typing import Array

Pair = tuple[float, float]


class RandomImageLayer(ImageLayer, ABC):
    """In inference ``y = x``; in training each picture is changed by numbers of its own, drawn anew for every batch."""

    form: ClassVar[str] = "holes"

    seed: int | None

    def change(self, x: Array, context: CallContext) -> tuple[Array, Any]:
        return self.changed(x, self.generator(context, self.seed)) if context else (x, None)

    def change_gradient(self, dy: Array, cache: Any) -> Array:
        return dy if cache is None else self.changed_gradient(dy, cache)

    @abstractmethod
    def changed(self, x: Array, rng: np.random.Generator) -> tuple[Array, Any]:
        """``(y, cache)`` in training."""

    @abstractmethod
    def changed_gradient(self, dy: Array, cache: Any) -> Array:
        """``dx`` in training."""

    def bounds(self, name: str, low: float, high: float) -> Pair:
        """The range that a factor stands for: ``f`` is −|f| … |f|, two numbers are themselves, in order."""
        factor = getattr(self, name)
        pair = factor if isinstance(factor, tuple) else (-abs(factor), abs(factor))
        if len(pair) != 2 or any(isinstance(each, tuple) for each in pair):
            raise fail("wrong_length", name, argument=name, length=2, value=factor)
        smallest, largest = sorted(pair)
        if largest > high:
            raise fail("too_large", name, argument=name, high=high, value=factor)
        if smallest < low:
            raise fail("too_small", name, argument=name, low=low, value=factor)
        return smallest, largest


class RandomAffineLayer(RandomImageLayer, ABC):
    """Pictures looked up where a random matrix says; see :mod:`engine.images.projective_transform`.

    Backward: every pixel of dy goes back to the pixels that it was mixed from, in the same shares.
    """

    fill_mode: str
    interpolation: str
    fill_value: float

    @abstractmethod
    def matrices(self, rng: np.random.Generator, batch: int, height: int, width: int) -> Array:
        """``(batch, 2, 3)``, float64."""

    def changed(self, x: Array, rng: np.random.Generator) -> tuple[Array, SamplingGrid]:
        matrices = self.matrices(rng, *x.shape[:3]).astype(x.dtype)
        found = sampling_grid(x.shape, matrices, self.interpolation, self.fill_mode)
        return transform_images(x, found, self.fill_value), found

    def changed_gradient(self, dy: Array, cache: SamplingGrid) -> Array:
        return transform_images_gradient(dy, cache)
