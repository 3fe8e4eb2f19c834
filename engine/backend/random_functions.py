"""``keras.random`` of Keras 3. With an integer as ``seed``, a call always returns the same values."""

from typing import Any, final

import numpy as np

from engine.backend.config import floatx
from engine.backend.tensor import apply, raw
from engine.backend.traced_tensor import not_differentiable, returns_tensor
from engine.typing import Array
from engine.utils.seed import default_seed

__all__ = ["SeedGenerator", "categorical", "normal", "randint", "shuffle", "truncated_normal", "uniform"]


@final
class SeedGenerator:
    """A generator of seeds: each use takes a new one. seed: of the generator; the same seed gives the same sequence."""

    def __init__(self, seed: int | None = None) -> None:
        self._rng = np.random.default_rng(default_seed() if seed is None else seed)

    def next(self) -> int:
        """The next seed."""
        return int(self._rng.integers(2**32))


def _rng(seed: Any) -> np.random.Generator:
    if isinstance(seed, SeedGenerator):
        seed = seed.next()
    return np.random.default_rng(default_seed() if seed is None else int(seed))


@returns_tensor
def normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: str | None = None, seed: Any = None) -> Array:
    """Values of a normal distribution."""
    return np.asarray(_rng(seed).normal(mean, stddev, shape), dtype or floatx())


@returns_tensor
def truncated_normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: str | None = None,
                     seed: Any = None) -> Array:
    """Like :func:`normal`, but values further than two ``stddev`` from the mean are drawn again."""
    rng, values = _rng(seed), np.full(shape, np.inf)
    while (far := np.abs(values) > 2).any():
        values[far] = rng.normal(size=int(far.sum()))
    return np.asarray(mean + stddev * values, dtype or floatx())


@returns_tensor
def uniform(shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: str | None = None, seed: Any = None) -> Array:
    """Values of a uniform distribution on ``[minval, maxval)``; integers for an integer dtype."""
    if dtype is not None and np.dtype(dtype).kind in "iu":
        return randint(shape, int(minval), int(maxval), dtype, seed)
    return np.asarray(_rng(seed).uniform(minval, maxval, shape), dtype or floatx())


@returns_tensor
def randint(shape: Any, minval: int, maxval: int, dtype: str = "int32", seed: Any = None) -> Array:
    """Uniform integers from ``minval`` to ``maxval − 1``."""
    return np.asarray(_rng(seed).integers(minval, maxval, shape), dtype)


@not_differentiable
def categorical(logits: Any, num_samples: int, dtype: str = "int32", seed: Any = None) -> Array:
    """Draw class indices ``(batch, num_samples)`` with probabilities softmax(logits). logits: ``(batch, classes)``."""
    logits = np.asarray(raw(logits))
    noise = _rng(seed).gumbel(size=(len(logits), num_samples, logits.shape[-1]))
    return np.asarray(np.argmax(logits[:, None] + noise, axis=-1), dtype)


def shuffle(x: Any, axis: int = 0, seed: Any = None) -> Any:
    """Return the values in random order along an axis."""
    data = np.asarray(raw(x))
    order = _rng(seed).permutation(data.shape[axis])
    return apply(np.take(data, order, axis), (x, lambda dy: np.take(dy, np.argsort(order), axis)))
