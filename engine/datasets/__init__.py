"""Data sets under the names of ``keras.datasets``, and small ones that need no network.

Each is an attribute here and can be imported as a module, as in Keras: ``from keras.datasets.mnist import load_data``.
"""

import sys

from engine.datasets.embedded import breast_cancer, diabetes, digits, iris, wine
from engine.datasets.keras import (
    boston_housing,
    california_housing,
    cifar10,
    cifar100,
    fashion_mnist,
    imdb,
    mnist,
    nsmc,
    reuters,
)

__all__ = [
    "boston_housing", "breast_cancer", "california_housing", "cifar10", "cifar100", "diabetes", "digits",
    "fashion_mnist", "imdb", "iris", "mnist", "nsmc", "reuters", "wine",
]  # fmt: skip

sys.modules.update({f"{__name__}.{name}": globals()[name] for name in __all__})
