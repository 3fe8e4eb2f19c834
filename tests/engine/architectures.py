"""Random architectures with a fixed seed, small and gently trained: rounding must not grow, so that paths can be compared.

Learning rates are small, and biases begin off zero: an array's largest value is what its difference is measured by. A
bias before a BatchNormalization gets no gradient but rounding, which Adam would blow up: there is none.
"""

from dataclasses import dataclass, field
from random import Random

import numpy as np

import engine as keras

layers, optimizers = keras.layers, keras.optimizers
UNITS = (1, 3, 17, 33)
ACTIVATIONS = (None, "relu", "tanh", "sigmoid", "gelu", "elu", "softmax")
LOSSES = ("mean_squared_error", "categorical", "sparse", "binary", "mean_absolute_error")
RELUS = ({"negative_slope": 0.1}, {"max_value": 1.0}, {"threshold": 0.1})
EXACT, WINOGRAD = 1e-5, 1e-4
"""Largest difference, as a share of an array's largest value."""


@dataclass
class Case:
    """A model that is not made yet, how it is compiled, and the data it is fitted to."""

    stack: list
    x: np.ndarray
    y: np.ndarray
    loss: object = None
    optimizer: object = None
    fit: dict = field(default_factory=dict)
    bound: float = EXACT
    threads: int = 1
    batch: int | None = None

    @property
    def metrics(self):
        """One that is computed for all samples of many batches at once, and one that is not."""
        return ["accuracy"] if "Categorical" in self.loss["class_name"] else ["mae", "mse"]

    def train(self):
        """Every weight, prediction and logged number after 20 updates, by name."""
        keras.utils.set_random_seed(7)
        stack = [layers.deserialize(config) for config in self.stack]
        model = keras.Sequential([keras.Input(self.x.shape[1:], batch_size=self.batch), *stack])
        model.compile(optimizers.deserialize(self.optimizer), keras.losses.deserialize(self.loss), metrics=self.metrics)
        history = model.fit(self.x, self.y, verbose=0, **self.fit).history
        found = {f"{k} {w.layout_path} {w.shape}": w.numpy() for k, w in enumerate(model.weights)}
        found |= {f"history {name}": np.array(values) for name, values in history.items()}
        evaluated = model.evaluate(self.x, self.y, batch_size=self.fit["batch_size"], verbose=0)
        return {**found, "iterations": np.array(model.optimizer.iterations), "evaluate": np.array(evaluated),
                "predict": model.predict(self.x, batch_size=self.fit["batch_size"], verbose=0)}


def configs(*stack):
    return [layers.serialize(layer) for layer in stack]


class Draw(Random):
    """Draws layers and settings."""

    def few(self, options, chance=0.25):
        """Some of the options by name, each with one of its values."""
        return {name: self.choice(values) for name, values in options.items() if self.random() < chance}

    def activation(self):
        if self.random() < 0.15:
            return layers.serialize(layers.Activation(keras.activations.Relu(**self.choice(RELUS))))["config"]["activation"]
        return self.choice(ACTIVATIONS)

    def rules(self, bias=True):
        """Settings that every layer with a kernel has."""
        found = self.few({"kernel_regularizer": ["l2", "l1_l2"], "kernel_constraint": ["max_norm", "unit_norm"],
                          "activity_regularizer": ["l2"], "trainable": [False], "use_bias": [False]}, 0.12)
        if bias and found.get("use_bias", True):
            found |= {"bias_initializer": "random_uniform", **self.few({"bias_regularizer": ["l2"]}, 0.1)}
        return found

    def dense(self, units=None):
        return layers.Dense(units or self.choice(UNITS), activation=self.activation(), **self.rules())

    def dropout(self):
        return layers.Dropout(self.choice([0.0, 0.1, 0.5]), **self.few({"seed": [3]}, 0.4))


def dense(draw):
    shape = draw.choice([(1,), (4,), (19,), (5, 3)])
    stack = [layers.Flatten()] if len(shape) > 1 else []
    for _ in range(draw.randint(1, 3)):
        stack += [draw.dropout()] if draw.random() < 0.4 else []
        stack.append(draw.dense())
        stack += [layers.ReLU()] if draw.random() < 0.1 else []
    return shape, stack


