"""Made reviews: rows of word numbers in which kind and unkind words stand, and a word that turns the next one round.

They stand in for real reviews where those cannot be had. Since one word turns another round, their order matters.
"""

import numpy as np

from engine.datasets.samples import Pair
from engine.datasets.source_code import code_of

CLASS_NAMES = ("negative", "positive")
LENGTH = 40
WORDS = 200
"""Numbers of words, with 0 for the empty place."""


def points(n: int, noise: float, seed: int) -> Pair:
    """x: int32 ``(n, 40)``, 0 for the empty place. y: int64 ``(n,)``. noise: share of the reviews with a wrong label.

    Numbers: 1 turns the next word round, 2 to 11 are kind, 12 to 21 unkind, 22 to 199 say nothing.
    """
    rng = np.random.default_rng(seed)
    x = rng.integers(22, 200, (n, 40))
    y = np.zeros(n)
    for start in (4, 14, 24, 34):
        kind = rng.integers(0, 2, n)
        turned = rng.random(n) < 0.3
        place = start + rng.integers(0, 5, n)
        x[np.arange(n), place] = np.where(kind, 2, 12) + rng.integers(0, 10, n)
        x[turned, place[turned] - 1] = 1
        y += np.where(kind != turned, 1, -1) * (1 + 0.1 * start)
    length = rng.integers(30, 41, n)
    x = np.where(np.arange(40) < 40 - length.reshape(n, 1), 0, x).astype("int32")
    y = ((y > 0) != (rng.random(n) < noise)).astype("int64")
    return x, y


def code(n: int, noise: float, seed: int) -> str:
    """The same numbers as a NumPy script that assigns ``x`` and ``y``."""
    return "import numpy as np\n\n" + code_of(points, n=n, noise=noise, seed=seed)
