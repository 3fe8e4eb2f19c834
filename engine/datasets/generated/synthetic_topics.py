"""Synthetic topics: sequences of word indices with a few words of their topic; few topics are frequent, most rare.

They replace Reuters where it cannot be downloaded, and have the same number of topics, 46.
"""

import numpy as np

from engine.datasets.samples import Pair

CLASS_NAMES = tuple(f"topic {number}" for number in range(46))
LENGTH = 40
WORDS = 500
"""Size of the vocabulary, including the unused index 0."""


def points(n: int, noise: float, seed: int) -> Pair:
    """x: int32 ``(n, 40)``. y: int64 ``(n,)``, 0 to 45. noise: share of the topic words replaced by random ones.

    Each topic has 12 words, some of which it shares with the next topic; indices go from 1 to 499.
    """
    rng = np.random.default_rng(seed)
    share = 1 / np.arange(2, 48)
    y = rng.choice(46, n, p=share / share.sum())
    y[: min(n, 46)] = np.arange(46)[:n]
    topic_word = 1 + 8 * y.reshape(n, 1) + rng.integers(0, 12, (n, 40))
    on_topic = rng.random((n, 40)) < 0.25 * (1 - noise)
    x = np.where(on_topic, topic_word, rng.integers(1, 500, (n, 40))).astype("int32")
    return x, y
