"""RandomImageLayer and RandomAffineLayer: bases of the layers that augment images at random, in training only."""

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
    """In training each image is changed by random parameters, drawn anew for every batch; in inference ``y = x``."""

    form: ClassVar[str] = "holes"
    training_by_default: ClassVar[bool] = True

    seed: int | None

    def transform(self, x: Array, context: CallContext) -> tuple[Array, Any]:
        return self.augment(x, self.generator(context, self.seed)) if context else (x, None)

    def transform_gradient(self, dy: Array, cache: Any) -> Array:
        return dy if cache is None else self.augment_gradient(dy, cache)

    @abstractmethod
    def augment(self, x: Array, rng: np.random.Generator) -> tuple[Array, Any]:
        """Return ``(y, cache)`` in training."""

    @abstractmethod
    def augment_gradient(self, dy: Array, cache: Any) -> Array:
        """Return ``dx`` in training."""

    def factor_range(self, name: str, low: float, high: float) -> Pair:
        """The range ``(smallest, largest)`` of the factor hyperparameter ``name``: ``(−|f|, |f|)`` for one value f.

        Raises a ProblemError if the range exceeds low … high, or the hyperparameter is neither one value nor two.
        """
        factor = getattr(self, name)
        pair = factor if isinstance(factor, tuple) else (-abs(factor), abs(factor))
        if len(pair) != 2 or any(isinstance(bound, tuple) for bound in pair):
            raise fail("wrong_length", name, argument=name, length=2, value=factor)
        smallest, largest = sorted(pair)
        if largest > high:
            raise fail("too_large", name, argument=name, high=high, value=factor)
        if smallest < low:
            raise fail("too_small", name, argument=name, low=low, value=factor)
        return smallest, largest


class RandomAffineLayer(RandomImageLayer, ABC):
    """Base of RandomRotation, RandomTranslation and RandomZoom: transforms each image by a random affine matrix.

    See :mod:`engine.images.projective_transform`. Backward: dy of every pixel is added to the pixels of x that it was
    interpolated from, with the same weights.
    """

    fill_mode: str
    interpolation: str
    fill_value: float

    @abstractmethod
    def matrices(self, rng: np.random.Generator, batch: int, height: int, width: int) -> Array:
        """Draw one matrix per image, ``(batch, 2, 3)``, float64: it maps pixels of y to points of x."""

    def augment(self, x: Array, rng: np.random.Generator) -> tuple[Array, SamplingGrid]:
        matrices = self.matrices(rng, *x.shape[:3]).astype(x.dtype)
        grid = sampling_grid(x.shape, matrices, self.interpolation, self.fill_mode)
        return transform_images(x, grid, self.fill_value), grid

    def augment_gradient(self, dy: Array, cache: SamplingGrid) -> Array:
        return transform_images_gradient(dy, cache)
