"""Data sets under the names that ``keras.datasets`` uses, and those that need no network."""

from engine.datasets import (
    boston_housing,
    breast_cancer,
    california_housing,
    cifar10,
    cifar100,
    diabetes,
    digits,
    fashion_mnist,
    imdb,
    iris,
    mnist,
    nsmc,
    reuters,
    wine,
)

__all__ = [
    "boston_housing", "breast_cancer", "california_housing", "cifar10", "cifar100", "diabetes", "digits",
    "fashion_mnist", "imdb", "iris", "mnist", "nsmc", "reuters", "wine",
]  # fmt: skip
