"""Made topics: rows of word numbers, each with a few words of its topic; some topics are frequent, most are rare.

They stand in for Reuters where that cannot be had: 46 topics, as many as there.
"""

import numpy as np

from engine.datasets.samples import Pair
from engine.datasets.source_code import code_of

CLASS_NAMES = tuple(f"topic {number}" for number in range(46))
LENGTH = 40
WORDS = 500
"""Numbers of words, with 0, which none bears."""


def points(n: int, noise: float, seed: int) -> Pair:
    """x: int32 ``(n, 40)``. y: int64 ``(n,)``, 0 to 45. noise: share of a topic's words that are any words instead.

    Each topic has 12 words of its own, which it shares with the next topic in part; numbers go from 1 to 499.
    """
    rng = np.random.default_rng(seed)
    share = 1 / np.arange(2, 48)
    y = rng.choice(46, n, p=share / share.sum())
    y[: min(n, 46)] = np.arange(46)[:n]
    own = 1 + 8 * y.reshape(n, 1) + rng.integers(0, 12, (n, 40))
    said = rng.random((n, 40)) < 0.25 * (1 - noise)
    x = np.where(said, own, rng.integers(1, 500, (n, 40))).astype("int32")
    return x, y


def code(n: int, noise: float, seed: int) -> str:
    """The same numbers as a NumPy script that assigns ``x`` and ``y``."""
    return "import numpy as np\n\n" + code_of(points, n=n, noise=noise, seed=seed)
