"""to_categorical and normalize give the values of Keras."""

import tracemalloc

import numpy as np
import pytest

from engine.errors import ProblemError
from engine.utils import normalize, np_utils, to_categorical


@pytest.mark.parametrize("shape", [(4,), (4, 1), (2, 2), (2, 2, 1), (1,), ()])
def test_to_categorical_keeps_the_shape_of_the_classes(shape):
    x = np.arange(np.prod(shape, dtype=int)).reshape(shape) % 3
    y = to_categorical(x, 5)
    expected = shape[:-1] if len(shape) > 1 and shape[-1] == 1 else shape
    assert y.shape == (*expected, 5)
    assert y.dtype == "float64"
    np.testing.assert_array_equal(y.argmax(-1).ravel(), x.ravel())
    np.testing.assert_array_equal(y.sum(-1), np.ones(expected))


def test_the_number_of_classes_is_inferred():
    np.testing.assert_array_equal(to_categorical([0, 2, 1]), [[1, 0, 0], [0, 0, 1], [0, 1, 0]])
    np.testing.assert_array_equal(np_utils.to_categorical(np.array([[1.0], [0.0]])), [[0, 1], [1, 0]])
    np.testing.assert_array_equal(to_categorical(["1", "0"]), [[0, 1], [1, 0]])
    np.testing.assert_array_equal(to_categorical([True, False]), [[0, 1], [1, 0]])
    assert to_categorical([], 3).shape == (0, 3)


@pytest.mark.parametrize(("x", "num_classes", "message"), [
    ([0, 3], 3, "from 0 to 2. Received: 3"),
    ([-1, 0], None, "Received: -1"),
    ([], None, "must not be empty"),
    ([0, np.nan], None, "finite"),
    ([0, np.inf], 3, "finite"),
    (["cat", "dog"], None, "x must contain numbers"),
    ([0, 1], -3, "num_classes must be at least 1"),
    ([0, 1], 2.5, "num_classes must be an integer"),
    ([0, 10**15], None, "size of the result must be at most"),
])  # fmt: skip
def test_values_that_are_not_classes_are_refused(x, num_classes, message):
    with pytest.raises(ProblemError, match=message):
        to_categorical(x, num_classes)


def test_the_size_is_checked_before_memory_is_allocated():
    tracemalloc.start()
    with pytest.raises(ProblemError):
        to_categorical(np.zeros(1000, int), 10**9)
    assert tracemalloc.get_traced_memory()[1] < 10**6
    tracemalloc.stop()


@pytest.mark.parametrize("axis", [-1, 0, 1, None])
@pytest.mark.parametrize("order", [1, 2, np.inf])
def test_normalize_gives_unit_norms(axis, order):
    x = np.random.default_rng(0).normal(size=(3, 4))
    np.testing.assert_allclose(np.linalg.norm(normalize(x, axis, order), order, axis), 1)


def test_normalize_keeps_zero_rows_and_converts_integers():
    np.testing.assert_allclose(normalize([[0, 0], [3, 4]]), [[0, 0], [0.6, 0.8]])
    assert normalize(np.ones((2, 2), "float32")).dtype == "float32"
