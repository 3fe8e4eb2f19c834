"""Two blobs of points, which a straight line separates unless the noise is large: the simplest classification."""

import numpy as np

from engine.datasets.samples import Pair


def points(n: int, noise: float, seed: int) -> Pair:
    """x: float32 ``(n, 2)`` around (−1, −1) and (1, 1). y: int64 ``(n,)``. noise: standard deviation of a blob."""
    rng = np.random.default_rng(seed)
    y = np.arange(n, dtype="int64") % 2
    x = (2 * y - 1).reshape(n, 1) + noise * rng.standard_normal((n, 2))
    x = x.astype("float32")
    return x, y
