"""FromArray: existing values, such as pretrained word vectors."""

from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.initializers.base import Initializer
from engine.typing import Array


@final
class FromArray(Initializer):
    """The array in the ``weights`` argument of ``Embedding``. The class has no identifier and is not registered.

    It is serialized as the layer's default initializer, since Keras does not save the argument either.
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
