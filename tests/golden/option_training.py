"""Training scenarios of every loss, optimizer and schedule with every option.

The options are those that losses.json and optimizers.json were recorded with.
"""

import json
from pathlib import Path

import numpy as np
from update_scenarios import SAMPLES, Updates

HERE = Path(__file__).parent
rng = np.random.default_rng(6)
X = rng.normal(size=(SAMPLES, 5)).astype("float32")
WORDS = rng.integers(0, 4, (SAMPLES, 6))
"""Indices 0 to 3, repeated, so that a row gets several gradients; the other rows get none."""
CLASSES = rng.integers(0, 4, SAMPLES)
LABELS = {
    "classes": CLASSES,
    "one-hot": np.eye(4, dtype="float32")[CLASSES],
    "shares": rng.dirichlet(np.ones(4) * 2, SAMPLES).astype("float32"),
    "bits": rng.integers(0, 2, (SAMPLES, 4)).astype("float32"),
    "positive": rng.uniform(0.2, 3, (SAMPLES, 4)).astype("float32"),
    "numbers": rng.normal(size=(SAMPLES, 4)).astype("float32"),
    "letters": rng.integers(1, 4, (SAMPLES, 2)),
}
TASKS = {  # labels, activation of the last layer
    "CosineSimilarity": ("positive", "softplus"), "MeanAbsolutePercentageError": ("positive", None), "MeanSquaredLogarithmicError": ("positive", "softplus"),
    "KLDivergence": ("shares", "softmax"), "Poisson": ("positive", "softplus"), "Hinge": ("bits", None),
    "SquaredHinge": ("bits", None), "CategoricalHinge": ("one-hot", None), "BinaryCrossentropy": ("bits", "sigmoid"),
    "BinaryFocalCrossentropy": ("bits", "sigmoid"), "CategoricalCrossentropy": ("one-hot", "softmax"),
    "CategoricalFocalCrossentropy": ("one-hot", "softmax"), "SparseCategoricalCrossentropy": ("classes", "softmax"),
    "CategoricalGeneralizedCrossEntropy": ("classes", "softmax"), "Dice": ("bits", "sigmoid"),
    "Tversky": ("bits", "sigmoid"), "Circle": ("classes", None), "CTC": ("letters", None),
}
WEIGHTS = np.random.default_rng(8).uniform(0.2, 2, SAMPLES).astype("float32")
REDUCTIONS = ("sum_over_batch_size", "sum", "mean_with_sample_weight")


def loss_scenario(name, config, reduction, weighted):
    """A small model trained with this loss."""
    labels, activation = TASKS.get(name, ("numbers", None))
    config = {key: tuple(value) if key == "axis" and isinstance(value, list) else value for key, value in config.items()}

    def layers(k):
        last = k.layers.Dense(4, activation=None if config.get("from_logits") else activation)
        if name == "CTC":
            return [k.layers.Dense(20, activation="tanh"), k.layers.Reshape((5, 4)), last]
        return [k.layers.Dense(5, activation="tanh"), last] + [k.layers.UnitNormalization()] * (name == "Circle")

    return Updates(layers, X, LABELS[labels], lambda k: {"loss": getattr(k.losses, name)(reduction=reduction, **config)},
                   {"sample_weight": WEIGHTS} if weighted else {})


def loss_cases():
    """Every loss with every recorded config; losses without a value per sample have no sample weights."""
    seen = {(case["class_name"], json.dumps(case["config"])) for case in json.loads((HERE / "losses.json").read_text())}
    for name, text in sorted(seen):
        for reduction in REDUCTIONS:
            for weighted in (False, True):
                config = json.loads(text)
                if not (weighted and (config.get("axis") is not None or name in ("Dice", "Tversky"))):
                    yield f"loss: {name} {text} {reduction}{' weighted' * weighted}", (name, config, reduction, weighted)


BARRED_FOR_WORDS = {
    "RMSprop-centered": "ends in NaN in Keras", "RMSprop-centered_momentum": "ends in NaN in Keras",
    "RMSprop-clipvalue": "TensorFlow clips each part of a row, the engine as Keras on torch the row",
    "Adamax-clipnorm": "the norm is TensorFlow's, of the parts of a row, and the rest is torch's, of whole rows",
}


def optimizer_scenario(name, config, undecayed, of_words):
    """A model of Dense layers, or one with an Embedding, whose rows Keras on TensorFlow updates sparsely."""
    def compiled(k):
        arguments = dict(config)
        if isinstance(arguments.get("learning_rate"), dict):
            arguments["learning_rate"] = k.optimizers.schedules.deserialize(arguments["learning_rate"])
        optimizer = getattr(k.optimizers, name)(**arguments)
        if undecayed:
            optimizer.exclude_from_weight_decay(var_names=undecayed)
        return {"optimizer": optimizer, "loss": "sparse_categorical_crossentropy"}

    def layers(k):
        below = [k.layers.Embedding(6, 3), k.layers.Flatten()] if of_words else [k.layers.Dense(5, activation="tanh")]
        return [*below, k.layers.Dense(4, activation="softmax")]

    return Updates(layers, WORDS if of_words else X, CLASSES, compiled)


def optimizer_cases():
    recorded = json.loads((HERE / "optimizers.json").read_text())
    for key, case in recorded["cases"].items():
        for of_words in (False, True):
            if not (of_words and key in BARRED_FOR_WORDS):
                yield (f"optimizer: {key}{' of words' * of_words}",
                       optimizer_scenario(case["class_name"], case["config"], case["undecayed"], of_words))
    for case in recorded["schedules"]:
        schedule = {"class_name": case["class_name"], "config": case["config"]}
        yield f"schedule: {json.dumps(schedule)}", optimizer_scenario("SGD", {"learning_rate": schedule, "momentum": 0.5}, [], False)


SCENARIOS = {**{name: loss_scenario(*case) for name, case in loss_cases()}, **dict(optimizer_cases())}
