"""Breast cancer (Wisconsin, diagnostic): 569 tumours, thirty measures of cell nuclei, malignant or benign.

Class 0 is malignant (212), class 1 benign (357). For learning, not for diagnosis.
Credits: W. H. Wolberg, W. N. Street, O. L. Mangasarian, University of Wisconsin, 1995; UCI Machine Learning Repository
(CC BY 4.0), as packaged by scikit-learn (BSD-3-Clause).
"""

from engine.datasets.embedded.loader import load_split
from engine.datasets.samples import Pair


def load_data(test_split: float = 0.2, seed: int = 113) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)``; x: float32 ``(n, 30)``; y: int64 ``(n,)``, 0 malignant, 1 benign."""
    return load_split("breast_cancer", test_split, seed)
