"""Wines: 178 Italian wines by three growers, thirteen chemical measures of very different size.

Its columns need standardising before a network can learn from them: proline goes to 1680, hue to 1.71.
Credits: M. Forina et al., PARVUS, Institute of Pharmaceutical and Food Analysis and Technologies, Genoa; UCI Machine
Learning Repository (CC BY 4.0), as packaged by scikit-learn (BSD-3-Clause).
"""

from engine.datasets.embedded.loader import load_split
from engine.datasets.samples import Pair


def load_data(test_split: float = 0.2, seed: int = 113) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: float32 ``(n, 13)``; y: int64 ``(n,)``, 0 to 2."""
    return load_split("wine", test_split, seed)
