"""Losses: how wrong predictions are."""

from functools import partial

from engine import serialization
from engine.losses.base import LogitsLoss, Loss
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
from engine.losses.function_loss import FunctionLoss
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
from engine.losses.resolve import get, resolve
from engine.losses.sparse_categorical_crossentropy import SparseCategoricalCrossentropy
from engine.losses.squared_hinge import SquaredHinge
from engine.losses.tversky import Tversky

__all__ = [
    "ALL",
    "BCE",
    "CTC",
    "KLD",
    "MAE",
    "MAPE",
    "MSE",
    "MSLE",
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "CategoricalHinge",
    "Circle",
    "CosineSimilarity",
    "Dice",
    "FunctionLoss",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "LogitsLoss",
    "Loss",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "Tversky",
    "bce",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy",
    "categorical_hinge",
    "circle",
    "cosine_similarity",
    "ctc",
    "deserialize",
    "dice",
    "get",
    "hinge",
    "huber",
    "kl_divergence",
    "kld",
    "log_cosh",
    "mae",
    "mape",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "mse",
    "msle",
    "poisson",
    "resolve",
    "serialize",
    "sparse_categorical_crossentropy",
    "squared_hinge",
    "tversky",
]

ALL = (
    MeanSquaredError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    Huber,
    LogCosh,
    CosineSimilarity,
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    CategoricalCrossentropy,
    CategoricalFocalCrossentropy,
    SparseCategoricalCrossentropy,
    CategoricalGeneralizedCrossEntropy,
    KLDivergence,
    Poisson,
    Hinge,
    SquaredHinge,
    CategoricalHinge,
    Dice,
    Tversky,
    Circle,
    CTC,
)

mean_squared_error = PerSample(MeanSquaredError)
mean_absolute_error = PerSample(MeanAbsoluteError)
mean_absolute_percentage_error = PerSample(MeanAbsolutePercentageError)
mean_squared_logarithmic_error = PerSample(MeanSquaredLogarithmicError)
huber = PerSample(Huber)
log_cosh = PerSample(LogCosh)
cosine_similarity = PerSample(CosineSimilarity)
binary_crossentropy = PerSample(BinaryCrossentropy)
binary_focal_crossentropy = PerSample(BinaryFocalCrossentropy)
categorical_crossentropy = PerSample(CategoricalCrossentropy)
categorical_focal_crossentropy = PerSample(CategoricalFocalCrossentropy)
sparse_categorical_crossentropy = PerSample(SparseCategoricalCrossentropy)
categorical_generalized_cross_entropy = PerSample(CategoricalGeneralizedCrossEntropy)
kl_divergence = PerSample(KLDivergence)
poisson = PerSample(Poisson)
hinge = PerSample(Hinge)
squared_hinge = PerSample(SquaredHinge)
categorical_hinge = PerSample(CategoricalHinge)
dice = PerSample(Dice)
tversky = PerSample(Tversky)
circle = PerSample(Circle)
ctc = PerSample(CTC)

mse = mean_squared_error
MSE = mean_squared_error
mae = mean_absolute_error
MAE = mean_absolute_error
mape = mean_absolute_percentage_error
MAPE = mean_absolute_percentage_error
msle = mean_squared_logarithmic_error
MSLE = mean_squared_logarithmic_error
kld = kl_divergence
KLD = kl_divergence
bce = binary_crossentropy
BCE = binary_crossentropy

serialize = serialization.serialize
deserialize = partial(serialization.deserialize, "loss")
