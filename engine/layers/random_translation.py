"""RandomTranslation: shifts images at random, so that the position does not matter."""

from typing import Any, final

import numpy as np

from engine.hyperparameters import choice, configurable, integer, numbers, real
from engine.images.projective_transform import FILL_MODES, INTERPOLATIONS, translation
from engine.layers.random_image_layer import RandomAffineLayer
from engine.typing import Array


@final
@configurable
class RandomTranslation(RandomAffineLayer):
    """In training each image is shifted by random fractions of its height and width; in inference ``y = x``

    x, y: ``(batch, height, width, channels)``. height_factor, width_factor: the range ``(low, high)``, within −1 … 1,
    from which the fraction is drawn for each image, or one value a for ``(−|a|, |a|)``; negative fractions shift up or
    left. fill_mode: how points outside x are filled. fill_value: the value of such points if ``fill_mode="constant"``.

    Backward: dy of every pixel is added to the pixels of x that it was interpolated from, with the same weights.
    Source: Keras 3, ``layers.RandomTranslation``.
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
        self.factor_range("height_factor", -1, 1)
        self.factor_range("width_factor", -1, 1)

    def matrices(self, rng: np.random.Generator, batch: int, height: int, width: int) -> Array:
        rows = rng.uniform(*self.factor_range("height_factor", -1, 1), batch) * height
        return translation(rows, rng.uniform(*self.factor_range("width_factor", -1, 1), batch) * width)
