"""RandomZoom: zooms images in or out at random, so that the size does not matter."""

from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.hyperparameters import choice, configurable, integer, numbers, real
from engine.images.projective_transform import FILL_MODES, INTERPOLATIONS, zoom
from engine.layers.random_image_layer import RandomAffineLayer
from engine.typing import Array


@final
@configurable
class RandomZoom(RandomAffineLayer):
    """In training each image is zoomed out by a random factor ``1 + f`` (in, for f < 0); in inference ``y = x``

    x, y: ``(batch, height, width, channels)``. height_factor, width_factor: the range ``(low, high)`` from which f is
    drawn for each image and axis, or one value a for ``(−|a|, |a|)``; both bounds are above −1 and at most 1.
    Without width_factor, one f is drawn for both axes. fill_mode: how points outside x are filled.
    fill_value: the value of such points if ``fill_mode="constant"``.

    Backward: dy of every pixel is added to the pixels of x that it was interpolated from, with the same weights.
    Source: Keras 3, ``layers.RandomZoom``.
    """

    height_factor: Any = numbers(example=0.2)
    width_factor: Any = numbers(default=None)
    fill_mode: str = choice(*FILL_MODES, default="reflect")
    interpolation: str = choice(*INTERPOLATIONS, default="bilinear")
    seed: int | None = integer(0, default=None)
    fill_value: float = real(default=0.0)
    data_format: str | None = choice("channels_last", "channels_first", default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("height_factor", "width_factor"):
            if getattr(self, name) is not None and self.factor_range(name, -1, 1)[0] == -1:
                raise fail("not_above", name, argument=name, low=-1, value=getattr(self, name))

    def matrices(self, rng: np.random.Generator, batch: int, height: int, width: int) -> Array:
        height_zoom = 1 + rng.uniform(*self.factor_range("height_factor", -1, 1), batch)
        if self.width_factor is None:
            return zoom(height_zoom, height_zoom, height, width)
        width_zoom = 1 + rng.uniform(*self.factor_range("width_factor", -1, 1), batch)
        return zoom(height_zoom, width_zoom, height, width)
