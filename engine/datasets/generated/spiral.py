"""Two intertwined spirals: the hardest of the data sets in the plane."""

import numpy as np

from engine.datasets.samples import Pair


def points(n: int, noise: float, seed: int) -> Pair:
    """x: float32 ``(n, 2)``, on two arms that turn 1.5 times from the centre to radius 1. y: int64 ``(n,)``, the arm.

    noise: standard deviation of the noise that is added to x.
    """
    rng = np.random.default_rng(seed)
    y = np.arange(n, dtype="int64") % 2
    radius = np.sqrt(rng.uniform(0, 1, size=n))
    angle = 3 * np.pi * radius + np.pi * y
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    x = (x + noise * rng.standard_normal((n, 2))).astype("float32")
    return x, y
