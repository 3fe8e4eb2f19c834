"""Train some models and save their weights: ``python plain_models.py FILE``, run with and without kernels."""

import sys

import numpy as np

import engine as keras

layers = keras.layers
rng = np.random.default_rng(0)
IMAGES, SEQUENCES = rng.normal(size=(2, 20, 9, 8)).astype("float32")
WORDS = rng.integers(0, 12, (20, 7))
CLASSES = rng.integers(0, 3, 20)
MODELS = {
    "dense": (IMAGES, [layers.Flatten(), layers.Dropout(0.2, seed=1), layers.Dense(17, "relu"), layers.Dense(5, "gelu")]),
    "conv2d": (IMAGES[..., None], [
        layers.Conv2D(8, 3, padding="same", activation="relu"), layers.MaxPooling2D(2, padding="same"),
        layers.Conv2D(9, 3, padding="same", activation="relu"), layers.BatchNormalization(), layers.Flatten()]),
    "conv1d": (SEQUENCES, [layers.Conv1D(5, 3, activation="relu"), layers.MaxPooling1D(2), layers.Dropout(0.3),
                           layers.Conv1D(4, 2, strides=2, activation="tanh"), layers.GlobalAveragePooling1D()]),
    "lstm": (WORDS, [layers.Embedding(12, 5, mask_zero=True), layers.LSTM(6)]),
    "gru": (WORDS, [layers.Embedding(12, 5), layers.GRU(6, return_sequences=True), layers.GRU(3, go_backwards=True)]),
}
OPTIMIZERS = {"dense": "adam", "conv2d": "rmsprop", "conv1d": "adadelta", "lstm": "adam", "gru": "sgd"}


def train_model(name):
    """The weights after two epochs, the results of evaluate, and predictions."""
    x, stack = MODELS[name]
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input(x.shape[1:]), *stack, layers.Dense(3, "softmax")])
    model.compile(OPTIMIZERS[name], "sparse_categorical_crossentropy")
    model.fit(x, CLASSES, epochs=2, batch_size=8, verbose=0)
    results = [*model.get_weights(), np.array(model.evaluate(x, CLASSES, verbose=0)), model.predict(x, verbose=0)]
    return {f"{name}/{k}": array for k, array in enumerate(results)}


if __name__ == "__main__":
    np.savez(sys.argv[1], **{key: array for name in MODELS for key, array in train_model(name).items()})
    sys.exit("numba" in sys.modules)
