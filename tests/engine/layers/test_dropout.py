"""Random layers: their distributions, and the same values at the same point of training."""

import numpy as np
import pytest

from engine import parallel
from engine.layers import Dropout, GaussianDropout, GaussianNoise
from engine.random import INFERENCE, CallContext

TRAINING = CallContext(training=True, seed=1, epoch=2, batch=3)
ONES = np.ones((400, 500), "float32")


def test_dropout_drops_its_share_and_keeps_the_mean():
    y, _ = Dropout(0.3).forward(ONES, TRAINING)
    assert np.mean(y == 0) == pytest.approx(0.3, abs=0.005)
    assert y.mean() == pytest.approx(1, abs=0.01)
    np.testing.assert_allclose(np.unique(y), [0, 1 / 0.7], rtol=1e-6)


def test_a_dropped_nan_is_zero():
    y, cache = Dropout(0.3).forward(np.full((40, 50), np.nan), TRAINING)
    dx, _ = Dropout(0.3).backward(np.ones((40, 50)), cache)
    np.testing.assert_array_equal(y == 0, dx == 0)
    np.testing.assert_allclose(dx[dx > 0], 1 / 0.7)


def test_dropout_is_the_same_in_any_number_of_threads(monkeypatch):
    single_threaded, _ = Dropout(0.3).forward(ONES, TRAINING)
    monkeypatch.setattr(parallel, "available_threads", lambda: 3)
    monkeypatch.setattr(parallel, "MIN_VALUES_PER_THREAD", 1)
    np.testing.assert_array_equal(Dropout(0.3).forward(ONES, TRAINING)[0], single_threaded)


def test_rate_one_drops_everything():
    y, cache = Dropout(1.0).forward(ONES, TRAINING)
    assert not y.any()
    assert not Dropout(1.0).backward(ONES, cache)[0].any()


def test_noise_shape_drops_whole_rows():
    y, _ = Dropout(0.5, noise_shape=(None, 1)).forward(ONES, TRAINING)
    assert np.ptp(y, axis=1).max() == 0
    assert 0.4 < np.mean(y[:, 0] == 0) < 0.6


def test_gaussian_noise_has_its_deviation():
    y, _ = GaussianNoise(0.2).forward(ONES, TRAINING)
    assert (y - 1).mean() == pytest.approx(0, abs=0.002)
    assert (y - 1).std() == pytest.approx(0.2, rel=0.01)


def test_gaussian_dropout_has_the_variance_of_dropout():
    y, _ = GaussianDropout(0.3).forward(ONES, TRAINING)
    assert y.mean() == pytest.approx(1, abs=0.01)
    assert y.var() == pytest.approx(0.3 / 0.7, rel=0.02)


@pytest.mark.parametrize("make", [Dropout, GaussianNoise, GaussianDropout])
def test_values_depend_only_on_seed_epoch_batch_and_stream(make):
    layer = make(0.5)
    first, _ = layer.forward(ONES, TRAINING)
    np.testing.assert_array_equal(make(0.5).forward(ONES, TRAINING)[0], first)
    for other in (CallContext(True, 2, 2, 3), CallContext(True, 1, 3, 3), CallContext(True, 1, 2, 4)):
        assert not np.array_equal(layer.forward(ONES, other)[0], first)
    above = make(0.5)
    above.stream = 1
    assert not np.array_equal(above.forward(ONES, TRAINING)[0], first)
    assert layer.forward(ONES, INFERENCE)[0] is ONES


@pytest.mark.parametrize("make", [Dropout, GaussianNoise, GaussianDropout])
def test_a_layer_with_a_seed_ignores_the_seed_of_training(make):
    layer, same = make(0.5, seed=7), make(0.5, seed=7)
    same.stream = 4
    first, _ = layer.forward(ONES, TRAINING)
    np.testing.assert_array_equal(same.forward(ONES, CallContext(True, 99, 2, 3))[0], first)
    assert not np.array_equal(layer.forward(ONES, CallContext(True, 1, 2, 4))[0], first)
