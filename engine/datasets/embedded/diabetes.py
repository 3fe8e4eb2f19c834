"""Diabetes: 442 patients, ten measures, and how far the disease went in a year: a regression on a table.

The columns are as scikit-learn gives them by default: mean 0 and sum of squares 1, so values are near ±0.05.
y has no unit: 25 to 346, larger is worse. For learning, not for diagnosis.
Credits: B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, «Least Angle Regression», Annals of Statistics 32, 2004, as
packaged by scikit-learn (BSD-3-Clause).
"""

from engine.datasets.embedded.loader import load_split
from engine.datasets.samples import Pair


def load_data(test_split: float = 0.2, seed: int = 113) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: float32 ``(n, 10)``; y: float32 ``(n,)``."""
    return load_split("diabetes", test_split, seed)
