"""The seed that models and initializers take when they are given none: one call makes a whole program repeatable."""

import random

import numpy as np

from engine.validators import Integer

_seeds = random.Random()


def set_random_seed(seed: int) -> None:
    """Begin all randomness anew: that of models, of Python's ``random`` and of NumPy's old-style ``np.random``."""
    seed = Integer(low=0, high=2**32 - 1).convert("seed", seed)
    _seeds.seed(seed)
    random.seed(seed)
    np.random.seed(seed)


def seed_models(seed: int) -> None:
    """As ``tf.random.set_seed``: begin the randomness of models anew, and leave that of Python and NumPy alone."""
    _seeds.seed(Integer(low=0, high=2**64 - 1).convert("seed", seed))


def default_seed() -> int:
    """The next seed: of the series that :func:`set_random_seed` began, else one that nobody can foretell."""
    return _seeds.randint(1, 10**9)
