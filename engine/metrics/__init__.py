"""Metrics: measures of model quality that are reported but not optimized."""

from functools import partial

from engine import serialization
from engine.metrics.accuracy import Accuracy
from engine.metrics.auc import AUC
from engine.metrics.base import Metric as Metric
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
from engine.metrics.mean_metric import MeanMetric
from engine.metrics.mean_metric_wrapper import MeanMetricWrapper as MeanMetricWrapper
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
from engine.metrics.resolve import get as get
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
from engine.registry import names_of

ALL: tuple[type[Metric], ...] = (
    Accuracy, BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy, TopKCategoricalAccuracy,
    SparseTopKCategoricalAccuracy, MeanSquaredError, RootMeanSquaredError, MeanAbsoluteError,
    MeanAbsolutePercentageError, MeanSquaredLogarithmicError, CosineSimilarity, LogCoshError, R2Score,
    BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy, KLDivergence, Poisson, Hinge,
    SquaredHinge, CategoricalHinge, Precision, Recall, AUC, F1Score, FBetaScore, TruePositives, TrueNegatives,
    FalsePositives, FalseNegatives, PrecisionAtRecall, RecallAtPrecision, SensitivityAtSpecificity,
    SpecificityAtSensitivity, IoU, BinaryIoU, MeanIoU, OneHotIoU, OneHotMeanIoU, PearsonCorrelation,
    ConcordanceCorrelation, Mean, Sum,
)  # fmt: skip

WITHOUT_FUNCTION = (Accuracy, CosineSimilarity, LogCoshError, RootMeanSquaredError)
"""Subclasses of :class:`MeanMetric` for which Keras has no function."""
FUNCTIONS = {
    name: function
    for function in (EachSample(cls) for cls in ALL if issubclass(cls, MeanMetric) and cls not in WITHOUT_FUNCTION)
    for name in names_of(function.metric_class)
}
"""The function of each metric that has one, under each of its names; below, they replace the submodules of the same
names."""
globals().update(FUNCTIONS)

serialize = serialization.serialize
deserialize = partial(serialization.deserialize, "metric")

__all__ = [  # noqa: PLE0604  (all of them are strings)
    "ALL", "MeanMetricWrapper", "Metric", "deserialize", "get", "serialize",
    *(cls.__name__ for cls in ALL), *FUNCTIONS,
]  # fmt: skip
