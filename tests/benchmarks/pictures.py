"""The workloads of convolutional layers that ENGINE names W5, W6 and W9, for whichever Keras is given."""

import numpy as np

rng = np.random.default_rng(0)


def vgg_like(keras):
    """W5: Conv 32, 32, pool, Conv 64, 64, pool, Dense 256, Dense 10, dropouts; 100 x 100 x 100 x 3, batch 32."""
    layers = keras.layers
    model = keras.Sequential([
        keras.Input((100, 100, 3)), layers.Conv2D(32, (3, 3), activation="relu"),
        layers.Conv2D(32, (3, 3), activation="relu"), layers.MaxPooling2D((2, 2)), layers.Dropout(0.25),
        layers.Conv2D(64, (3, 3), activation="relu"), layers.Conv2D(64, (3, 3), activation="relu"),
        layers.MaxPooling2D((2, 2)), layers.Dropout(0.25), layers.Flatten(), layers.Dense(256, activation="relu"),
        layers.Dropout(0.5), layers.Dense(10, activation="softmax")])
    model.compile(loss="categorical_crossentropy",
                  optimizer=keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True))
    x = rng.random((100, 100, 100, 3), dtype="float32")
    return model, x, keras.utils.to_categorical(rng.integers(0, 10, 100), 10), {"epochs": 3, "batch_size": 32}


def digits_seen(keras):
    """W6: Conv 32 - Conv 64 - pool - Dense 128 - Dense 10, dropouts; 6,000 x 28 x 28 x 1, batch 128."""
    layers = keras.layers
    model = keras.Sequential([
        keras.Input((28, 28, 1)), layers.Conv2D(32, (3, 3), activation="relu"),
        layers.Conv2D(64, (3, 3), activation="relu"), layers.MaxPooling2D((2, 2)), layers.Dropout(0.25),
        layers.Flatten(), layers.Dense(128, activation="relu"), layers.Dropout(0.5),
        layers.Dense(10, activation="softmax")])
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    x = rng.random((6000, 28, 28, 1), dtype="float32")
    return model, x, keras.utils.to_categorical(rng.integers(0, 10, 6000), 10), {"epochs": 3, "batch_size": 128}


def signals(keras):
    """W9: Conv1D 64, 64, pool 3, 128, 128, GlobalAverage - Dropout - Dense 1; 1,000 x 64 x 100, batch 16."""
    layers = keras.layers
    model = keras.Sequential([
        keras.Input((64, 100)), layers.Conv1D(64, 3, activation="relu"), layers.Conv1D(64, 3, activation="relu"),
        layers.MaxPooling1D(3), layers.Conv1D(128, 3, activation="relu"), layers.Conv1D(128, 3, activation="relu"),
        layers.GlobalAveragePooling1D(), layers.Dropout(0.5), layers.Dense(1, activation="sigmoid")])
    model.compile(loss="binary_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
    x = rng.random((1000, 64, 100), dtype="float32")
    return model, x, rng.integers(0, 2, 1000), {"epochs": 3, "batch_size": 16}
