"""Points along the straight line y = 2x: the regression whose answer is known."""

import numpy as np

from engine.datasets.samples import Pair


def points(n: int, noise: float, seed: int) -> Pair:
    """x: float32 ``(n, 1)``, −1 to 1. y: float32 ``(n, 1)``. noise: standard deviation of y around the line."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, size=(n, 1))
    y = 2 * x + noise * rng.standard_normal((n, 1))
    x, y = x.astype("float32"), y.astype("float32")
    return x, y
