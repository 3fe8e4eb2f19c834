"""Given: numbers that were made elsewhere, such as word vectors somebody has trained."""

from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.initializers.base import Initializer
from engine.typing import Array


@final
class Given(Initializer):
    """A copy of an array. No name of it can be written: it stands for the ``weights`` argument of a layer.

    Its config is that of the layer's usual initializer, as Keras forgets the argument too.
    """

    written_as = "random_uniform"

    def __init__(self, values: Any) -> None:
        self.values: Array = np.asarray(values)

    def check_shape(self, shape: tuple[int, ...]) -> None:
        if self.values.shape != tuple(shape):
            raise fail("wrong_weight_shape", "weights", layer="Embedding", weight="weights", expected=shape,
                       received=self.values.shape)

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        return self.values
