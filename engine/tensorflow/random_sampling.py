"""``tf.random``: random values; the global seed is set with ``tf.random.set_seed``."""

from typing import Any

from engine.backend import random_functions

Name = str | None


def normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = "float32", seed: Any = None,
           name: Name = None) -> Any:
    """Values of a normal distribution."""
    return random_functions.normal(shape, mean, stddev, dtype, seed)


def truncated_normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = "float32", seed: Any = None,
                     name: Name = None) -> Any:
    """Like :func:`normal`, but values further than two ``stddev`` from the mean are drawn again."""
    return random_functions.truncated_normal(shape, mean, stddev, dtype, seed)


def uniform(shape: Any, minval: float = 0, maxval: float | None = None, dtype: Any = "float32", seed: Any = None,
            name: Name = None) -> Any:
    """Values of a uniform distribution on ``[minval, maxval)``, from 0 to 1 by default."""
    return random_functions.uniform(shape, minval, 1 if maxval is None else maxval, dtype, seed)


def shuffle(value: Any, seed: Any = None, name: Name = None) -> Any:
    """The items along the first axis in random order."""
    return random_functions.shuffle(value, 0, seed)


def categorical(logits: Any, num_samples: int, dtype: Any = "int64", seed: Any = None, name: Name = None) -> Any:
    """Draw class indices ``(batch, num_samples)`` with probabilities softmax(logits)."""
    return random_functions.categorical(logits, num_samples, dtype or "int64", seed)