def images(draw):
    """Convolutions over images; 3 × 3 with at least 8 channels and filters go by Winograd's way."""
    channels, stack = draw.choice([1, 3, 8, 16]), []
    shape, seen = (draw.randint(7, 12), draw.randint(7, 12), channels), channels
    for _ in range(draw.randint(1, 2)):
        kind = draw.choice([layers.Conv2D] * 5 + [layers.DepthwiseConv2D, layers.Conv2DTranspose, layers.SeparableConv2D])
        size = draw.choice([1, 2, 3, 3, 3, (3, 1), (2, 3)])
        given = {"padding": "same" if stack else draw.choice(["valid", "same"]),
                 "activation": draw.choice(["relu", "relu", None, "tanh"])}
        given |= draw.few({"strides": [2]}, 0.25) or draw.few({"dilation_rate": [2]}, 0.2)
        if kind is layers.DepthwiseConv2D:
            stack.append(kind(size, bias_initializer="random_uniform", **given))
            continue
        filters = draw.choice([1, 3, 8, 9, 16])
        if kind is layers.Conv2D and seen % 8 == filters % 8 == 0:
            given |= draw.few({"groups": [2, 4]}, 0.2)
        given |= {"bias_initializer": "random_uniform"} if kind is layers.SeparableConv2D else draw.rules()
        stack.append(kind(filters, size, **given))
        seen = filters
        if draw.random() < 0.3:
            pools = [layers.MaxPooling2D, layers.MaxPooling2D, layers.AveragePooling2D]
            stack.append(draw.choice(pools)(2, padding="same", **draw.few({"strides": [1]})))
        stack += [draw.dropout()] if draw.random() < 0.2 else []
    stack += [layers.BatchNormalization()] if draw.random() < 0.15 and seen % 2 == 0 else []
    return shape, [*stack, draw.choice([layers.Flatten, layers.GlobalAveragePooling2D])()]


def sequences(draw):
    """Convolutions over sequences."""
    shape, stack = (draw.randint(14, 21), draw.choice([1, 3, 8])), []
    for _ in range(draw.randint(1, 2)):
        given = {"padding": draw.choice(["same", "causal"] if stack else ["valid", "valid", "same", "causal"])}
        given |= draw.few({"strides": [2]}, 0.25) or draw.few({"dilation_rate": [2]}, 0.2)
        stack.append(layers.Conv1D(draw.choice([1, 3, 8, 17]), draw.choice([1, 2, 3, 5]),
                                   activation=draw.choice(["relu", "relu", None, "tanh"]), **given, **draw.rules()))
        stack += [layers.MaxPooling1D(2)] if draw.random() < 0.3 and shape[0] > 18 else []
    return shape, [*stack, draw.choice([layers.Flatten, layers.GlobalAveragePooling1D])()]


def recurrent(draw):
    """LSTM, GRU and SimpleRNN over vectors or words, with and without a mask."""
    words, time = draw.random() < 0.5, draw.choice([1, 5, 8])
    if words:
        shape, stack = (time,), [layers.Embedding(9, draw.choice([1, 3, 8]), mask_zero=draw.random() < 0.5)]
    else:
        shape, stack = (time, draw.choice([1, 3, 8])), [layers.Masking()] if draw.random() < 0.3 else []
    kinds = draw.choices([layers.LSTM, layers.GRU, layers.SimpleRNN], [5, 4, 1], k=draw.randint(1, 2))
    for place, kind in enumerate(kinds):
        given = {"return_sequences": place < len(kinds) - 1, **draw.few({
            "go_backwards": [True], "dropout": [0.2], "recurrent_dropout": [0.2], "use_bias": [False], "trainable": [False],
            "activation": ["sigmoid"], "recurrent_activation": ["hard_sigmoid"], "kernel_regularizer": ["l2"],
            "recurrent_constraint": ["max_norm"]}, 0.15)}
        given |= draw.few({"reset_after": [False]}) if kind is layers.GRU else {}
        if kind is layers.SimpleRNN:
            given.pop("recurrent_activation", None)
        layer = kind(draw.choice(UNITS), bias_initializer="random_uniform", **given)
        both = draw.random() < 0.15 and not layer.go_backwards
        stack.append(layers.Bidirectional(layer) if both else layer)
    return shape, stack


