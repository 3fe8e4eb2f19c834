"""RandomTranslation: shifts pictures at random, so that the place does not matter."""

from typing import Any, final

import numpy as np

from engine.hyperparameters import choice, configurable, integer, numbers, real
from engine.images.projective_transform import FILL_MODES, INTERPOLATIONS, translation
from engine.layers.random_image_layer import RandomAffineLayer
from engine.typing import Array


@final
@configurable
class RandomTranslation(RandomAffineLayer):
    """In training each picture is shifted by shares of its height and width; in inference ``y = x``

    x, y: ``(batch, height, width, channels)``. height_factor, width_factor: ``f`` for −f … f, or two numbers; below 0
    is up, and to the left. fill_mode: what lies outside of the picture; fill_value: for ``constant``.
    Backward: see :class:`RandomAffineLayer`. Source: Keras 3, ``layers.RandomTranslation``.
    """

    height_factor: Any = numbers(example=0.1)
    width_factor: Any = numbers(example=0.1)
    fill_mode: str = choice(*FILL_MODES, default="reflect")
    interpolation: str = choice(*INTERPOLATIONS, default="bilinear")
    seed: int | None = integer(0, default=None)
    fill_value: float = real(default=0.0)
    data_format: str | None = choice("channels_last", "channels_first", default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.bounds("height_factor", -1, 1)
        self.bounds("width_factor", -1, 1)

    def matrices(self, rng: np.random.Generator, batch: int, height: int, width: int) -> Array:
        down = rng.uniform(*self.bounds("height_factor", -1, 1), batch) * height
        return translation(down, rng.uniform(*self.bounds("width_factor", -1, 1), batch) * width)
