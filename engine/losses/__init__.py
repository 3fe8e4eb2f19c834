"""Losses: how wrong predictions are."""

from functools import partial

from engine import serialization
from engine.losses.base import LogitsLoss as LogitsLoss
from engine.losses.base import Loss as Loss
from engine.losses.binary_crossentropy import BinaryCrossentropy
from engine.losses.binary_focal_crossentropy import BinaryFocalCrossentropy
from engine.losses.categorical_crossentropy import CategoricalCrossentropy
from engine.losses.categorical_focal_crossentropy import CategoricalFocalCrossentropy
from engine.losses.categorical_generalized_cross_entropy import CategoricalGeneralizedCrossEntropy
from engine.losses.categorical_hinge import CategoricalHinge
from engine.losses.circle import Circle
from engine.losses.cosine_similarity import CosineSimilarity
from engine.losses.ctc import CTC
from engine.losses.dice import Dice
from engine.losses.function_loss import FunctionLoss as FunctionLoss
from engine.losses.functions import PerSample
from engine.losses.hinge import Hinge
from engine.losses.huber import Huber
from engine.losses.kl_divergence import KLDivergence
from engine.losses.log_cosh import LogCosh
from engine.losses.mean_absolute_error import MeanAbsoluteError
from engine.losses.mean_absolute_percentage_error import MeanAbsolutePercentageError
from engine.losses.mean_squared_error import MeanSquaredError
from engine.losses.mean_squared_logarithmic_error import MeanSquaredLogarithmicError
from engine.losses.poisson import Poisson
from engine.losses.resolve import get as get
from engine.losses.resolve import resolve as resolve
from engine.losses.sparse_categorical_crossentropy import SparseCategoricalCrossentropy
from engine.losses.squared_hinge import SquaredHinge
from engine.losses.tversky import Tversky
from engine.registry import names_of

ALL = (
    MeanSquaredError, MeanAbsoluteError, MeanAbsolutePercentageError, MeanSquaredLogarithmicError, Huber, LogCosh,
    CosineSimilarity, BinaryCrossentropy, BinaryFocalCrossentropy, CategoricalCrossentropy,
    CategoricalFocalCrossentropy, SparseCategoricalCrossentropy, CategoricalGeneralizedCrossEntropy, KLDivergence,
    Poisson, Hinge, SquaredHinge, CategoricalHinge, Dice, Tversky, Circle, CTC,
)  # fmt: skip

FUNCTIONS = {name: function for function in map(PerSample, ALL) for name in names_of(function.loss_class)}
"""The function of each loss under each of its names; below, they replace the submodules of the same names."""
globals().update(FUNCTIONS)

serialize = serialization.serialize
deserialize = partial(serialization.deserialize, "loss")

__all__ = [  # noqa: PLE0604  (all of them are strings)
    "ALL", "FunctionLoss", "LogitsLoss", "Loss", "deserialize", "get", "resolve", "serialize",
    *(cls.__name__ for cls in ALL), *FUNCTIONS,
]  # fmt: skip
