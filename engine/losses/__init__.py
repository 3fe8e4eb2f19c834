"""Losses: how wrong predictions are."""

from engine.losses.binary_crossentropy import BinaryCrossentropy
from engine.losses.categorical_crossentropy import CategoricalCrossentropy
from engine.losses.mean_absolute_error import MeanAbsoluteError
from engine.losses.mean_squared_error import MeanSquaredError
from engine.losses.sparse_categorical_crossentropy import SparseCategoricalCrossentropy

__all__ = [
    "ALL",
    "BinaryCrossentropy",
    "CategoricalCrossentropy",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "SparseCategoricalCrossentropy",
]

ALL = (
    MeanSquaredError,
    MeanAbsoluteError,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
)
