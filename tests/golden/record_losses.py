"""Record Keras's value and gradient of every loss for tests/engine/losses. Needs Keras 3 on TensorFlow:

    python tests/golden/record_losses.py

Writes losses.json beside itself.

Each case holds a class, its config, labels, predictions and sample weights (rounded, so that Keras and the engine get
the same float32 values), the loss for each reduction without and with the weights, and the gradient of the
weighted loss with the default reduction.
"""

import json
import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf

REDUCTIONS = ("sum_over_batch_size", "sum", "mean_with_sample_weight", "none")
rng = np.random.default_rng(20)


def normal(*shape):
    return rng.normal(size=shape).round(3)


def positive(*shape):
    return rng.uniform(0.1, 3, size=shape).round(3)


def probabilities(*shape):
    return rng.uniform(0.05, 0.95, size=shape).round(3)


def binary_labels(*shape):
    return rng.integers(0, 2, size=shape)


def distribution(*shape):
    return rng.dirichlet(np.ones(shape[-1]) * 2, size=shape[:-1]).clip(0.02).round(3)


def one_hot(*shape):
    return np.eye(shape[-1], dtype=int)[rng.integers(0, shape[-1], size=shape[:-1])]


def classes(*shape):
    return rng.integers(0, shape[-1], size=shape[:-1])


def unit_vectors(*shape):
    x = rng.normal(size=shape)
    return (x / np.linalg.norm(x, axis=-1, keepdims=True)).round(4)


PLAIN = [{}]
SMOOTH = [{}, {"from_logits": True}, {"label_smoothing": 0.1}, {"from_logits": True, "label_smoothing": 0.2}]
TABLE = [
    ("MeanSquaredError", PLAIN, normal, normal),
    ("MeanAbsoluteError", PLAIN, normal, normal),
    ("MeanAbsolutePercentageError", PLAIN, positive, normal),
    ("MeanSquaredLogarithmicError", PLAIN, positive, positive),
    ("Huber", [{}, {"delta": 0.4}], normal, normal),
    ("LogCosh", PLAIN, normal, normal),
    ("CosineSimilarity", [{}, {"axis": 1}], normal, normal),
    ("KLDivergence", PLAIN, distribution, distribution),
    ("Poisson", PLAIN, positive, positive),
    ("Hinge", PLAIN, binary_labels, normal),
    ("SquaredHinge", PLAIN, binary_labels, normal),
    ("CategoricalHinge", PLAIN, one_hot, normal),
    ("BinaryCrossentropy", SMOOTH, binary_labels, None),
    ("BinaryFocalCrossentropy", [*SMOOTH, {"apply_class_balancing": True, "alpha": 0.3, "gamma": 1.5}],
     binary_labels, None),
    ("CategoricalCrossentropy", SMOOTH, one_hot, None),
    ("CategoricalFocalCrossentropy", [*SMOOTH, {"gamma": 1.5, "alpha": [0.1, 0.5, 0.7, 0.2]}], one_hot, None),
    ("SparseCategoricalCrossentropy", [{}, {"from_logits": True}, {"ignore_class": 1},
                                       {"ignore_class": 1, "from_logits": True}], classes, None),
    ("CategoricalGeneralizedCrossEntropy", [{}, {"q": 0.8}], classes, distribution),
    ("Dice", [{}, {"axis": -1}, {"axis": [0, 1]}], binary_labels, probabilities),
    ("Tversky", [{}, {"alpha": 0.3, "beta": 0.8, "axis": 1}], binary_labels, probabilities),
]
PROBABILITIES = {"BinaryCrossentropy": probabilities, "BinaryFocalCrossentropy": probabilities}
ACTIVATIONS = {"BinaryCrossentropy": "sigmoid", "CategoricalCrossentropy": "softmax",
               "SparseCategoricalCrossentropy": "softmax"}


def compute_loss(name, config, y_true, y_pred, weight, **kwargs):
    config = {k: tuple(v) if k == "axis" and isinstance(v, list) else v for k, v in config.items()}
    cls = getattr(keras.losses, name)
    return cls(**config, **kwargs)(y_true, y_pred, sample_weight=weight)


def record(name, config, y_true, y_pred, weight, activation=None):
    prediction = tf.constant(y_pred, "float32")
    with tf.GradientTape() as tape:
        tape.watch(prediction)
        y = prediction if activation is None else getattr(keras.activations, activation)(prediction)
        loss = compute_loss(name, config, y_true, y, weight)
        loss = tf.reduce_sum(loss)
    grad = tape.gradient(loss, prediction)
    y = prediction if activation is None else getattr(keras.activations, activation)(prediction)
    results = {r: [np.asarray(compute_loss(name, config, y_true, y, w, reduction=r)).tolist() for w in (None, weight)]
               for r in REDUCTIONS}
    return {"class_name": name, "config": config, "activation": activation, "y_true": y_true.tolist(),
            "y_pred": y_pred.tolist(), "sample_weight": weight.tolist(), "results": results,
            "gradient": grad.numpy().tolist()}


def cases():
    for name, configs, labels, predictions in TABLE:
        for config in configs:
            for shape in ((6, 4), (3, 5, 4)):
                y_true, weight = labels(*shape), rng.uniform(0.2, 2, size=shape[:1]).round(2)
                if name in ("Dice", "Tversky", "CosineSimilarity") and config.get("axis") is not None:
                    summed = [a % len(shape) for a in np.atleast_1d(config["axis"])]
                    kept_shape = [n for i, n in enumerate(shape) if i not in summed]
                    weight = rng.uniform(0.2, 2, size=kept_shape).round(2)
                elif len(shape) == 3:
                    weight = rng.uniform(0.2, 2, size=shape[:2]).round(2)
                make = predictions or (normal if config.get("from_logits") else PROBABILITIES.get(name, distribution))
                yield record(name, config, y_true, make(*shape), weight)
                if name in ACTIVATIONS and "from_logits" not in config and "ignore_class" not in config:
                    yield record(name, config, y_true, 3 * normal(*shape), weight, ACTIVATIONS[name])
    for name in ("MeanSquaredError", "BinaryCrossentropy"):
        yield record(name, {}, binary_labels(6), probabilities(6, 1), rng.uniform(0.2, 2, size=6).round(2))
    for config in ({}, {"gamma": 2.0, "margin": 0.25}, {"gamma": 5.0, "remove_diagonal": False}):
        y_true = np.array([0, 1, 2, 0, 1, 2, 0, 1])
        yield record("Circle", config, y_true, unit_vectors(8, 3), rng.uniform(0.2, 2, size=8).round(2))
    y_true = np.array([[1, 2, 2, 3], [4, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]])
    yield record("CTC", {}, y_true, normal(4, 8, 5), rng.uniform(0.2, 2, size=4).round(2))


if __name__ == "__main__":
    recorded = list(cases())
    Path(__file__).with_name("losses.json").write_text(json.dumps(recorded) + "\n")
    print(len(recorded), "cases,", keras.__version__)
