"""Initializer: the base of all initializers, which map a shape to the initial values of a weight."""

from abc import ABC
from contextvars import ContextVar
from math import prod
from typing import Any

import numpy as np

from engine.backend.eager_tensor import eager
from engine.backend.tensor import raw
from engine.errors import fail
from engine.hyperparameters import Configurable
from engine.limits import MAX_PARAMETERS
from engine.overrides import overrides
from engine.random import Stream, generator
from engine.typing import Array
from engine.utils.seed import default_seed
from engine.validators import Integers

_current: ContextVar[np.random.Generator | None] = ContextVar("generator of the weight", default=None)


class Initializer(Configurable, ABC):
    """Creates the initial array of a weight."""

    def check_shape(self, shape: tuple[int, ...]) -> None:
        """Raise a ProblemError if this initializer cannot create that shape; allocates no array."""

    def draw(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """Return an array of that shape; ``rng`` is the only source of randomness.

        A learner's class defines ``__call__`` instead.
        """
        raise fail("method_missing", name=type(self).__name__, method="__call__")

    def initial(self, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """The initial array of a weight; the ``__call__`` of a learner's class is called as Keras calls it.

        rng: what the class's own ``super().__call__`` draws from.
        """
        if not overrides(type(self), "__call__"):
            return np.asarray(self(shape, rng=rng))
        token = _current.set(rng)
        try:
            return np.asarray(raw(self(shape, dtype="float32")))
        finally:
            _current.reset(token)

    def __call__(
        self, shape: tuple[int, ...], dtype: str | None = None, rng: np.random.Generator | None = None
    ) -> Any:
        """Return the initial values as a tensor. An initializer with a ``seed`` always returns the same for a shape.

        rng: used if there is no seed; by default, a generator with the default seed. Raises a ProblemError for an
        invalid shape, and for more values than a model may have.
        """
        shape = Integers(low=0).convert("shape", shape)
        if prod(shape) > MAX_PARAMETERS:
            raise fail("too_large", "shape", argument="the size of the shape", high=MAX_PARAMETERS, value=prod(shape))
        self.check_shape(shape)
        seed = getattr(self, "seed", None)
        rng = _current.get() if rng is None else rng
        if seed is not None or rng is None:
            rng = generator(default_seed() if seed is None else seed, Stream.WEIGHTS)
        return eager(self.draw(shape, rng).astype(dtype or "float32", copy=False))
