"""Small training runs, with Keras by the recorder and with the engine by the tests.

Every function takes the module that plays Keras. Read by record_fits.py and tests/engine/models/test_trajectories.py.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

SAMPLES, FEATURES, CLASSES = 29, 6, 3
USUAL = {"epochs": 6, "batch_size": 8}
"""Four updates an epoch, the last of five samples; 24 in all."""

rng = np.random.default_rng(7)
X = rng.normal(size=(SAMPLES, FEATURES)).astype("float32")
LABELS = (X @ rng.normal(size=(FEATURES, CLASSES)) + 0.3 * rng.normal(size=(SAMPLES, CLASSES))).argmax(1)
WEIGHTS = rng.uniform(0.2, 2, SAMPLES).astype("float32")
Y = {
    "class": LABELS,
    "column": LABELS[:, None],
    "one-hot": np.eye(CLASSES, dtype="float32")[LABELS],
    "yes": (LABELS == 1).astype("int64"),
    "number": (X[:, 0] * 2 - X[:, 1] + 0.5).astype("float32"),
    "positive": np.abs(X[:, :2]).astype("float32") + 0.5,
    "numbers": X[:, :2] * np.float32(0.5),
    "signs": np.sign(X[:, :2]),
}
OUTPUTS = {"class": (3, "softmax"), "column": (3, "softmax"), "one-hot": (3, "softmax"), "yes": (1, "sigmoid"),
           "number": (1, None), "positive": (2, "softplus"), "numbers": (2, None), "signs": (2, "tanh")}


@dataclass(frozen=True)
class Scenario:
    """layers: below the last Dense, or all of them if ``whole``. y: which labels. compile: a function of keras."""

    y: str
    compile: Callable[[Any], dict[str, Any]]
    layers: Callable[[Any], list[Any]] = lambda k: [k.Input((FEATURES,)), k.layers.Dense(5, activation="tanh")]
    whole: bool = False
    fit: dict[str, Any] = field(default_factory=dict)
    x: Any = None


def stack(k, scenario):
    """The model with weights that are the same for Keras and the engine; vectors are positive, as variances must be."""
    units, activation = OUTPUTS[scenario.y]
    last = [] if scenario.whole else [k.layers.Dense(units, activation=activation)]
    model = k.Sequential([*scenario.layers(k), *last])
    x = inputs(scenario)
    if not model.built:
        model.build((None, *(x.shape[1:] or (1,))))
    made = np.random.default_rng(3)
    model.set_weights([w if w.ndim == 0 else np.abs(0.5 * made.normal(size=w.shape)) + 0.1 if w.ndim == 1
                       else 0.5 * made.normal(size=w.shape) for w in model.get_weights()])
    return model


def inputs(scenario):
    return X if scenario.x is None else scenario.x


def run(k, scenario):
    """All results of a training run, as arrays by name."""
    model = stack(k, scenario)
    model.compile(**scenario.compile(k), run_eagerly=True)  # without graph tracing, which takes longer than these runs
    x, y = inputs(scenario), Y[scenario.y]
    history = model.fit(x, y, verbose=0, shuffle=False, **{**USUAL, **scenario.fit})
    found = {f"history.{name}": np.array(values) for name, values in history.history.items()}
    found["epoch"] = np.array(history.epoch)
    found |= {f"weight.{i}": w for i, w in enumerate(model.get_weights())}
    judged = model.evaluate(x, y, batch_size=10, verbose=0, return_dict=True)
    found |= {f"evaluate.{name}": np.array(value) for name, value in judged.items()}
    found["predict"] = model.predict(x, verbose=0)
    return found


def learner_loss(k):
    K = k.backend if hasattr(k.backend, "square") else k.ops
    return lambda y_true, y_pred: K.mean(K.square(y_true - y_pred) + 0.1 * K.abs(y_pred), axis=-1)


def learner_metric(k):
    K = k.backend if hasattr(k.backend, "square") else k.ops

    def largest(y_true, y_pred):
        return K.max(K.abs(y_true - y_pred))

    return largest


def by_loss(y, loss, **config):
    """A scenario of a loss class, with plain SGD."""
    return Scenario(y, lambda k: {"optimizer": k.optimizers.SGD(0.05), "loss": getattr(k.losses, loss)(**config)})


def by_optimizer(name, **config):
    def compiled(k):
        made = {n: v(k) if callable(v) else v for n, v in config.items()}
        return {"optimizer": getattr(k.optimizers, name)(**made), "loss": "sparse_categorical_crossentropy",
                "metrics": ["accuracy"]}

    return Scenario("class", compiled)


def by_layers(layers, y="class", **more):
    loss = {"class": "sparse_categorical_crossentropy"}.get(y, "mse")
    return Scenario(y, lambda k: {"optimizer": k.optimizers.Adam(0.02), "loss": loss},
                    lambda k: [k.Input((FEATURES,)), *layers(k)], **more)


def usual(**compiled):
    return lambda k: {"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"],
                      **compiled}


LOSSES = {
    "mse": by_loss("number", "MeanSquaredError"),
    "mse of two": by_loss("numbers", "MeanSquaredError"),
    "mse, summed": by_loss("numbers", "MeanSquaredError", reduction="sum"),
    "mae": by_loss("numbers", "MeanAbsoluteError"),
    "mape": Scenario("positive", lambda k: {"optimizer": k.optimizers.SGD(1e-4), "loss": "mape"}),
    "msle": by_loss("positive", "MeanSquaredLogarithmicError"),
    "huber": by_loss("numbers", "Huber", delta=0.3),
    "log cosh": by_loss("numbers", "LogCosh"),
    "cosine": by_loss("numbers", "CosineSimilarity"),
    "binary": by_loss("yes", "BinaryCrossentropy"),
    "binary, smoothed": by_loss("yes", "BinaryCrossentropy", label_smoothing=0.2),
    "binary focal": by_loss("yes", "BinaryFocalCrossentropy", apply_class_balancing=True),
    "categorical": by_loss("one-hot", "CategoricalCrossentropy", label_smoothing=0.1),
    "categorical focal": by_loss("one-hot", "CategoricalFocalCrossentropy"),
    "sparse": by_loss("class", "SparseCategoricalCrossentropy"),
    "sparse, column": by_loss("column", "SparseCategoricalCrossentropy"),
    "sparse, ignoring": by_loss("class", "SparseCategoricalCrossentropy", ignore_class=1),
    "kld": by_loss("one-hot", "KLDivergence"),
    "poisson": by_loss("positive", "Poisson"),
    "hinge": by_loss("signs", "Hinge"),
    "squared hinge": by_loss("yes", "SquaredHinge"),
    "categorical hinge": by_loss("one-hot", "CategoricalHinge"),
    "logits": Scenario("class", lambda k: {"optimizer": "sgd", "metrics": ["accuracy"],
                                           "loss": k.losses.SparseCategoricalCrossentropy(from_logits=True)},
                       lambda k: [k.layers.Dense(3)], whole=True),
    "binary logits": Scenario("yes", lambda k: {"optimizer": "sgd", "metrics": ["accuracy"],
                                                "loss": k.losses.BinaryCrossentropy(from_logits=True)},
                              lambda k: [k.layers.Dense(1)], whole=True),
    "named crossentropy": Scenario("one-hot", lambda k: {"optimizer": "sgd", "loss": "crossentropy"}),
    "softmax without its loss": Scenario("one-hot", lambda k: {"optimizer": k.optimizers.SGD(0.5), "loss": "mse"}),
    "learner's own": Scenario("numbers", lambda k: {"optimizer": "sgd", "loss": learner_loss(k),
                                                    "metrics": [learner_metric(k), "mae"]}),
}

OPTIMIZERS = {
    "sgd": by_optimizer("SGD", learning_rate=0.1),
    "momentum": by_optimizer("SGD", learning_rate=0.05, momentum=0.9),
    "nesterov": by_optimizer("SGD", learning_rate=0.05, momentum=0.9, nesterov=True),
    "rmsprop": by_optimizer("RMSprop", learning_rate=0.01),
    "rmsprop, centered": by_optimizer("RMSprop", learning_rate=0.01, centered=True, momentum=0.5),
    "adagrad": by_optimizer("Adagrad", learning_rate=0.1),
    "adadelta": by_optimizer("Adadelta", learning_rate=1.0),
    "adam": by_optimizer("Adam", learning_rate=0.02),
    "amsgrad": by_optimizer("Adam", learning_rate=0.02, amsgrad=True),
    "adamw": by_optimizer("AdamW", learning_rate=0.02, weight_decay=0.1),
    "adamax": by_optimizer("Adamax", learning_rate=0.02),
    "nadam": by_optimizer("Nadam", learning_rate=0.02),
    "clipnorm": by_optimizer("SGD", learning_rate=0.5, clipnorm=0.1),
    "clipvalue": by_optimizer("SGD", learning_rate=0.5, clipvalue=0.02),
    "global clipnorm": by_optimizer("SGD", learning_rate=0.5, global_clipnorm=0.1),
    "weight decay": by_optimizer("SGD", learning_rate=0.1, weight_decay=0.1),
    "averaged weights": by_optimizer("SGD", learning_rate=0.1, use_ema=True, ema_momentum=0.9),
    "gathered gradients": by_optimizer("Adam", learning_rate=0.05, gradient_accumulation_steps=3),
    "decaying rate": by_optimizer(
        "SGD", learning_rate=lambda k: k.optimizers.schedules.ExponentialDecay(0.5, 4, 0.5, staircase=True)),
}

LAYERS = {
    "batch normalization": by_layers(lambda k: [k.layers.Dense(5, use_bias=False),
                                                k.layers.BatchNormalization(momentum=0.9), k.layers.ReLU()]),
    "batch normalization first": by_layers(lambda k: [k.layers.BatchNormalization(), k.layers.Dense(4, "relu")]),
    "dropout of nothing": by_layers(lambda k: [k.layers.Dense(5, "relu"), k.layers.Dropout(0.0)]),
    "prelu": by_layers(lambda k: [k.layers.Dense(5), k.layers.PReLU()]),
    "layer normalization": by_layers(lambda k: [k.layers.Dense(5), k.layers.LayerNormalization()]),
    "leaky and elu": by_layers(lambda k: [k.layers.Dense(5), k.layers.LeakyReLU(), k.layers.Dense(4), k.layers.ELU()]),
    "activation layers": by_layers(lambda k: [k.layers.Dense(5), k.layers.Activation("gelu"), k.layers.Dense(5, "selu"),
                                              k.layers.Dense(4, k.activations.softsign)]),
    "softmax layer": by_layers(lambda k: [k.layers.Dense(3), k.layers.Softmax()], whole=True),
    "kernel regularizers": by_layers(lambda k: [
        k.layers.Dense(5, "relu", kernel_regularizer=k.regularizers.L2(0.01), bias_regularizer=k.regularizers.L1(0.02)),
        k.layers.Dense(4, kernel_regularizer=k.regularizers.L1L2(0.003, 0.004))]),
    "activity regularizer": by_layers(lambda k: [
        k.layers.Dense(5, "relu", activity_regularizer=k.regularizers.L2(0.05)), k.layers.Dense(4),
        k.layers.ActivityRegularization(l1=0.01, l2=0.02)]),
    "price on the last output": by_layers(lambda k: [
        k.layers.Dense(3, "softmax", activity_regularizer=k.regularizers.L2(0.05))], whole=True),
    "constraints": by_layers(lambda k: [
        k.layers.Dense(5, "relu", kernel_constraint=k.constraints.MaxNorm(0.8), bias_constraint=k.constraints.NonNeg()),
        k.layers.Dense(4, kernel_constraint=k.constraints.UnitNorm())]),
    "a frozen layer": by_layers(lambda k: [
        k.layers.Dense(5, "relu"), k.layers.Dense(4, "tanh", trainable=False),
        k.layers.BatchNormalization(trainable=False)]),
    "without bias": by_layers(lambda k: [k.layers.Dense(5, "relu", use_bias=False)]),
    "given statistics": by_layers(lambda k: [k.layers.Normalization(mean=0.5, variance=4.0), k.layers.Dense(4, "relu"),
                                             k.layers.Rescaling(0.5, offset=0.1)]),
    "reshaped": by_layers(lambda k: [k.layers.Reshape((2, 3)), k.layers.Permute((2, 1)), k.layers.Dense(4, "relu"),
                                     k.layers.Flatten()]),
    "repeated": by_layers(lambda k: [k.layers.Dense(4, "relu"), k.layers.RepeatVector(3), k.layers.Dense(2),
                                     k.layers.Flatten()]),
}

FITS = {
    "as in the first lesson": Scenario(
        "number", lambda k: {"optimizer": "adam", "loss": "mse", "metrics": ["mse"]},
        lambda k: [k.layers.Dense(5, input_dim=1), k.layers.Dense(3), k.layers.Dense(1)], whole=True, x=X[:, 0],
        fit={"batch_size": 1, "epochs": 3}),
    "validation split": Scenario("class", usual(), fit={"validation_split": 0.3}),
    "validation data": Scenario("class", usual(), fit={"validation_data": (X[:11] * 2, LABELS[:11])}),
    "weighted validation": Scenario("class", usual(weighted_metrics=["accuracy"]), fit={
        "validation_data": (X[:11], LABELS[:11], WEIGHTS[:11]), "validation_batch_size": 4, "validation_freq": 2}),
    "class weight": Scenario("class", usual(weighted_metrics=["accuracy"]),
                             fit={"class_weight": {0: 0.5, 2: 3.0}, "validation_split": 0.2}),
    "class weight, one-hot": Scenario(
        "one-hot", lambda k: {"optimizer": "sgd", "loss": "categorical_crossentropy"}, fit={"class_weight": {1: 2.0}}),
    "sample weight": Scenario("class", usual(weighted_metrics=["sparse_categorical_accuracy"]),
                              fit={"sample_weight": WEIGHTS, "validation_split": 0.2}),
    "sample weight, regression": Scenario("numbers", lambda k: {"optimizer": "sgd", "loss": "mae", "metrics": ["mse"],
                                                                "weighted_metrics": ["mse"]},
                                          fit={"sample_weight": WEIGHTS}),
    "initial epoch": Scenario("class", usual(), fit={"initial_epoch": 4, "epochs": 9}),
    "metrics": Scenario("one-hot", lambda k: {"optimizer": "sgd", "loss": "categorical_crossentropy", "metrics": [
        "accuracy", "mse", k.metrics.CategoricalCrossentropy(), "categorical_accuracy"]}),
    "accuracy of yes and no": Scenario("yes", lambda k: {
        "optimizer": "sgd", "loss": "binary_crossentropy", "metrics": ["acc", "binary_accuracy"]}),
    "a metric of several numbers": Scenario("one-hot", lambda k: {
        "optimizer": "sgd", "loss": "categorical_crossentropy", "metrics": ["accuracy", k.metrics.F1Score()]},
        fit={"validation_split": 0.3}),
    "one sample a batch": Scenario("class", usual(), fit={"batch_size": 1, "epochs": 1}),
    "one batch an epoch": Scenario("class", usual(), fit={"batch_size": 64, "epochs": 20}),
    "images": Scenario("class", usual(), lambda k: [k.Input((3, 2, 1)), k.layers.Flatten(), k.layers.Dense(4, "relu")],
                       x=X.reshape(-1, 3, 2)),
    "bytes": Scenario("class", usual(), lambda k: [k.Input((FEATURES,)), k.layers.Rescaling(1 / 255)],
                      x=(X * 40 + 128).astype("uint8")),
}

SCENARIOS = {**{f"loss: {n}": s for n, s in LOSSES.items()}, **{f"optimizer: {n}": s for n, s in OPTIMIZERS.items()},
             **{f"layers: {n}": s for n, s in LAYERS.items()}, **{f"fit: {n}": s for n, s in FITS.items()}}
