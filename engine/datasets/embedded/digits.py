"""Handwritten digits: 1797 images of 8×8 pixels, embedded so that digits are available without a network.

Each pixel counts the inked dots (0 to 16) of a 4×4 block of a 32×32 scan. The digits were written by 13 people.
Credits: E. Alpaydin and C. Kaynak, «Optical Recognition of Handwritten Digits», UCI Machine Learning Repository, 1998
(CC BY 4.0); its test part, as packaged by scikit-learn (BSD-3-Clause).
"""

from engine.datasets.embedded.loader import load_split
from engine.datasets.samples import Pair


def load_data(test_split: float = 0.2, seed: int = 113) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: uint8 ``(n, 8, 8)``, 0 to 16; y: int64 ``(n,)``, 0 to 9."""
    return load_split("digits", test_split, seed)
