"""Records what real Keras computes for every loss, for tests/engine/losses. Needs Keras 3 on TensorFlow:

    python tests/golden/record_losses.py

Writes losses.json beside itself.

Each case holds a class, its config, labels, predictions and sample weights (rounded, so that both sides see the same
float32 numbers), the loss for each reduction without and with the weights, and the slope of the default loss with them.
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


def numbers(*shape):
    return rng.normal(size=shape).round(3)


def positive(*shape):
    return rng.uniform(0.1, 3, size=shape).round(3)


def shares(*shape):
    return rng.uniform(0.05, 0.95, size=shape).round(3)


def bits(*shape):
    return rng.integers(0, 2, size=shape)


def distribution(*shape):
    return rng.dirichlet(np.ones(shape[-1]) * 2, size=shape[:-1]).clip(0.02).round(3)


def one_hot(*shape):
    return np.eye(shape[-1], dtype=int)[rng.integers(0, shape[-1], size=shape[:-1])]


def classes(*shape):
    return rng.integers(0, shape[-1], size=shape[:-1])


def directions(*shape):
    x = rng.normal(size=shape)
    return (x / np.linalg.norm(x, axis=-1, keepdims=True)).round(4)


PLAIN = [{}]
SMOOTH = [{}, {"from_logits": True}, {"label_smoothing": 0.1}, {"from_logits": True, "label_smoothing": 0.2}]
TABLE = [
    ("MeanSquaredError", PLAIN, numbers, numbers),
    ("MeanAbsoluteError", PLAIN, numbers, numbers),
    ("MeanAbsolutePercentageError", PLAIN, positive, numbers),
    ("MeanSquaredLogarithmicError", PLAIN, positive, positive),
    ("Huber", [{}, {"delta": 0.4}], numbers, numbers),
    ("LogCosh", PLAIN, numbers, numbers),
    ("CosineSimilarity", [{}, {"axis": 1}], numbers, numbers),
    ("KLDivergence", PLAIN, distribution, distribution),
    ("Poisson", PLAIN, positive, positive),
    ("Hinge", PLAIN, bits, numbers),
    ("SquaredHinge", PLAIN, bits, numbers),
    ("CategoricalHinge", PLAIN, one_hot, numbers),
    ("BinaryCrossentropy", SMOOTH, bits, None),
    ("BinaryFocalCrossentropy", [*SMOOTH, {"apply_class_balancing": True, "alpha": 0.3, "gamma": 1.5}], bits, None),
    ("CategoricalCrossentropy", SMOOTH, one_hot, None),
    ("CategoricalFocalCrossentropy", [*SMOOTH, {"gamma": 1.5, "alpha": [0.1, 0.5, 0.7, 0.2]}], one_hot, None),
    ("SparseCategoricalCrossentropy", [{}, {"from_logits": True}, {"ignore_class": 1},
                                       {"ignore_class": 1, "from_logits": True}], classes, None),
    ("CategoricalGeneralizedCrossEntropy", [{}, {"q": 0.8}], classes, distribution),
    ("Dice", [{}, {"axis": -1}, {"axis": [0, 1]}], bits, shares),
    ("Tversky", [{}, {"alpha": 0.3, "beta": 0.8, "axis": 1}], bits, shares),
]
PROBABILITIES = {"BinaryCrossentropy": shares, "BinaryFocalCrossentropy": shares}
ACTIVATIONS = {"BinaryCrossentropy": "sigmoid", "CategoricalCrossentropy": "softmax",
               "SparseCategoricalCrossentropy": "softmax"}


def loss_of(name, config, y_true, y_pred, weight, **more):
    config = {k: tuple(v) if k == "axis" and isinstance(v, list) else v for k, v in config.items()}
    cls = getattr(keras.losses, name)
    return cls(**config, **more)(y_true, y_pred, sample_weight=weight)


def record(name, config, y_true, y_pred, weight, activation=None):
    prediction = tf.constant(y_pred, "float32")
    with tf.GradientTape() as tape:
        tape.watch(prediction)
        y = prediction if activation is None else getattr(keras.activations, activation)(prediction)
        loss = loss_of(name, config, y_true, y, weight)
        loss = tf.reduce_sum(loss)
    slope = tape.gradient(loss, prediction)
    y = prediction if activation is None else getattr(keras.activations, activation)(prediction)
    results = {r: [np.asarray(loss_of(name, config, y_true, y, w, reduction=r)).tolist() for w in (None, weight)]
               for r in REDUCTIONS}
    return {"class_name": name, "config": config, "activation": activation, "y_true": y_true.tolist(),
            "y_pred": y_pred.tolist(), "sample_weight": weight.tolist(), "results": results,
            "gradient": slope.numpy().tolist()}


def cases():
    for name, configs, labels, predictions in TABLE:
        for config in configs:
            for shape in ((6, 4), (3, 5, 4)):
                y_true, weight = labels(*shape), rng.uniform(0.2, 2, size=shape[:1]).round(2)
                if name in ("Dice", "Tversky", "CosineSimilarity") and config.get("axis") is not None:
                    lost = np.atleast_1d(config["axis"])
                    rest = [n for i, n in enumerate(shape) if i not in [a % len(shape) for a in lost]]
                    weight = rng.uniform(0.2, 2, size=rest).round(2)
                elif len(shape) == 3:
                    weight = rng.uniform(0.2, 2, size=shape[:2]).round(2)
                make = predictions or (numbers if config.get("from_logits") else PROBABILITIES.get(name, distribution))
                yield record(name, config, y_true, make(*shape), weight)
                if name in ACTIVATIONS and "from_logits" not in config and "ignore_class" not in config:
                    yield record(name, config, y_true, 3 * numbers(*shape), weight, ACTIVATIONS[name])
    for name in ("MeanSquaredError", "BinaryCrossentropy"):
        yield record(name, {}, bits(6), shares(6, 1), rng.uniform(0.2, 2, size=6).round(2))
    for config in ({}, {"gamma": 2.0, "margin": 0.25}, {"gamma": 5.0, "remove_diagonal": False}):
        y_true = np.array([0, 1, 2, 0, 1, 2, 0, 1])
        yield record("Circle", config, y_true, directions(8, 3), rng.uniform(0.2, 2, size=8).round(2))
    y_true = np.array([[1, 2, 2, 3], [4, 0, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]])
    yield record("CTC", {}, y_true, numbers(4, 8, 5), rng.uniform(0.2, 2, size=4).round(2))


if __name__ == "__main__":
    found = list(cases())
    Path(__file__).with_name("losses.json").write_text(json.dumps(found) + "\n")
    print(len(found), "cases,", keras.__version__)
