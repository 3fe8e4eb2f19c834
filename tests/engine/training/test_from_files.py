"""Data larger than memory: memory-mapped files are read batch by batch."""

import sys
import tracemalloc

import numpy as np
import pytest

import engine as keras

SAMPLES, FEATURES = 4000, 500
SIZE = SAMPLES * FEATURES * 8


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """The path of a file of 16 MB."""
    name = tmp_path_factory.mktemp("mapped") / "x.npy"
    np.save(name, np.random.default_rng(0).random((SAMPLES, FEATURES)))
    return name


@pytest.fixture(scope="module")
def model(file):
    model = keras.Sequential([keras.Input((FEATURES,)), keras.layers.Dense(4, "relu"), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(np.load(file, mmap_mode="r")[:64], np.ones(64), verbose=0)  # compiles the kernels
    return model


def peak(work):
    """The peak of allocated bytes."""
    tracemalloc.start()
    work()
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak_bytes


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="tracemalloc measures CPython")
@pytest.mark.parametrize("method", ["fit", "validation", "evaluate", "predict"])
def test_files_are_never_read_as_a_whole(file, model, method):
    x, y = np.load(file, mmap_mode="r"), np.zeros(SAMPLES, "float32")
    work = {
        "fit": lambda: model.fit(x, y, verbose=0),
        "validation": lambda: model.fit(x, y, validation_split=0.5, verbose=0),
        "evaluate": lambda: model.evaluate(x, y, verbose=0),
        "predict": lambda: model.predict(x, verbose=0),
    }[method]
    assert peak(work) < SIZE / 10


def test_training_from_a_file_gives_the_same_weights(file):
    weights = []
    for x in (np.load(file, mmap_mode="r")[:200], np.load(file)[:200]):
        keras.utils.set_random_seed(0)
        model = keras.Sequential([keras.Input((FEATURES,)), keras.layers.Dense(20, "relu"), keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        model.fit(x, x[:, 0], verbose=0, epochs=2)
        weights.append(model.network.parameters.values.copy())
    np.testing.assert_allclose(*weights, rtol=1e-5, atol=1e-6)
