"""set_random_seed, and the default seeds of models and initializers that are created without one."""

import random

import numpy as np

from engine.validators import Integer

_seeds = random.Random()


def set_random_seed(seed: int) -> None:
    """Seed all random numbers: of models, of Python's ``random`` and of NumPy's legacy ``np.random``."""
    seed = Integer(low=0, high=2**32 - 1).convert("seed", seed)
    _seeds.seed(seed)
    random.seed(seed)
    np.random.seed(seed)


def seed_models(seed: int) -> None:
    """Seed the random numbers of models, but not those of Python and NumPy, like ``tf.random.set_seed``."""
    _seeds.seed(Integer(low=0, high=2**64 - 1).convert("seed", seed))


def default_seed() -> int:
    """The next seed of a sequence, which :func:`set_random_seed` and :func:`seed_models` make reproducible."""
    return _seeds.randint(1, 10**9)
