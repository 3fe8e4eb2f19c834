"""Points along one period of y = cos x: the regression that needs a hidden layer."""

import numpy as np

from engine.datasets.samples import Pair


def points(n: int, noise: float, seed: int) -> Pair:
    """x: float32 ``(n, 1)``, −π to π. y: float32 ``(n, 1)``. noise: standard deviation of y around the curve."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-np.pi, np.pi, size=(n, 1))
    y = np.cos(x) + noise * rng.standard_normal((n, 1))
    x, y = x.astype("float32"), y.astype("float32")
    return x, y
