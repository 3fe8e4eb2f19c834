"""Two spirals wound into each other: the hardest picture in the plane."""

import numpy as np

from engine.datasets.samples import Pair
from engine.datasets.source_code import code_of


def points(n: int, noise: float, seed: int) -> Pair:
    """x: float32 ``(n, 2)``, arms of 1.5 turns to radius 1. y: int64 ``(n,)``. noise: standard deviation of x."""
    rng = np.random.default_rng(seed)
    y = np.arange(n, dtype="int64") % 2
    radius = np.sqrt(rng.uniform(0, 1, size=n))
    angle = 3 * np.pi * radius + np.pi * y
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    x = (x + noise * rng.standard_normal((n, 2))).astype("float32")
    return x, y


def code(n: int, noise: float, seed: int) -> str:
    """The same numbers as a NumPy script that assigns ``x`` and ``y``."""
    return "import numpy as np\n\n" + code_of(points, n=n, noise=noise, seed=seed)
