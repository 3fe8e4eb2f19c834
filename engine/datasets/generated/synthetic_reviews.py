"""Synthetic reviews: sequences of word indices with positive and negative words, and a word that negates the next one.

They replace real reviews where those cannot be downloaded. Because of the negation the order of words matters.
"""

import numpy as np

from engine.datasets.samples import Pair

CLASS_NAMES = ("negative", "positive")
LENGTH = 40
WORDS = 200
"""Size of the vocabulary, including 0 for padding."""


def points(n: int, noise: float, seed: int) -> Pair:
    """x: int32 ``(n, 40)``, 0 for padding. y: int64 ``(n,)``. noise: share of the reviews with a wrong label.

    Indices: 1 negates the next word, 2 to 11 are positive words, 12 to 21 negative, 22 to 199 neutral.
    """
    rng = np.random.default_rng(seed)
    x = rng.integers(22, 200, (n, 40))
    y = np.zeros(n)
    for start in (4, 14, 24, 34):
        positive = rng.integers(0, 2, n)
        negated = rng.random(n) < 0.3
        position = start + rng.integers(0, 5, n)
        x[np.arange(n), position] = np.where(positive, 2, 12) + rng.integers(0, 10, n)
        x[negated, position[negated] - 1] = 1
        y += np.where(positive != negated, 1, -1) * (1 + 0.1 * start)
    length = rng.integers(30, 41, n)
    x = np.where(np.arange(40) < 40 - length.reshape(n, 1), 0, x).astype("int32")
    y = ((y > 0) != (rng.random(n) < noise)).astype("int64")
    return x, y
