"""Iris flowers: 150 flowers of three species, four measurements each; the classic first data set.

Fifty flowers of each species; all measurements in cm.
Credits: R. A. Fisher, «The use of multiple measurements in taxonomic problems», Annals of Eugenics 7, 1936; UCI Machine
Learning Repository (CC BY 4.0), with Fisher's own numbers, as packaged by scikit-learn (BSD-3-Clause).
"""

from engine.datasets.embedded.loader import load_split
from engine.datasets.samples import Pair


def load_data(test_split: float = 0.2, seed: int = 113) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: float32 ``(n, 4)``, cm; y: int64 ``(n,)``, 0 to 2."""
    return load_split("iris", test_split, seed)
