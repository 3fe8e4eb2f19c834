"""While a model learns, numbers too small for the normal range of their type are 0, in every thread; else they are not."""

import numpy as np
import pytest

import engine as keras
from engine import kernels, parallel
from engine.kernels.lowlevel.denormals import X86

SMALL = np.full(64, 1e-30, "float32")
needs_x86 = pytest.mark.skipif(not X86, reason="nothing is changed on this processor")


def product():
    return float((SMALL * np.float32(1e-10))[0])


@needs_x86
def test_tiny_numbers_are_zero_within_and_what_they_were_without():
    assert product() > 0
    with kernels.flush_denormals():
        assert product() == 0
        with kernels.flush_denormals():
            pass
        assert product() == 0
    assert product() > 0


@needs_x86
def test_they_are_zero_in_every_thread_that_learns(monkeypatch):
    monkeypatch.setattr(parallel, "available_threads", lambda: 2)
    monkeypatch.setattr(parallel, "MIN_PRODUCTS_PER_SLICE", 1)
    assert parallel.map_slices(2, 1, lambda part: product() if part.start else 0.0) == [0, 0]
    seen = []

    def loss(y_true, y_pred):
        seen.append(product())
        return keras.ops.mean(keras.ops.square(y_true - y_pred), axis=-1)

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", loss)
    model.fit(np.ones((4, 2)), np.ones(4), verbose=0)
    assert seen[0] == 0
    assert product() > 0
