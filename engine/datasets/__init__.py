"""Data sets under the names that ``keras.datasets`` uses, and those that need no network."""

from engine.datasets import breast_cancer, diabetes, digits, fashion_mnist, iris, mnist, wine

__all__ = ["breast_cancer", "diabetes", "digits", "fashion_mnist", "iris", "mnist", "wine"]
