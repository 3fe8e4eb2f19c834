"""Denormals are flushed to zero while a model trains, in every thread, and only then."""

import numpy as np
import pytest

import engine as keras
from engine import kernels, parallel
from engine.kernels.lowlevel.denormals import X86

SMALL = np.full(64, 1e-30, "float32")
needs_x86 = pytest.mark.skipif(not X86, reason="denormals are not flushed on this processor")


def multiply_to_denormal():
    return float((SMALL * np.float32(1e-10))[0])


@needs_x86
def test_denormals_are_zero_inside_the_block_only():
    assert multiply_to_denormal() > 0
    with kernels.flush_denormals():
        assert multiply_to_denormal() == 0
        with kernels.flush_denormals():
            pass
        assert multiply_to_denormal() == 0
    assert multiply_to_denormal() > 0


@needs_x86
def test_denormals_are_zero_in_every_thread_that_trains(monkeypatch):
    monkeypatch.setattr(parallel, "available_threads", lambda: 2)
    monkeypatch.setattr(parallel, "MIN_PRODUCTS_PER_SLICE", 1)
    assert parallel.map_slices(2, 1, lambda part: multiply_to_denormal() if part.start else 0.0) == [0, 0]
    products = []

    def loss(y_true, y_pred):
        products.append(multiply_to_denormal())
        return keras.ops.mean(keras.ops.square(y_true - y_pred), axis=-1)

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", loss)
    model.fit(np.ones((4, 2)), np.ones(4), verbose=0)
    assert products[0] == 0
    assert multiply_to_denormal() > 0
