"""Models that Keras saves in the recorder, and that the tests load from its files.

Every scenario takes the module that plays Keras and returns a compiled model. Read by record_saved.py and by
tests/engine/saving.
"""

import numpy as np

rng = np.random.default_rng(11)
ROWS = rng.normal(size=(12, 4)).astype("float32")
CLASSES = rng.integers(0, 3, 12)
WORDS = rng.integers(1, 9, (12, 5))
IMAGES = rng.normal(size=(12, 6, 6, 1)).astype("float32")
TARGETS = rng.normal(size=(12, 1)).astype("float32")
TEXTS = np.array([["good film"], ["bad film"], ["good"], ["bad bad, 새 영화!"]] * 3, dtype=object)
TOWNS = np.array([["서울", "부산"], ["부산", "none"], ["제주", "서울"]] * 4, dtype=object)
NUMBERS = np.array([[5, -3], [5, 9], [1 << 33, 5]] * 4)
EPOCHS = 3
BATCH = 5


def set_test_weights(model):
    """Set weights that are the same for Keras and the engine; returns the model."""
    made = np.random.default_rng(1)
    model.set_weights([0.5 * made.normal(size=w.shape) if w.ndim > 1 else 0.1 + np.abs(made.normal(size=w.shape))
                       for w in model.get_weights()])
    return model


