"""After the warm-up, training compiles nothing."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT, KERNEL_TESTS = Path(__file__).parents[4], Path(__file__).parents[1]
FITS = """
import numpy as np
import engine as keras
from engine.kernels.runtime.warmup import warm
from list_dispatchers import list_signatures

warm()
before, layers = list_signatures(), keras.layers

def fit(shape, stack, loss, optimizer, labels):
    model = keras.Sequential([keras.Input(shape), *stack])
    model.compile(loss=loss, optimizer=optimizer, metrics=["accuracy"])
    model.fit(np.ones((6, *shape), "float32"), labels, batch_size=4, verbose=0)
    new = list_signatures() - before
    assert not new, (loss, optimizer, new)

image = [layers.Conv2D(4, 3, activation="relu"), layers.DepthwiseConv2D(3), layers.MaxPooling2D(2),
         layers.Conv2DTranspose(3, 2, activation="relu"), layers.Flatten(), layers.Dense(3, activation="softmax")]
fit((8, 8, 2), image, "categorical_crossentropy", "adam", np.eye(3)[[0, 1, 2, 0, 1, 2]])
sequence = [layers.Conv1D(4, 3, activation="relu"), layers.MaxPooling1D(2), layers.LSTM(3, return_sequences=True),
            layers.GRU(3), layers.Dense(2, activation="gelu"), layers.Dense(3, activation="softmax")]
for dtype in ("uint8", "int32", "int64", "float32"):
    fit((8, 2), sequence, "sparse_categorical_crossentropy", "rmsprop", np.zeros(6, dtype))
tokens = [layers.Embedding(9, 3), layers.Bidirectional(layers.LSTM(2)), layers.Dense(1, activation="sigmoid")]
for optimizer in ("rmsprop", "adam", "sgd"):
    fit((5,), tokens, "binary_crossentropy", optimizer, np.zeros(6))
dense = [layers.Dense(4, activation="relu"), layers.Reshape((2, 2)), layers.Dense(2, activation="relu"),
         layers.Flatten(), layers.Dense(1)]
for optimizer in (keras.optimizers.SGD(0.1, momentum=0.9), "nadam", "adadelta"):
    fit((4,), dense, "mse", optimizer, np.zeros(6))
stack = [layers.Flatten(), layers.Dense(4, activation="relu"), layers.Dropout(0.5), layers.Dense(3, activation="softmax")]
fit((4, 2), stack, "sparse_categorical_crossentropy", "adam", np.zeros(6, "int64"))
fit((4, 2), stack, "categorical_crossentropy", "rmsprop", np.eye(3)[[0, 1, 2, 0, 1, 2]])
fit((4, 2), [layers.Flatten(), layers.Dense(1)], "mse", "sgd", np.zeros((6, 1)))
fit((4, 2), [layers.Flatten(), layers.Dense(1)], "mse", keras.optimizers.SGD(0.1, momentum=0.9), np.zeros((6, 1)))
"""


def run(*arguments):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (ROOT, KERNEL_TESTS)))}
    process = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False, cwd=ROOT, env=env)
    assert process.returncode == 0, process.stderr
    return process.stdout


def test_the_command_prints_one_line():
    output = run("-m", "engine", "warm")
    assert re.fullmatch(r"All kernels are compiled \(\d+\.\d s\)\.\n", output)


def test_after_the_warmup_training_compiles_nothing():
    run("-c", FITS)
