"""Normalization layers: moving statistics, adapt, and errors."""

import numpy as np
import pytest

from engine.errors import ProblemError
from engine.layers import BatchNormalization, LayerNormalization, Normalization
from engine.random import CallContext

TRAINING = CallContext(training=True)


def test_moving_statistics_are_updated_in_training():
    layer = BatchNormalization(momentum=0.9)
    layer.build((None, 3))
    rng = np.random.default_rng(0)
    mean, variance = np.zeros(3), np.ones(3)
    for _ in range(20):
        x = rng.normal(5, 3, (32, 3)).astype("float32")
        y, _ = layer.forward(x, TRAINING)
        mean, variance = 0.9 * mean + 0.1 * x.mean(axis=0), 0.9 * variance + 0.1 * x.var(axis=0)
        np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-5)
        np.testing.assert_allclose(y.std(axis=0), 1, atol=1e-2)
    np.testing.assert_allclose(layer.moving_mean, mean, rtol=1e-5)
    np.testing.assert_allclose(layer.moving_variance, variance, rtol=1e-5)


def test_frozen_batch_normalization_does_not_update_statistics():
    layer = BatchNormalization(trainable=False)
    layer.build((None, 3))
    layer.forward(np.full((4, 3), 7, "float32"), TRAINING)
    assert not layer.moving_mean.numpy().any()
    assert layer.weight_names(trainable=True) == []
    assert len(layer.non_trainable_weights) == 4


def test_layer_normalization_is_independent_of_other_samples():
    layer = LayerNormalization()
    x = np.random.default_rng(0).normal(3, 2, (5, 50)).astype("float32")
    y = layer(x)
    np.testing.assert_allclose(y.mean(axis=1), 0, atol=1e-5)
    np.testing.assert_array_equal(layer(x[:1]), y[:1])


@pytest.mark.parametrize(("axis", "shape"), [(-1, (3,)), (None, ()), ((1, 2), (4, 3))])
def test_adapt_measures_mean_and_variance(axis, shape):
    data = np.random.default_rng(0).normal(5, 3, (100, 4, 3))
    layer = Normalization(axis=axis)
    layer.adapt(data)
    axes = {(3,): (0, 1), (): (0, 1, 2), (4, 3): (0,)}[shape]
    mean, variance, count = layer.get_weights()
    np.testing.assert_allclose(mean, data.mean(axis=axes), rtol=1e-6)
    np.testing.assert_allclose(variance, data.var(axis=axes), rtol=1e-6)
    assert (mean.shape, count.shape, count.dtype) == (shape, (), np.dtype("int64"))
    y = layer(data)
    np.testing.assert_allclose(y.mean(axis=axes), 0, atol=1e-5)
    np.testing.assert_allclose(y.std(axis=axes), 1, atol=1e-5)


def test_build_keeps_statistics_of_adapt_on_batches():
    data = np.arange(12.0).reshape(6, 2)
    layer = Normalization()
    layer.adapt([data[:4], data[4:]])
    layer.build((None, 2))
    np.testing.assert_allclose(layer.get_weights()[0], data.mean(axis=0))
    layer.adapt([[1, 2], [3, 4]])
    np.testing.assert_allclose(layer.get_weights()[0], [2, 3])


def test_examples_of_keras_documentation():
    layer = Normalization(axis=-1)
    layer.adapt(np.array([[0.0, 7, 4], [2, 9, 6], [0, 7, 4], [2, 9, 6]]))
    np.testing.assert_allclose(layer([[0, 7, 4]]), [[-1, -1, -1]])
    layer = Normalization(mean=3.0, variance=2.0)
    np.testing.assert_allclose(layer([[1.0], [2], [3]]), [[-1.4142135], [-0.70710677], [0]], rtol=1e-6)
    assert layer.get_weights() == []


def test_constant_feature_does_not_divide_by_zero():
    layer = Normalization()
    layer.adapt(np.full((4, 2), 3.0))
    np.testing.assert_array_equal(layer(np.full((1, 2), 3.0)), [[0, 0]])


@pytest.mark.parametrize(("layer", "data", "code"), [
    (Normalization(mean=1.0, variance=1.0), np.ones((2, 2)), "already_given"),
    (Normalization(), np.zeros((0, 2)), "no_data"),
    (Normalization(), [], "no_data"),
    (Normalization(), np.array([["a"]]), "not_numbers"),
])
def test_adapt_rejects_invalid_data(layer, data, code):
    with pytest.raises(ProblemError) as caught:
        layer.adapt(data)
    assert caught.value.problem.code == code