def dense(k):
    model = set_test_weights(k.Sequential([
        k.Input((4,)), k.layers.Dense(5, activation="relu", kernel_regularizer="l2",
                                      kernel_constraint=k.constraints.MaxNorm(2)),
        k.layers.BatchNormalization(), k.layers.Dropout(0.0), k.layers.Dense(4, use_bias=False), k.layers.PReLU(),
        k.layers.LayerNormalization(), k.layers.Dense(3, activation="softmax", name="last")], name="stack"))
    rate = k.optimizers.schedules.ExponentialDecay(0.05, 4, 0.9)
    model.compile(k.optimizers.Adam(rate), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def frozen(k):
    model = set_test_weights(k.Sequential([k.Input((4,)), k.layers.Dense(5, activation="tanh", trainable=False),
                                k.layers.Dense(3, activation="softmax")]))
    model.compile(k.optimizers.SGD(0.1, momentum=0.5), "sparse_categorical_crossentropy", metrics=["acc"])
    return model


def convolutional(k):
    model = set_test_weights(k.Sequential([
        k.Input((6, 6, 1)), k.layers.Conv2D(3, 3, activation="relu"), k.layers.MaxPooling2D(), k.layers.Flatten(),
        k.layers.Dense(1)]))
    model.compile(k.optimizers.RMSprop(0.01), "mse", metrics=["mae"])
    return model


def recurrent(k):
    model = set_test_weights(k.Sequential([
        k.Input((5,)), k.layers.Embedding(9, 4), k.layers.LSTM(3, return_sequences=True),
        k.layers.Bidirectional(k.layers.GRU(2, return_sequences=True)),
        k.layers.TimeDistributed(k.layers.Dense(2, activation="tanh")), k.layers.SimpleRNN(3), k.layers.Dense(1)]))
    model.compile(k.optimizers.Adam(0.01), "mse")
    return model


def cells(k):
    rnn = k.layers.RNN([k.layers.LSTMCell(3), k.layers.GRUCell(2), k.layers.LSTMCell(2)], name="stack")
    model = set_test_weights(k.Sequential([k.Input((5,)), k.layers.Embedding(9, 4),
                                k.layers.RNN(k.layers.SimpleRNNCell(3), return_sequences=True), rnn, k.layers.Dense(1)]))
    model.compile(k.optimizers.Adam(0.01), "mse")
    return model


def nested(k):
    base = k.Sequential([k.Input((4,)), k.layers.Dense(5, activation="tanh", name="one"), k.layers.BatchNormalization(),
                         k.layers.Dense(3, name="two")], name="base")
    middle = k.Sequential([k.layers.Dense(3, activation="relu", name="one"), k.layers.Dropout(0.0)], name="middle")
    model = set_test_weights(k.Sequential([base, middle, k.layers.Dense(1, name="top")], name="whole"))
    middle.layers[0].trainable = False
    model.compile(k.optimizers.Adam(0.01), "mse")
    return model


def distributed(k):
    parts = k.Sequential([k.Input((4,)), k.layers.Dense(3, activation="tanh", name="one"), k.layers.BatchNormalization(),
                          k.Sequential([k.layers.Dense(2, name="one")], name="inner")], name="parts")
    model = set_test_weights(k.Sequential([k.Input((4, 1)), k.layers.Reshape((1, 4)), k.layers.TimeDistributed(parts, name="td"),
                                           k.layers.Flatten(), k.layers.Dense(1)]))
    model.compile(k.optimizers.Adam(0.01), "mse")
    return model


def small(k, optimizer):
    model = set_test_weights(k.Sequential([k.Input((4,)), k.layers.Dense(3, activation="tanh"), k.layers.Dense(1)]))
    model.compile(optimizer, k.losses.MeanSquaredError())
    return model


def adapted(k, layer, known, *others):
    """A layer with an adapted vocabulary, then other layers and a Dense with one unit."""
    layer.adapt(known)
    dtype = "int64" if known.dtype.kind == "i" else "string"
    model = set_test_weights(k.Sequential([k.Input(known.shape[1:], dtype=dtype), layer, *others, k.layers.Dense(1)]))
    model.compile(k.optimizers.Adam(0.05), "mse")
    return model


def texts(k):
    layer = k.layers.TextVectorization(output_sequence_length=4)
    return adapted(k, layer, TEXTS, k.layers.Embedding(12, 3), k.layers.Flatten())


VOCABULARIES = {
    "texts": (texts, TEXTS, TARGETS),
    "rare texts": (lambda k: adapted(k, k.layers.TextVectorization(output_mode="tf_idf", ngrams=(1, 2)), TEXTS), TEXTS, TARGETS),
    "towns": (lambda k: adapted(k, k.layers.StringLookup(mask_token="none", output_mode="one_hot"), TOWNS,
                                k.layers.Flatten()), TOWNS, TARGETS),
    "numbers": (lambda k: adapted(k, k.layers.IntegerLookup(output_mode="multi_hot", num_oov_indices=2), NUMBERS),
                NUMBERS, TARGETS),
}
"""Models with an adapted vocabulary, which only files contain: a clone or JSON has none."""

OPTIMIZERS = {
    "sgd": lambda k: k.optimizers.SGD(0.1),
    "rmsprop": lambda k: k.optimizers.RMSprop(0.01, momentum=0.3, centered=True),
    "adagrad": lambda k: k.optimizers.Adagrad(0.05),
    "adadelta": lambda k: k.optimizers.Adadelta(0.5),
    "adam": lambda k: k.optimizers.Adam(0.01, amsgrad=True, use_ema=True, gradient_accumulation_steps=2),
    "adamw": lambda k: k.optimizers.AdamW(0.01),
    "adamax": lambda k: k.optimizers.Adamax(0.01),
    "nadam": lambda k: k.optimizers.Nadam(0.01),
    "ftrl": lambda k: k.optimizers.Ftrl(0.05),
    "lion": lambda k: k.optimizers.Lion(0.01),
}
NEEDS = {"convolutional": ["Conv2D", "MaxPooling2D"],
         "recurrent": ["Embedding", "LSTM", "Bidirectional", "GRU", "TimeDistributed", "SimpleRNN"]}
"""Layers that a scenario needs."""
SCENARIOS = {
    "dense": (dense, ROWS, CLASSES), "frozen": (frozen, ROWS, CLASSES),
    "convolutional": (convolutional, IMAGES, TARGETS), "recurrent": (recurrent, WORDS, TARGETS),
    "cells": (cells, WORDS, TARGETS), "nested": (nested, ROWS, TARGETS),
    "distributed": (distributed, ROWS[..., None], TARGETS),
    **{name: (lambda k, name=name: small(k, OPTIMIZERS[name](k)), ROWS, TARGETS) for name in OPTIMIZERS},
}


def trained(model, x, y):
    """Train for some epochs without shuffling; returns the losses."""
    return model.fit(x, y, epochs=EPOCHS, batch_size=BATCH, shuffle=False, verbose=0).history["loss"]
