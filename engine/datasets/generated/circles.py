"""A small ring inside a large one: no straight line parts them."""

import numpy as np

from engine.datasets.samples import Pair
from engine.datasets.source_code import code_of


def points(n: int, noise: float, seed: int) -> Pair:
    """x: float32 ``(n, 2)``. y: int64 ``(n,)``: 0 at radius 1, 1 at radius 0.4. noise: standard deviation of x."""
    rng = np.random.default_rng(seed)
    y = np.arange(n, dtype="int64") % 2
    angle = rng.uniform(0, 2 * np.pi, size=n)
    radius = np.where(y == 1, 0.4, 1.0)
    x = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    x = (x + noise * rng.standard_normal((n, 2))).astype("float32")
    return x, y


def code(n: int, noise: float, seed: int) -> str:
    """The same numbers as a NumPy script that assigns ``x`` and ``y``."""
    return "import numpy as np\n\n" + code_of(points, n=n, noise=noise, seed=seed)
