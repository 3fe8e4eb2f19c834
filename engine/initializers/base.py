"""What every initializer is: a shape in, the first numbers of a weight out."""

from abc import ABC, abstractmethod
from math import prod

import numpy as np

from engine.errors import fail
from engine.hyperparameters import Configurable
from engine.limits import MAX_PARAMETERS
from engine.random import Stream, generator
from engine.typing import Array
from engine.utils.seed import default_seed
from engine.validators import Integers


class Initializer(Configurable, ABC):
    """Makes the array that a weight begins with."""

    def check_shape(self, shape: tuple[int, ...]) -> None:
        """Raise a ProblemError if this initializer cannot fill an array of that shape; takes no memory."""

    @abstractmethod
    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """An array of that shape; random numbers come from ``rng`` alone."""

    def __call__(
        self, shape: tuple[int, ...], dtype: str | None = None, rng: np.random.Generator | None = None
    ) -> Array:
        """As Keras calls it. With a ``seed`` of its own the initializer always draws the same numbers.

        Raises a ProblemError for what is no shape, and for more numbers than a model may have.
        """
        shape = Integers(low=0).convert("shape", shape)
        if prod(shape) > MAX_PARAMETERS:
            raise fail("too_large", "shape", argument="the size of the shape", high=MAX_PARAMETERS, value=prod(shape))
        self.check_shape(shape)
        seed = getattr(self, "seed", None)
        if seed is not None or rng is None:
            rng = generator(default_seed() if seed is None else seed, Stream.WEIGHTS)
        return self.draw(shape, rng).astype(dtype or "float32", copy=False)
