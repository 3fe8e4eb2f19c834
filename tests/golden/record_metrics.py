"""Record the results of Keras's metrics for tests/engine/metrics. Needs Keras 3 on TensorFlow:

    python tests/golden/record_metrics.py

Writes metrics.json beside itself. ``cases``: a class, its config, three batches of labels, predictions and weights
(rounded, so that Keras and the engine get the same float32 values), the name, and the result without and with weights.
``logs``: an identifier in ``compile(metrics=[…])``, the shapes of labels and predictions, the key in the logs and the
class that the identifier is resolved to.
"""

import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
from keras.src.trainers.compile_utils import get_metric

rng = np.random.default_rng(21)


def normal(*shape):
    return rng.normal(size=shape).round(3)


def positive(*shape):
    return rng.uniform(0.1, 3, size=shape).round(3)


def probs(*shape):
    return rng.uniform(0, 1, size=shape).round(2)


def binary(*shape):
    return rng.integers(0, 2, size=shape)


def distribution(*shape):
    return rng.dirichlet(np.ones(shape[-1]) * 2, size=shape[:-1]).clip(0.02).round(3)


def one_hot(*shape):
    return np.eye(shape[-1], dtype=int)[rng.integers(0, shape[-1], size=shape[:-1])]


def classes(*shape):
    return rng.integers(0, shape[-1], size=shape[:-1])


def integers(*shape):
    return rng.integers(0, 3, size=shape)


def class_ids_by_rank(*shape):
    return np.argsort(rng.normal(size=shape), axis=-1)


FLAT, DEEP, ONE, LONG = (8, 4), (4, 5, 3), (8, 1), (9,)
PLAIN = [{}]
LOGITS = [{}, {"from_logits": True}, {"label_smoothing": 0.1}]
THRESHOLDS = [{}, {"thresholds": 0.3}, {"thresholds": [0.2, 0.5, 0.9]}, {"thresholds": [0.0, 0.5, 1.0]}]
TOP = [*THRESHOLDS, {"top_k": 2}, {"class_id": 1}, {"top_k": 1, "class_id": 2}]
AUCS = [{"curve": curve, "summation_method": method} for curve in ("ROC", "PR", "PRGAIN")
        for method in ("interpolation", "minoring", "majoring")]
AUCS += [{"num_thresholds": 7}, {"thresholds": [0.3, 0.1, 0.8]}, {"from_logits": True},
         {"multi_label": True}, {"multi_label": True, "label_weights": [0.1, 0.2, 0.3, 0.4], "curve": "PR"},
         {"label_weights": [0.1, 0.2, 0.3, 0.4]}, {"multi_label": True, "num_labels": 4, "thresholds": [0.5]}]
