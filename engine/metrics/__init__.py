"""Metrics: how good a model is, for people to read."""

from functools import partial

from engine import serialization
from engine.metrics.accuracy import Accuracy
from engine.metrics.auc import AUC
from engine.metrics.base import Metric
from engine.metrics.binary_accuracy import BinaryAccuracy
from engine.metrics.binary_crossentropy import BinaryCrossentropy
from engine.metrics.binary_io_u import BinaryIoU
from engine.metrics.categorical_accuracy import CategoricalAccuracy
from engine.metrics.categorical_crossentropy import CategoricalCrossentropy
from engine.metrics.categorical_hinge import CategoricalHinge
from engine.metrics.concordance_correlation import ConcordanceCorrelation
from engine.metrics.cosine_similarity import CosineSimilarity
from engine.metrics.f1_score import F1Score
from engine.metrics.f_beta_score import FBetaScore
from engine.metrics.false_negatives import FalseNegatives
from engine.metrics.false_positives import FalsePositives
from engine.metrics.functions import EachSample
from engine.metrics.hinge import Hinge
from engine.metrics.io_u import IoU
from engine.metrics.kl_divergence import KLDivergence
from engine.metrics.log_cosh_error import LogCoshError
from engine.metrics.mean import Mean
from engine.metrics.mean_absolute_error import MeanAbsoluteError
from engine.metrics.mean_absolute_percentage_error import MeanAbsolutePercentageError
from engine.metrics.mean_io_u import MeanIoU
from engine.metrics.mean_metric_wrapper import MeanMetricWrapper
from engine.metrics.mean_squared_error import MeanSquaredError
from engine.metrics.mean_squared_logarithmic_error import MeanSquaredLogarithmicError
from engine.metrics.one_hot_io_u import OneHotIoU
from engine.metrics.one_hot_mean_io_u import OneHotMeanIoU
from engine.metrics.pearson_correlation import PearsonCorrelation
from engine.metrics.poisson import Poisson
from engine.metrics.precision import Precision
from engine.metrics.precision_at_recall import PrecisionAtRecall
from engine.metrics.r2_score import R2Score
from engine.metrics.recall import Recall
from engine.metrics.recall_at_precision import RecallAtPrecision
from engine.metrics.resolve import get
from engine.metrics.root_mean_squared_error import RootMeanSquaredError
from engine.metrics.sensitivity_at_specificity import SensitivityAtSpecificity
from engine.metrics.sparse_categorical_accuracy import SparseCategoricalAccuracy
from engine.metrics.sparse_categorical_crossentropy import SparseCategoricalCrossentropy
from engine.metrics.sparse_top_k_categorical_accuracy import SparseTopKCategoricalAccuracy
from engine.metrics.specificity_at_sensitivity import SpecificityAtSensitivity
from engine.metrics.squared_hinge import SquaredHinge
from engine.metrics.sum import Sum
from engine.metrics.top_k_categorical_accuracy import TopKCategoricalAccuracy
from engine.metrics.true_negatives import TrueNegatives
from engine.metrics.true_positives import TruePositives

__all__ = [
    "ALL",
    "AUC",
    "Accuracy",
    "BinaryAccuracy",
    "BinaryCrossentropy",
    "BinaryIoU",
    "CategoricalAccuracy",
    "CategoricalCrossentropy",
    "CategoricalHinge",
    "ConcordanceCorrelation",
    "CosineSimilarity",
    "F1Score",
    "FBetaScore",
    "FalseNegatives",
    "FalsePositives",
    "Hinge",
    "IoU",
    "KLDivergence",
    "LogCoshError",
    "Mean",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanIoU",
    "MeanMetricWrapper",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Metric",
    "OneHotIoU",
    "OneHotMeanIoU",
    "PearsonCorrelation",
    "Poisson",
    "Precision",
    "PrecisionAtRecall",
    "R2Score",
    "Recall",
    "RecallAtPrecision",
    "RootMeanSquaredError",
    "SensitivityAtSpecificity",
    "SparseCategoricalAccuracy",
    "SparseCategoricalCrossentropy",
    "SparseTopKCategoricalAccuracy",
    "SpecificityAtSensitivity",
    "SquaredHinge",
    "Sum",
    "TopKCategoricalAccuracy",
    "TrueNegatives",
    "TruePositives",
    "deserialize",
    "get",
    "serialize",
]

ALL = (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    SparseCategoricalAccuracy,
    TopKCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    MeanSquaredError,
    RootMeanSquaredError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    CosineSimilarity,
    LogCoshError,
    R2Score,
    BinaryCrossentropy,
    CategoricalCrossentropy,
    SparseCategoricalCrossentropy,
    KLDivergence,
    Poisson,
    Hinge,
    SquaredHinge,
    CategoricalHinge,
    Precision,
    Recall,
    AUC,
    F1Score,
    FBetaScore,
    TruePositives,
    TrueNegatives,
    FalsePositives,
    FalseNegatives,
    PrecisionAtRecall,
    RecallAtPrecision,
    SensitivityAtSpecificity,
    SpecificityAtSensitivity,
    IoU,
    BinaryIoU,
    MeanIoU,
    OneHotIoU,
    OneHotMeanIoU,
    PearsonCorrelation,
    ConcordanceCorrelation,
    Mean,
    Sum,
)

FUNCTIONS = tuple(EachSample(cls) for cls in (
    BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy, TopKCategoricalAccuracy,
    SparseTopKCategoricalAccuracy, MeanSquaredError, MeanAbsoluteError, MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError, BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy,
    KLDivergence, Poisson, Hinge, SquaredHinge, CategoricalHinge, ConcordanceCorrelation, PearsonCorrelation,
))  # fmt: skip
"""Keras's functions of these names; the names of modules of this package stand for them from here on."""
(
    binary_accuracy, categorical_accuracy, sparse_categorical_accuracy, top_k_categorical_accuracy,
    sparse_top_k_categorical_accuracy, mean_squared_error, mean_absolute_error, mean_absolute_percentage_error,
    mean_squared_logarithmic_error, binary_crossentropy, categorical_crossentropy, sparse_categorical_crossentropy,
    kl_divergence, poisson, hinge, squared_hinge, categorical_hinge, concordance_correlation, pearson_correlation,
) = FUNCTIONS  # fmt: skip
mse = MSE = mean_squared_error
mae = MAE = mean_absolute_error
mape = MAPE = mean_absolute_percentage_error
msle = MSLE = mean_squared_logarithmic_error
kld = KLD = kl_divergence
bce = BCE = binary_crossentropy

serialize = serialization.serialize
deserialize = partial(serialization.deserialize, "metric")