def words(draw):
    """Vectors of words, averaged."""
    return (draw.choice([1, 6]),), [layers.Embedding(9, draw.choice([3, 8])), layers.GlobalAveragePooling1D(), draw.dense()]


FAMILIES = {"dense": dense, "images": images, "sequences": sequences, "recurrent": recurrent, "words": words}


def labels(draw, kind, count, rng):
    """``(y, units, activation, loss)`` of the last layer."""
    classes, logits = draw.choice([2, 3, 17]), draw.random() < 0.2
    options = {"from_logits": True} if logits else {}
    numbers = rng.integers(0, classes, count)
    if kind == "sparse":
        options |= draw.few({"ignore_class": [1]}, 0.15)
        return numbers, classes, None if logits else "softmax", keras.losses.SparseCategoricalCrossentropy(**options)
    if kind == "categorical":
        options |= draw.few({"label_smoothing": [0.1]}, 0.3)
        one_hot = np.eye(classes, dtype="float32")[numbers]
        return one_hot, classes, None if logits else "softmax", keras.losses.CategoricalCrossentropy(**options)
    if kind == "binary":
        options |= draw.few({"label_smoothing": [0.1]}, 0.3)
        y = rng.integers(0, 2, (count, 1)).astype("float32")
        return y, 1, None if logits else "sigmoid", keras.losses.BinaryCrossentropy(**options)
    y, last = rng.normal(size=(count, classes)).astype("float32"), draw.choice([None, "tanh", "relu"])
    reduction = draw.few({"reduction": ["sum"]}, 0.15)
    return y, classes, last, keras.losses.get({"class_name": {"mean_squared_error": "MeanSquaredError"}.get(
        kind, "MeanAbsoluteError"), "config": reduction})


def optimizer(draw):
    """Every optimizer with a kernel, and their options; rates at which rounding does not grow."""
    kind = draw.choice(["SGD", "SGD", "RMSprop", "Adam", "Adam", "AdamW", "Adadelta", "Nadam", "Adagrad"])
    rate = {"Adadelta": 0.1, "SGD": 1e-2}.get(kind, 1e-3)
    if draw.random() < 0.2:
        rate = optimizers.schedules.ExponentialDecay(rate, 5, 0.8)
    given = draw.few({"weight_decay": [0.01], "use_ema": [True], "gradient_accumulation_steps": [2]}, 0.1)
    given |= draw.few({"ema_overwrite_frequency": [3]}, 0.5) if "use_ema" in given else {}
    given |= draw.choice([{}] * 5 + [{"clipnorm": 0.1}, {"clipvalue": 0.01}, {"global_clipnorm": 0.2}])
    own = {"SGD": {"momentum": [0.9, 0.5], "nesterov": [True]}, "RMSprop": {"centered": [True], "momentum": [0.5], "rho": [0.8]},
           "Adam": {"amsgrad": [True], "beta_1": [0.8]}, "AdamW": {"amsgrad": [True]}, "Adadelta": {"rho": [0.9]}}
    given |= draw.few(own.get(kind, {}), 0.35)
    if kind not in ("SGD", "Adagrad"):
        given["epsilon"] = 1e-4  # below, gradients that are rounding alone would take steps as long as others
    return optimizers.serialize(getattr(optimizers, kind)(rate, **given))


