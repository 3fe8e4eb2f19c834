"""Labels that do not have the form that a metric needs: a clear error in direct calls and in ``fit``, for every metric.

Which pairs Keras 3.15 refuses was recorded; CategoricalAccuracy on class indices is refused as well.
"""

import numpy as np
import pytest

import engine as keras
from engine import layers, metrics
from engine.errors import ProblemError
from engine.metrics.mean_metric_wrapper import MeanMetricWrapper

ARGUMENTS = {"MeanIoU": {"num_classes": 3}, "IoU": {"num_classes": 3, "target_class_ids": [0]},
             "BinaryIoU": {}, "OneHotIoU": {"num_classes": 3, "target_class_ids": [0]}, "OneHotMeanIoU": {"num_classes": 3},
             "PrecisionAtRecall": {"recall": 0.5}, "RecallAtPrecision": {"precision": 0.5},
             "SensitivityAtSpecificity": {"specificity": 0.5}, "SpecificityAtSensitivity": {"sensitivity": 0.5}}
OF_VALUES = {"Mean", "Sum"}
CLASSES = {"SparseCategoricalAccuracy", "SparseCategoricalCrossentropy", "SparseTopKCategoricalAccuracy"}
NAMES = sorted(cls.__name__ for cls in metrics.ALL if cls is not MeanMetricWrapper and cls.__name__ not in OF_VALUES)
INDICES = np.array([0, 2, 1, 1, 0, 2])
ONE_HOT = np.eye(3)[INDICES]
SCORES = np.random.default_rng(1).dirichlet(np.ones(3), 6).astype("float32")
NEEDS = r"needs a label for each of the 3|needs one class index|labels and predictions of the same|compares class indices"


def metric(name):
    return getattr(metrics, name)(**ARGUMENTS.get(name, {}))


@pytest.mark.parametrize("name", NAMES)
def test_class_indices_for_several_outputs(name):
    if name in CLASSES:
        metric(name).update_state(INDICES, SCORES)
        return
    for labels in (INDICES, INDICES[:, None]):
        if name in {"OneHotIoU", "OneHotMeanIoU"}:
            continue
        with pytest.raises(ProblemError, match=NEEDS):
            metric(name).update_state(labels, SCORES)


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_one_hot_rows_for_class_indices(name):
    with pytest.raises(ProblemError, match=r"needs one class index per sample.*np\.argmax"):
        metric(name).update_state(ONE_HOT, SCORES)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in CLASSES and "IoU" not in name])
def test_one_hot_rows_are_taken(name):
    metric(name).update_state(ONE_HOT, SCORES)
    with pytest.raises(ProblemError, match="same shape"):
        metric(name).update_state(np.ones((6, 2)), SCORES)


@pytest.mark.parametrize(("name", "labels", "loss", "units", "message"), [
    ("Precision", INDICES, "sparse_categorical_crossentropy", 3, "precision.* needs a label for each of the 3 outputs"),
    ("CategoricalAccuracy", INDICES, "sparse_categorical_crossentropy", 3, "to_categorical"),
    ("CategoricalAccuracy", INDICES > 0, "binary_crossentropy", 1, None),
    ("CategoricalAccuracy", (INDICES > 0).astype(int), "binary_crossentropy", 1, "categorical_accuracy expects one-hot"),
    ("F1Score", INDICES > 0, "binary_crossentropy", 1, r"f1_score.*\(6,\) and \(6, 1\).*y.reshape\(-1, 1\)"),
    ("F1Score", (INDICES > 0)[:, None], "binary_crossentropy", 1, None),
    ("SparseCategoricalAccuracy", ONE_HOT, "categorical_crossentropy", 3, "needs one class index per sample"),
    ("MeanIoU", INDICES, "sparse_categorical_crossentropy", 3, "sparse_y_pred=False"),
    ("R2Score", INDICES > 0, "binary_crossentropy", 1, None), ("AUC", INDICES > 0, "binary_crossentropy", 1, None),
])
def test_labels_as_fit_gets_them(name, labels, loss, units, message):
    model = keras.Sequential([keras.Input((3,)), layers.Dense(units, activation="sigmoid" if units == 1 else "softmax")])
    model.compile("sgd", loss, metrics=[metric(name)])
    if message is None:
        model.fit(SCORES, labels, verbose=0)
        return
    with pytest.raises(ProblemError, match=message):
        model.fit(SCORES, labels, verbose=0)


def test_categorical_accuracy_of_flat_labels_is_that_of_keras():
    """Recorded: with labels of shape (batch,), Keras takes the argmax over the batch."""
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1, activation="sigmoid")])
    model.compile("sgd", "binary_crossentropy", metrics=[metrics.CategoricalAccuracy()])
    labels = np.array([1.0, 0, 1, 0, 1, 1])
    history = model.fit(SCORES, labels, batch_size=3, shuffle=False, verbose=0).history
    assert history["categorical_accuracy"] == [0.5]
