"""Coloured shapes: synthetic colour images that need no network.

They replace CIFAR-10 where it cannot be downloaded: ten shapes in random colours, positions and sizes.
"""

import numpy as np

from engine.datasets.samples import Pair

CLASS_NAMES = ("circle", "ring", "square", "frame", "diamond", "triangle", "plus", "cross", "rows", "columns")
SIDE = 16


def points(n: int, noise: float, seed: int) -> Pair:
    """x: uint8 ``(n, 16, 16, 3)``, 0 to 255. y: int64 ``(n,)``, 0 to 9.

    noise: standard deviation of the noise that is added to the pixels before they are scaled from 0 … 1 to 0 … 255.
    """
    rng = np.random.default_rng(seed)
    y = np.arange(n, dtype="int64") % 10
    size = rng.uniform(4, 6.5, (n, 1, 1))
    top, left = rng.uniform(6, 10, (2, n, 1, 1))
    v = (np.arange(16).reshape(1, 16, 1) + 0.5 - top) / size
    h = (np.arange(16).reshape(1, 1, 16) + 0.5 - left) / size
    radius, edge, diagonal = np.hypot(v, h), np.maximum(abs(v), abs(h)), abs(v) + abs(h)
    shapes = [
        radius < 1,
        (radius < 1) & (radius > 0.55),
        edge < 0.85,
        (edge < 0.95) & (edge > 0.55),
        diagonal < 1.1,
        (abs(h) < (v + 1) / 2) & (v < 0.9),
        (np.minimum(abs(v), abs(h)) < 0.3) & (edge < 1),
        (abs(abs(v) - abs(h)) < 0.35) & (edge < 1),
        (edge < 1) & (np.sin(8 * v) + 0 * h > 0),
        (edge < 1) & (np.sin(8 * h) + 0 * v > 0),
    ]
    inside = np.choose(y.reshape(n, 1, 1), shapes)[..., np.newaxis]
    ink = rng.integers(0, 2, (n, 1, 1, 3))
    colour = 0.15 + 0.7 * ink + rng.uniform(-0.15, 0.15, (n, 1, 1, 3))
    paper = 0.5 + rng.uniform(-0.15, 0.15, (n, 1, 1, 3))
    x = np.where(inside, colour, paper) + noise * rng.standard_normal((n, 16, 16, 3))
    x = (255 * x.clip(0, 1)).astype("uint8")
    return x, y
