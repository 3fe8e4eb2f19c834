"""Metrics: how good a model is, for people to read."""

from engine.metrics.accuracy import Accuracy
from engine.metrics.binary_accuracy import BinaryAccuracy
from engine.metrics.binary_crossentropy import BinaryCrossentropy
from engine.metrics.categorical_accuracy import CategoricalAccuracy
from engine.metrics.categorical_crossentropy import CategoricalCrossentropy
from engine.metrics.mean_absolute_error import MeanAbsoluteError
from engine.metrics.mean_squared_error import MeanSquaredError
from engine.metrics.sparse_categorical_accuracy import SparseCategoricalAccuracy
from engine.metrics.sparse_categorical_crossentropy import SparseCategoricalCrossentropy

__all__ = [
    "ALL",
    "Accuracy",
    "BinaryAccuracy",
    "BinaryCrossentropy",
    "CategoricalAccuracy",
    "CategoricalCrossentropy",
    "MeanAbsoluteError",
    "MeanSquaredError",
    "SparseCategoricalAccuracy",
    "SparseCategoricalCrossentropy",
]

ALL = (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    MeanSquaredError,
    MeanAbsoluteError,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
)