SCORES = [{"average": a, "threshold": t} for a in (None, "micro", "macro", "weighted") for t in (None, 0.4)]
TABLE = [
    ("Accuracy", PLAIN, integers, integers, (FLAT, DEEP, LONG)),
    ("BinaryAccuracy", [{}, {"threshold": 0.8}], binary, probs, (FLAT, DEEP, ONE)),
    ("CategoricalAccuracy", PLAIN, one_hot, distribution, (FLAT, DEEP)),
    ("SparseCategoricalAccuracy", PLAIN, classes, distribution, (FLAT, DEEP)),
    ("TopKCategoricalAccuracy", [{"k": 2}], one_hot, distribution, (FLAT, DEEP)),
    ("SparseTopKCategoricalAccuracy", [{"k": 2}], classes, distribution, (FLAT, DEEP)),
    ("SparseTopKCategoricalAccuracy", [{"k": 2, "from_sorted_ids": True}], classes, class_ids_by_rank, (FLAT,)),
    *((name, PLAIN, normal, normal, (FLAT, DEEP, ONE)) for name in
      ("MeanSquaredError", "RootMeanSquaredError", "MeanAbsoluteError", "LogCoshError")),
    ("MeanAbsolutePercentageError", PLAIN, positive, normal, (FLAT, DEEP)),
    ("MeanSquaredLogarithmicError", PLAIN, positive, positive, (FLAT, DEEP)),
    ("CosineSimilarity", [{}, {"axis": 1}], normal, normal, (FLAT,)),
    ("R2Score", [{}, {"class_aggregation": None}, {"class_aggregation": "variance_weighted_average"},
                 {"num_regressors": 2}], normal, normal, (FLAT, ONE)),
    ("BinaryCrossentropy", LOGITS, binary, probs, (FLAT, DEEP, ONE)),
    ("CategoricalCrossentropy", LOGITS, one_hot, distribution, (FLAT, DEEP)),
    ("SparseCategoricalCrossentropy", [{}, {"from_logits": True}], classes, distribution, (FLAT, DEEP)),
    ("KLDivergence", PLAIN, distribution, distribution, (FLAT, DEEP)),
    ("Poisson", PLAIN, positive, positive, (FLAT, DEEP)),
    ("Hinge", PLAIN, binary, normal, (FLAT, DEEP)),
    ("SquaredHinge", PLAIN, binary, normal, (FLAT, DEEP)),
    ("CategoricalHinge", PLAIN, one_hot, normal, (FLAT, DEEP)),
    *((name, THRESHOLDS, binary, probs, (FLAT, ONE)) for name in
      ("TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives")),
    ("Precision", TOP, binary, probs, (FLAT,)),
    ("Recall", TOP, binary, probs, (FLAT,)),
    ("PrecisionAtRecall", [{"recall": 0.6}, {"recall": 0.4, "num_thresholds": 1}], binary, probs, (FLAT, ONE)),
    ("RecallAtPrecision", [{"precision": 0.6}, {"precision": 0.4, "class_id": 1}], binary, probs, (FLAT,)),
    ("SensitivityAtSpecificity", [{"specificity": 0.6}, {"specificity": 0.4, "num_thresholds": 9}], binary, probs,
     (FLAT,)),
    ("SpecificityAtSensitivity", [{"sensitivity": 0.6}], binary, probs, (FLAT, ONE)),
    ("AUC", AUCS, binary, probs, (FLAT,)),
    ("AUC", PLAIN, binary, probs, (ONE, DEEP)),
    ("F1Score", SCORES, one_hot, distribution, (FLAT,)),
    ("FBetaScore", [{"beta": 2.0}, {"beta": 0.5, "average": "macro"}], one_hot, distribution, (FLAT,)),
    ("IoU", [{"num_classes": 3, "target_class_ids": [0, 2]},
             {"num_classes": 3, "target_class_ids": [1], "ignore_class": 0}], integers, integers, (LONG, FLAT)),
    ("BinaryIoU", [{}, {"target_class_ids": [1], "threshold": 0.3}], binary, probs, (LONG, FLAT)),
    ("MeanIoU", [{"num_classes": 3}, {"num_classes": 3, "ignore_class": 1, "dtype": "float32"}], integers, integers,
     (LONG,)),
    ("OneHotIoU", [{"num_classes": 4, "target_class_ids": [0, 3]}], one_hot, distribution, (FLAT,)),
    ("OneHotMeanIoU", [{"num_classes": 4}], one_hot, distribution, (FLAT,)),
    ("PearsonCorrelation", PLAIN, normal, normal, (FLAT,)),
    ("ConcordanceCorrelation", [{}, {"axis": 1}], normal, normal, (FLAT,)),
    ("Mean", PLAIN, normal, None, (FLAT, LONG, ())),
    ("Sum", PLAIN, normal, None, (FLAT, LONG, ())),
]
IN_LOGS = ["accuracy", "acc", "Accuracy", "mse", "MSE", "mean_squared_error", "mae", "RootMeanSquaredError", "AUC",
           "auc", "Precision", "binary_accuracy", "sparse_categorical_accuracy", "categorical_crossentropy", "bce"]
SHAPES = [[[8, 1], [8, 1]], [[8], [8, 1]], [[8, 1], [8, 10]], [[8], [8, 10]], [[8, 10], [8, 10]], [[8, 5], [8, 5, 10]],
          [[8, 5, 10], [8, 5, 10]], [[8, 5, 1], [8, 5, 1]]]


def run(name, config, batches, weighted):
    metric = getattr(keras.metrics, name)(**config)
    for y_true, y_pred, weight in batches:
        arrays = [np.asarray(x) for x in (y_true, y_pred) if x is not None]
        arrays = [x.astype("float32") if x.dtype.kind == "f" else x for x in arrays]
        metric.update_state(*arrays, sample_weight=np.asarray(weight, "float32") if weighted else None)
    result = np.asarray(metric.result()).tolist()
    metric.reset_state()
    return metric.name, result


def record(name, config, labels, predictions, shape):
    batches = []
    for _ in range(3):
        y_true, y_pred = labels(*shape), None if predictions is None else predictions(*shape)
        if config.get("from_logits"):
            y_pred = (4 * y_pred - 2).round(2)
        has_integer_weights = "IoU" in name
        size = shape if has_integer_weights and "OneHot" not in name else shape[:-1] if name == "AUC" else shape[:1]
        weight = rng.integers(1, 4, size=size) if has_integer_weights else rng.uniform(0.2, 2, size=size).round(2)
        batches.append([np.asarray(x).tolist() for x in (y_true, y_pred, weight)])
    keras.utils.clear_session()
    metric_name, plain = run(name, config, batches, False)
    _, weighted = run(name, config, batches, True)
    return {"class_name": name, "config": config, "batches": batches, "name": metric_name, "plain": plain,
            "weighted": weighted}


if __name__ == "__main__":
    cases = [record(name, config, labels, predictions, shape)
             for name, configs, labels, predictions, shapes in TABLE for config in configs for shape in shapes]
    logs = []
    for identifier in IN_LOGS:
        for y_true, y_pred in SHAPES:
            metric = get_metric(identifier, np.zeros(y_true), np.zeros(y_pred))
            logs.append([identifier, y_true, y_pred, metric.name, type(metric).__name__])
    Path(__file__).with_name("metrics.json").write_text(json.dumps({"cases": cases, "logs": logs}) + "\n")
    print(len(cases), "cases,", keras.__version__)