def architecture(family, seed):
    """The case with this number."""
    draw = Draw(f"{family} {seed}")
    rng = np.random.default_rng(seed)
    shape, stack = FAMILIES[family](draw)
    batch, count = draw.choice([(4, 18), (1, 1), (8, 40), (5, 25), (32, 33)])
    if any(isinstance(layer, layers.BatchNormalization) for layer in stack):
        batch, count = 8, 40
    steps = -(-count // batch)
    with_words = isinstance(stack[0], layers.Embedding)
    x = rng.integers(0, 9, (count, *shape)) if with_words else rng.normal(size=(count, *shape)).astype("float32")
    y, units, last, loss = labels(draw, LOSSES[seed % len(LOSSES)], count, rng)
    stack.append(layers.Dense(units, activation=last, bias_initializer="random_uniform", name="last"))
    fit = {"batch_size": batch, "epochs": 20 // steps, "shuffle": draw.random() < 0.7}
    if draw.random() < 0.15:
        fit["sample_weight"] = rng.random(count).astype("float32") + 0.5
    elif draw.random() < 0.2 and isinstance(loss, keras.losses.SparseCategoricalCrossentropy):
        fit["class_weight"] = {k: 0.5 + k / units for k in range(units)}
    return Case(configs(*stack), x, y, keras.losses.serialize(loss), optimizer(draw), fit,
                WINOGRAD if any(map(by_winograd, stack)) else EXACT, draw.choice([1, 2]))


def by_winograd(layer):
    """Whether a layer may go by Winograd's way, whose transforms of tiles round more than sums do."""
    return isinstance(layer, layers.Conv2D) and layer.kernel_size == (3, 3) and layer.filters >= 8


def stateful(kind):
    """States go on from batch to batch, samples keep their places, some steps do not count."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(12, 5, 3)).astype("float32")
    x[2:9, 3:] = 0
    stack = configs(layers.Masking(), getattr(layers, kind)(17, stateful=True, return_sequences=True),
                    getattr(layers, kind)(3, stateful=True), layers.Dense(1))
    return Case(stack, x, x[:, 0, :1] * 2, *compiled(), {"batch_size": 4, "epochs": 6, "shuffle": False}, batch=4)


def outputs_over_time(kind):
    """A label for every step; those that do not count have no loss."""
    rng = np.random.default_rng(2)
    x, y = rng.integers(0, 9, (18, 6)), rng.integers(0, 3, (18, 6))
    stack = configs(layers.Embedding(9, 8, mask_zero=True), getattr(layers, kind)(5, return_sequences=True),
                    layers.Dense(3, activation="softmax"))
    loss = keras.losses.serialize(keras.losses.SparseCategoricalCrossentropy())
    return Case(stack, x, y, loss, compiled()[1], {"batch_size": 4, "epochs": 4})


def repeated_words(kind):
    """So many steps of so few words that rows of inputs are numbered, and each is multiplied once."""
    rng = np.random.default_rng(3)
    x = rng.integers(0, 9, (64, 20))
    stack = configs(layers.Embedding(9, 33), getattr(layers, kind)(40), layers.Dense(1))
    return Case(stack, x, x[:, :1] / 9, *compiled(), {"batch_size": 64, "epochs": 20})


def channels_first(kind):
    """The channels in axis 1, bias and ReLU outside of the sums."""
    rng = np.random.default_rng(4)
    given = {"data_format": "channels_first"}
    stack = configs(getattr(layers, kind)(8, 3, activation="relu", **given), layers.MaxPooling2D(2, **given),
                    layers.Flatten(**given), layers.Dense(1))
    x = rng.normal(size=(18, 8, 9, 7)).astype("float32")
    return Case(stack, x, x[:, 0, 0, :1] * 2, *compiled(), {"batch_size": 4, "epochs": 4}, WINOGRAD)


def double(kind):
    """Layers of float64, which some kernels take, too."""
    rng = np.random.default_rng(5)
    own = layers.LSTM(3, dtype="float64") if kind == "LSTM" else layers.Dense(33, activation="relu", dtype="float64")
    shape = (5, 3) if kind == "LSTM" else (3,)
    stack = configs(own, layers.Dropout(0.2, dtype="float64"), layers.Dense(3, activation="softmax", dtype="float64"))
    loss = keras.losses.serialize(keras.losses.CategoricalCrossentropy())
    y = np.eye(3, dtype="float32")[rng.integers(0, 3, 18)]
    x = rng.normal(size=(18, *shape)).astype("float32")
    return Case(stack, x, y, loss, compiled()[1], {"batch_size": 4, "epochs": 4})


def compiled():
    """A plain loss and optimizer."""
    adam = optimizers.serialize(optimizers.Adam(1e-3, epsilon=1e-4))
    return keras.losses.serialize(keras.losses.MeanSquaredError()), adam


SPECIAL = {f"{make.__name__} {kind}": (make, kind) for make in (stateful, outputs_over_time, repeated_words)
           for kind in ("LSTM", "GRU")}
SPECIAL |= {f"{make.__name__} {kind}": (make, kind) for make, kind in (
    (channels_first, "Conv2D"), (channels_first, "Conv2DTranspose"), (double, "LSTM"), (double, "Dense"))}
