"""Circles: a small ring inside a large one, which no straight line separates."""

import numpy as np

from engine.datasets.samples import Pair


def points(n: int, noise: float, seed: int) -> Pair:
    """x: float32 ``(n, 2)``. y: int64 ``(n,)``: 0 at radius 1, 1 at radius 0.4.

    noise: standard deviation of the noise that is added to x.
    """
    rng = np.random.default_rng(seed)
    y = np.arange(n, dtype="int64") % 2
    angle = rng.uniform(0, 2 * np.pi, size=n)
    radius = np.where(y == 1, 0.4, 1.0)
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    x = (x + noise * rng.standard_normal((n, 2))).astype("float32")
    return x, y
