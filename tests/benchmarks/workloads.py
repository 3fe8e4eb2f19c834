"""The nine workloads W1 to W9 as data, from which the engine, Keras on any backend and torch build the same models.

A layer is ``(class, arguments)`` in Keras's names. Imports nothing but NumPy: peers may be installed in a Python
without this project.
"""

from dataclasses import dataclass

import numpy as np


def layer(kind, *values, **arguments):
    """A layer's class and arguments; values: its positional arguments."""
    names = {"Dense": ("units", "activation"), "LSTM": ("units",), "Dropout": ("rate",), "MaxPooling2D": ("pool_size",),
             "MaxPooling1D": ("pool_size",), "Embedding": ("input_dim", "output_dim")}
    return kind, dict(zip(names.get(kind, ("filters", "kernel_size", "activation")), values, strict=False)) | arguments


@dataclass(frozen=True)
class Workload:
    """A model and its data.

    shape: of one sample. classes: 0 for regression, 1 for binary classification. tokens: if not 0, inputs are token
    indices below it. epochs: of one measurement, so many that the clock's resolution does not matter.
    """

    description: str
    shape: tuple[int, ...]
    layers: tuple
    samples: int
    batch: int
    loss: str = "categorical_crossentropy"
    optimizer: tuple[str, dict] = ("SGD", {})
    classes: int = 10
    tokens: int = 0
    epochs: int = 1

    def make_data(self):
        """Random ``x`` and ``y``: the cost of training does not depend on what is learned."""
        rng = np.random.default_rng(0)
        x = (rng.integers(0, self.tokens, (self.samples, *self.shape), "int32") if self.tokens
             else rng.random((self.samples, *self.shape), "float32"))
        y = rng.integers(0, max(2, self.classes), self.samples)
        if self.loss == "categorical_crossentropy":
            y = np.eye(self.classes, dtype="float32")[y]
        return x, y.astype("float32") if self.classes < 2 else y


NESTEROV = ("SGD", {"learning_rate": 0.01, "momentum": 0.9, "nesterov": True})
SGD, ADAM, RMSPROP, ADADELTA = ("SGD", {}), ("Adam", {}), ("RMSprop", {}), ("Adadelta", {})


def vgg_block(filters):
    """Two convolutions, pooling and dropout, as in VGG."""
    return (layer("Conv2D", filters, 3, "relu"), layer("Conv2D", filters, 3, "relu"), layer("MaxPooling2D", 2),
            layer("Dropout", 0.25))


WORKLOADS = {
    "W1": Workload(
        "Dense 5-3-1, 10 samples, batch 1", (1,), (layer("Dense", 5), layer("Dense", 3), layer("Dense", 1)),
        10, 1, "mse", ADAM, classes=0, epochs=100),
    "W2": Workload(
        "Dense 64-10, 60,000 × 784, batch 32", (784,), (layer("Dense", 64, "relu"), layer("Dense", 10, "softmax")),
        60_000, 32, optimizer=SGD),
    "W3": Workload(
        "Dense 300-100-10, 55,000 × 784, batch 32", (28, 28),
        (layer("Flatten"), layer("Dense", 300, "relu"), layer("Dense", 100, "relu"), layer("Dense", 10, "softmax")),
        55_000, 32, "sparse_categorical_crossentropy", SGD),
    "W4": Workload(
        "Dense 64-64-10 with dropout, 1,000 × 20, batch 128", (20,),
        (layer("Dense", 64, "relu"), layer("Dropout", 0.5), layer("Dense", 64, "relu"), layer("Dropout", 0.5),
         layer("Dense", 10, "softmax")),
        1_000, 128, optimizer=NESTEROV, epochs=20),
    "W5": Workload(
        "VGG-like, 100 × 100 × 100 × 3, batch 32", (100, 100, 3),
        (*vgg_block(32), *vgg_block(64), layer("Flatten"), layer("Dense", 256, "relu"), layer("Dropout", 0.5),
         layer("Dense", 10, "softmax")),
        100, 32, optimizer=NESTEROV),
    "W6": Workload(
        "Conv 32-64, Dense 128-10, 6,000 × 28 × 28 × 1, batch 128", (28, 28, 1),
        (layer("Conv2D", 32, 3, "relu"), layer("Conv2D", 64, 3, "relu"), layer("MaxPooling2D", 2),
         layer("Dropout", 0.25), layer("Flatten"), layer("Dense", 128, "relu"), layer("Dropout", 0.5),
         layer("Dense", 10, "softmax")),
        6_000, 128, optimizer=ADADELTA),
    "W7": Workload(
        "Embedding 256, LSTM 128, 1,000 × 80, batch 16", (80,),
        (layer("Embedding", 1024, 256), layer("LSTM", 128), layer("Dropout", 0.5), layer("Dense", 1, "sigmoid")),
        1_000, 16, "binary_crossentropy", RMSPROP, classes=1, tokens=1024),
    "W8": Workload(
        "LSTM 32 three times, 1,000 × 8 × 16, batch 64", (8, 16),
        (layer("LSTM", 32, return_sequences=True), layer("LSTM", 32, return_sequences=True), layer("LSTM", 32),
         layer("Dense", 10, "softmax")),
        1_000, 64, optimizer=RMSPROP, epochs=5),
    "W9": Workload(
        "Conv1D 64-64-128-128, 1,000 × 64 × 100, batch 16", (64, 100),
        (layer("Conv1D", 64, 3, "relu"), layer("Conv1D", 64, 3, "relu"), layer("MaxPooling1D", 3),
         layer("Conv1D", 128, 3, "relu"), layer("Conv1D", 128, 3, "relu"), layer("GlobalAveragePooling1D"),
         layer("Dropout", 0.5), layer("Dense", 1, "sigmoid")),
        1_000, 16, "binary_crossentropy", RMSPROP, classes=1, epochs=2),
}


def build_model(keras, workload):
    """Build and compile the model of a workload; ``keras`` is Keras, or the engine."""
    layers = [getattr(keras.layers, kind)(**arguments) for kind, arguments in workload.layers]
    kind, arguments = workload.optimizer
    model = keras.Sequential([keras.Input(workload.shape), *layers])
    model.compile(loss=workload.loss, optimizer=getattr(keras.optimizers, kind)(**arguments),
                  metrics=["mse" if workload.loss == "mse" else "accuracy"])
    return model
