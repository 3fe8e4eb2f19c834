"""Splitting and scaling: each row is in one part, splits are Keras's, statistics come from training rows only."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.datasets.samples import (
    Arrays,
    Samples,
    divide,
    flatten,
    hold_out_test,
    hold_out_validation,
    split,
    standardise,
)
from engine.datasets.source_code import to_script
from engine.errors import ProblemError

SHARES = st.floats(0, 0.9)


def rows(n):
    return Arrays(np.arange(2 * n, dtype="float32").reshape(n, 2), np.arange(n))


@given(n=st.integers(2, 300), validation=SHARES, test=SHARES, seed=st.integers(0, 2**32))
def test_every_row_is_in_one_part(n, validation, test, seed):
    remaining = n - round(n * test)
    if int(remaining * (1 - validation)) == 0:
        with pytest.raises(ProblemError, match=f"Of {n} rows none is left to train with"):
            split(rows(n), validation, test, seed)
        return
    samples = split(rows(n), validation, test, seed)
    y = np.concatenate([samples.y_train, samples.y_val, samples.y_test])
    x = np.concatenate([samples.x_train, samples.x_val, samples.x_test])
    assert sorted(y.tolist()) == list(range(n))
    np.testing.assert_array_equal(x[:, 0], 2 * y)
    assert len(samples.y_test) == round(n * test)
    assert len(samples.y_train) == int(remaining * (1 - validation))


def test_the_test_rows_do_not_depend_on_the_validation_share():
    few, many = (split(rows(100), validation, 0.2, 7) for validation in (0.1, 0.5))
    np.testing.assert_array_equal(few.y_test, many.y_test)


def test_a_set_with_its_own_test_rows_keeps_them_and_its_order():
    data = Arrays(np.arange(10), np.arange(10), np.arange(3), np.arange(3))
    samples = split(data, 0.2, 0.9, 1)
    assert samples.y_train.tolist() == list(range(8))
    assert samples.y_val.tolist() == [8, 9]
    assert samples.y_test.tolist() == [0, 1, 2]


@pytest.mark.parametrize("share", [-0.1, 1, 1.5, float("nan")])
def test_shares_out_of_range_are_refused(share):
    with pytest.raises(ProblemError, match="validation must be at least 0 and less than 1"):
        split(rows(10), share, 0.2, 1)


def test_standardise_and_divide():
    x = np.array([[1, 5], [3, 5]], "float32")
    train, val, test = standardise(x, x + 2, x[:0])
    np.testing.assert_allclose(train, [[-1, 0], [1, 0]], atol=1e-6)
    np.testing.assert_allclose(val[:, 0], [1, 3], atol=1e-6)
    assert test.shape == (0, 2)
    images = np.array([[0, 51], [102, 255]], "uint8")
    train, *_ = divide(images, images, images, 255)
    assert train.dtype == np.float32
    np.testing.assert_allclose(train, [[0, 0.2], [0.4, 1]])


@pytest.mark.parametrize("value", [0, 0.1, 1 / 3, 1e6 / 7, -1e9])
def test_a_column_that_is_equal_in_the_training_rows_is_scaled_by_one(value):
    train, val, test = standardise(*(np.full((rows, 2), value, "float32") for rows in (999, 3, 1)))
    assert not train.any()
    assert not val.any()
    x = np.full((999, 1), value, "float32")
    train, val, test = standardise(x, x + 1, x[:0])
    np.testing.assert_array_equal(val, (x + 1) - x)
    assert test.dtype == np.float32
    assert test.shape == (0, 1)


def test_years_of_many_rows_are_scaled_as_in_float64():
    x = np.random.default_rng(3).integers(2015, 2025, (100_000, 1)).astype("float32")
    train, *_ = standardise(x, x[:1], x[:0])
    wide = x.astype("float64")
    np.testing.assert_allclose(train, (wide - wide.mean()) / wide.std(), atol=1e-3)


def test_a_rare_category_is_not_blown_up_wherever_it_falls():
    for row in range(10):
        x = np.zeros((10, 1), "float32")
        x[row] = 1
        parts = standardise(x[:6], x[6:8], x[8:])
        assert max(np.abs(part).max() for part in parts) < 1e3


def test_map_x_and_one_hot():
    x = np.zeros((2, 3, 4), "float32")
    y = np.array([0, 2])
    samples = Samples(x, y, x[:0], y[:0], x[:1], y[:1]).map_x(flatten, size=12).one_hot(3)
    assert [a.shape for a in (samples.x_train, samples.x_val, samples.x_test)] == [(2, 12), (0, 12), (1, 12)]
    np.testing.assert_array_equal(samples.y_train, np.array([[1, 0, 0], [0, 0, 1]], "float32"))
    assert samples.y_val.shape == (0, 3)


def test_printed_code_gives_the_same_samples():
    x = np.random.default_rng(1).uniform(0, 16, (40, 8, 8)).astype("float32")
    y = np.arange(40)
    samples = split(Arrays(x, y), 0.25, 0.1, 5).map_x(divide, largest=16).map_x(flatten, size=64)
    variables = {"np": np, "x": x, "y": y}
    steps = [
        to_script(hold_out_test, test=0.1, seed=5),
        to_script(hold_out_validation, validation=0.25),
        to_script(divide, largest=16),
        to_script(flatten, size=64),
    ]
    exec("\n".join(steps), variables)
    for name, array in samples.arrays().items():
        np.testing.assert_array_equal(array, variables[name], err_msg=name)
