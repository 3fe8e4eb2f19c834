"""XOR: opposite quadrants share a class, so a model without a hidden layer must fail."""

import numpy as np

from engine.datasets.samples import Pair


def points(n: int, noise: float, seed: int) -> Pair:
    """x: float32 ``(n, 2)``, −1.1 to 1.1 with a gap along both axes. y: int64 ``(n,)``, 1 where the two signs differ.

    noise: standard deviation of the noise that is added to x after the classes are assigned.
    """
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, size=(n, 2))
    y = (x[:, 0] * x[:, 1] < 0).astype("int64")
    x = x + 0.1 * np.sign(x) + noise * rng.standard_normal((n, 2))
    x = x.astype("float32")
    return x, y
