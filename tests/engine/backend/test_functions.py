"""Functions of the backend agree with NumPy, keep float32, and accept arrays, lists and scalars."""

import numpy as np
import pytest

import engine.backend as K  # noqa: N812  (as learners write it)
from engine.errors import ProblemError

X = np.array([[1.0, -2.0, 3.0], [0.5, 0.0, -1.0]], dtype="float32")


@pytest.mark.parametrize("function", [
    K.abs, K.square, K.sqrt, K.exp, K.sigmoid, K.tanh, K.relu, K.elu, K.softplus, K.softsign, K.softmax, K.sum, K.mean,
    K.max, K.min, K.var, K.std, K.round, K.sign, K.floor, K.ceil, K.prod, K.l2_normalize, K.transpose, K.flatten,
    K.hard_sigmoid, K.logsumexp, lambda x: x * 2, lambda x: 1 - x, lambda x: x / 3, lambda x: x**2,
    lambda x: x + np.ones(3),
    lambda x: np.float64(2) * x, lambda x: np.ones(3) - x, lambda x: K.maximum(x, 0), lambda x: K.clip(x, 0, 1),
    lambda x: K.where(K.greater(x, 0), x, 0), lambda x: x * np.arange(3), lambda x: K.pow(x, 2),
    lambda x: K.mean(x, axis=-1),
])
def test_float32_is_kept(function):
    tensor = K.Tensor(X)
    y = function(tensor)
    assert y.dtype == np.float32
    if isinstance(y, K.Tensor):
        assert K.gradient(y, tensor).dtype == np.float32


def test_comparisons_return_plain_arrays():
    tensor = K.Tensor(X)
    np.testing.assert_array_equal(K.equal(tensor, 0.0), X == 0)
    np.testing.assert_array_equal(K.not_equal(tensor, 0.0), X != 0)
    np.testing.assert_array_equal(K.greater(tensor, 0), X > 0)
    np.testing.assert_array_equal(K.greater_equal(tensor, 0), X >= 0)
    np.testing.assert_array_equal(K.less(tensor, 0), X < 0)
    np.testing.assert_array_equal(K.less_equal(tensor, 0), X <= 0)
    np.testing.assert_array_equal(tensor == X, np.ones_like(X, dtype=bool))
    np.testing.assert_array_equal(np.not_equal(tensor, X), np.zeros_like(X, dtype=bool))
    np.testing.assert_array_equal(K.logical_or(tensor > 1, tensor < 0), (X > 1) | (X < 0))
    np.testing.assert_array_equal(K.logical_not(K.logical_and(tensor > 1, tensor < 5)), X <= 1)
    np.testing.assert_array_equal(K.argmax(tensor), [2, 0])
    np.testing.assert_array_equal(K.argmin(tensor, axis=0), [1, 0, 1])
    assert K.any(tensor > 2)
    assert not K.all(tensor > 2)
    assert not K.isnan(tensor).any()
    assert K.isfinite(tensor).all()
    np.testing.assert_array_equal(K.in_top_k(X, [0, 2], 2), [True, False])
    assert K.cast(tensor > 0, "float32").dtype == np.float32
    assert K.cast(tensor, "int32").dtype == np.int32
    assert K.mean(tensor > 0) == pytest.approx(0.5)


def test_a_custom_metric_computes_as_numpy():
    labels, probabilities = np.eye(3)[[0, 2]], np.array([[0.7, 0.2, 0.1], [0.3, 0.4, 0.3]])
    right = K.equal(K.argmax(labels, axis=-1), K.argmax(probabilities, axis=-1))
    assert K.mean(K.cast(right, K.floatx())) == 0.5


def test_lists_and_scalars_are_accepted():
    assert K.mean([1.0, 2.0]) == 1.5
    assert K.sum([[1, 2], [3, 4]]) == 10
    assert K.square(3.0) == 9
    np.testing.assert_allclose(K.dot([[1.0, 2.0]], [[3.0], [4.0]]), [[11]])


def test_arrays_are_created_as_in_keras():
    assert K.constant([1, 2]).dtype == np.float32
    np.testing.assert_array_equal(K.constant(2, shape=(2, 2)), np.full((2, 2), 2))
    assert K.variable(np.arange(3)).dtype == np.float32
    assert K.zeros((2, 3)).shape == K.ones((2, 3)).shape == (2, 3)
    np.testing.assert_array_equal(K.zeros_like(K.Tensor(X)) + K.ones_like(X), np.ones_like(X))
    np.testing.assert_array_equal(K.eye(2), np.eye(2))
    np.testing.assert_array_equal(K.arange(3), [0, 1, 2])
    np.testing.assert_array_equal(K.arange(1, 6, 2), [1, 3, 5])
    np.testing.assert_array_equal(K.one_hot([1, 0], 3), [[0, 1, 0], [1, 0, 0]])
    np.testing.assert_array_equal(K.repeat(X, 2), np.stack([X, X], axis=1))
    assert K.cast_to_floatx(np.ones(2)).dtype == np.float32


def test_shapes_are_those_of_numpy():
    tensor = K.Tensor(X)
    assert K.shape(tensor) == K.int_shape(tensor) == tensor.shape == np.shape(tensor) == (2, 3)
    assert K.ndim(tensor) == tensor.ndim == 2
    assert K.size(tensor) == 6
    assert len(tensor) == 2
    assert K.permute_dimensions(np.zeros((2, 3, 4)), (1, 0, 2)).shape == (3, 2, 4)
    assert K.batch_dot(np.ones((2, 3)), np.ones((2, 3)), axes=1).shape == (2, 1)


def test_results_for_extreme_inputs_are_finite():
    far = np.array([-1e4, -100, 0, 100, 1e4], dtype="float32")
    for function in (K.sigmoid, K.softmax, K.softplus, K.elu, K.logsumexp, K.tanh, K.softsign, K.sqrt):
        tensor = K.Tensor(far)
        y = function(tensor)
        assert np.isfinite(y.data).all(), function.__name__
        assert np.isfinite(K.gradient(y, tensor)).all(), function.__name__


def test_epsilon_can_be_changed():
    assert K.epsilon() == 1e-7
    K.set_epsilon(1e-5)
    try:
        assert K.epsilon() == 1e-5
    finally:
        K.set_epsilon(1e-7)
    with pytest.raises(ProblemError):
        K.set_epsilon(0)
