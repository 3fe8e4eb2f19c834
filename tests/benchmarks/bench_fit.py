"""How long an epoch of ``fit`` takes: medians of the workloads, in seconds of one processor.

Run: ``python tests/benchmarks/bench_fit.py [W1 …] [--profile]``. One thread; the first epoch, which compiles or loads
kernels, does not count, nor does the time in which others had the processor. Only ratios mean anything.
"""



import os
import sys

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import cProfile
import pstats
from statistics import median
from time import process_time

import numpy as np
from pictures import digits_seen, signals, vgg_like

import engine as keras
from engine import layers

rng = np.random.default_rng(0)


def small_regression():
    """W1: Dense 5-3-1, mse, adam; 10 samples of 1, batch 1."""
    model = keras.Sequential([layers.Dense(5, input_dim=1), layers.Dense(3), layers.Dense(1)])
    model.compile(loss="mse", optimizer="adam", metrics=["mse"])
    x = np.arange(1.0, 11.0)
    return model, x, x, {"epochs": 100, "batch_size": 1}


def digits():
    """W2: Dense 64 relu - 10 softmax, sgd; 60,000 x 784, batch 32."""
    model = keras.Sequential([layers.Dense(64, input_dim=784, activation="relu"), layers.Dense(10, activation="softmax")])
    model.compile(loss="categorical_crossentropy", optimizer="sgd", metrics=["accuracy"])
    x = rng.random((60_000, 784), dtype="float32")
    return model, x, keras.utils.to_categorical(rng.integers(0, 10, 60_000), 10), {"epochs": 3, "batch_size": 32}


def fashion():
    """W3: Flatten - Dense 300 - 100 - 10, sparse categorical, sgd; 55,000 x 28 x 28, batch 32."""
    model = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(300, "relu"),
                              layers.Dense(100, "relu"), layers.Dense(10, "softmax")])
    model.compile(loss="sparse_categorical_crossentropy", optimizer="sgd", metrics=["accuracy"])
    x = rng.random((55_000, 28, 28), dtype="float32")
    return model, x, rng.integers(0, 10, 55_000), {"epochs": 3, "batch_size": 32}


def dropouts():
    """W4: Dense 64 - Dropout - Dense 64 - Dropout - Dense 10, SGD nesterov; 1,000 x 20, batch 128."""
    model = keras.Sequential([
        layers.Dense(64, activation="relu", input_dim=20), layers.Dropout(0.5), layers.Dense(64, activation="relu"),
        layers.Dropout(0.5), layers.Dense(10, activation="softmax")])
    model.compile(loss="categorical_crossentropy", metrics=["accuracy"],
                  optimizer=keras.optimizers.SGD(0.01, momentum=0.9, nesterov=True))
    x = rng.random((1000, 20), dtype="float32")
    return model, x, keras.utils.to_categorical(rng.integers(0, 10, 1000), 10), {"epochs": 20, "batch_size": 128}


def sentences():
    """W7: Embedding(1024, 256) - LSTM 128 - Dropout - Dense 1, rmsprop; 1,000 sequences of 80, batch 16."""
    model = keras.Sequential([keras.Input((80,)), layers.Embedding(1024, 256), layers.LSTM(128), layers.Dropout(0.5),
                              layers.Dense(1, activation="sigmoid")])
    model.compile(loss="binary_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
    return model, rng.integers(0, 1024, (1000, 80)), rng.integers(0, 2, 1000), {"epochs": 3, "batch_size": 16}


def stories():
    """W8: LSTM 32 three times - Dense 10; 1,000 x 8 x 16, batch 64."""
    model = keras.Sequential([keras.Input((8, 16)), layers.LSTM(32, return_sequences=True),
                              layers.LSTM(32, return_sequences=True), layers.LSTM(32),
                              layers.Dense(10, activation="softmax")])
    model.compile(loss="categorical_crossentropy", optimizer="rmsprop", metrics=["accuracy"])
    x = rng.random((1000, 8, 16), dtype="float32")
    return model, x, keras.utils.to_categorical(rng.integers(0, 10, 1000), 10), {"epochs": 5, "batch_size": 64}


WORKLOADS = {"W1": small_regression, "W2": digits, "W3": fashion, "W4": dropouts, "W5": lambda: vgg_like(keras),
             "W6": lambda: digits_seen(keras), "W7": sentences, "W8": stories, "W9": lambda: signals(keras)}


class Stopwatch(keras.callbacks.Callback):
    """The seconds of every epoch."""

    def __init__(self):
        self.seconds = []

    def on_epoch_begin(self, epoch, logs=None):
        self.begin = process_time()

    def on_epoch_end(self, epoch, logs=None):
        self.seconds.append(process_time() - self.begin)


def epochs(workload, verbose):
    model, x, y, settings = workload()
    watch = Stopwatch()
    model.fit(x, y, epochs=1, batch_size=settings["batch_size"], verbose=0)
    model.fit(x, y, **settings, verbose=verbose, callbacks=[watch])
    return watch.seconds


def main() -> None:
    chosen = [name for name in sys.argv[1:] if name in WORKLOADS] or list(WORKLOADS)
    for name in chosen:
        if "--profile" in sys.argv:
            epochs(WORKLOADS[name], 0)
            with cProfile.Profile() as profile:
                epochs(WORKLOADS[name], 0)
            pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        silent = epochs(WORKLOADS[name], 0)
        with open(os.devnull, "w") as nothing:
            screen, sys.stdout = sys.stdout, nothing
            shown = epochs(WORKLOADS[name], 1)
            sys.stdout = screen
        print(f"{name}: {median(silent):.5f} s an epoch, {median(shown):.5f} s with a progress bar", flush=True)


if __name__ == "__main__":
    main()
