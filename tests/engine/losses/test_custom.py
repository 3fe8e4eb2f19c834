"""Losses that learners write, what ``compile(loss=…)`` takes, and masks and weights in the mean."""

import pickle

import numpy as np
import pytest

import engine.backend as K  # noqa: N812  (as learners write it)
from engine import losses
from engine.errors import ProblemError


def mse(y_true, y_pred):
    return K.mean(K.square(y_true - y_pred), axis=-1)


def mse_of_all(y_true, y_pred):
    return K.mean((y_pred - y_true) ** 2)


def mse_of_numbers(y_true, y_pred):
    return np.square(y_true - y_pred)


def borrowed(y_true, y_pred):
    return losses.mean_squared_error(y_true, y_pred)


def crossentropy(y_true, y_pred):
    return K.categorical_crossentropy(y_true, y_pred)


def nothing(y_true, y_pred):
    return 0.0


@pytest.fixture
def batch():
    rng = np.random.default_rng(3)
    return rng.normal(size=(6, 3)).astype("float32"), rng.normal(size=(6, 3)).astype("float32")


@pytest.mark.parametrize("function", [mse, mse_of_all, mse_of_numbers, borrowed])
def test_function_is_its_built_in_twin(function, batch):
    own, built_in = losses.get(function), losses.MeanSquaredError()
    for a, b in zip(own.compute(*batch), built_in.compute(*batch), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5)
        assert np.asarray(a).dtype == np.float32
    np.testing.assert_allclose(own.gradient(*batch) * (6 if function is mse_of_all else 1 / 3 if function is
                               mse_of_numbers else 1), built_in.gradient(*batch), rtol=1e-5)
    assert own.name == function.__name__


@pytest.mark.parametrize("function", [mse, mse_of_all, mse_of_numbers, borrowed])
def test_function_takes_weights(function, batch):
    weight = np.array([0.5, 1, 0, 2, 1, 3])
    loss = losses.get(function)
    value, slope = loss.compute(*batch, sample_weight=weight)
    step, numeric = np.float64(1e-5), np.empty((6, 3))
    wide = [x.astype("float64") for x in batch]
    for i in np.ndindex(6, 3):
        there = np.zeros((6, 3))
        there[i] = step
        up, down = (loss.compute(wide[0], wide[1] + sign * there, weight)[0] for sign in (1, -1))
        numeric[i] = (up - down) / (2 * step)
    np.testing.assert_allclose(slope, numeric, rtol=1e-4, atol=1e-6)
    assert np.isfinite(value)


def test_function_on_labels_without_last_axis(batch):
    y_true, y_pred = batch[0][:, 0], batch[1][:, :1]
    loss = losses.FunctionLoss(mse)
    labels = loss.prepare(y_true.astype("float64"), y_pred.shape)
    value, slope = loss.compute(labels, y_pred)
    np.testing.assert_allclose(value, np.mean((y_true - y_pred[:, 0]) ** 2), rtol=1e-5)
    assert slope.shape == y_pred.shape


def test_function_of_probabilities():
    rng = np.random.default_rng(0)
    p, t = rng.dirichlet(np.ones(4), 5), np.eye(4)[[0, 1, 2, 3, 0]]
    value, slope = losses.get(crossentropy).compute(t, p)
    expected = losses.CategoricalCrossentropy(dtype="float64").compute(t, p)
    np.testing.assert_allclose(value, expected[0])
    np.testing.assert_allclose(slope, expected[1])


def test_constant_has_no_slope(batch):
    value, slope = losses.get(nothing).compute(*batch)
    assert value == 0
    np.testing.assert_array_equal(slope, np.zeros((6, 3)))


def test_what_is_no_loss_is_a_problem(batch):
    with pytest.raises(ProblemError) as caught:
        losses.get(lambda y_true, y_pred: None).compute(*batch)
    assert caught.value.problem.code == "not_a_loss"
    for wrong in (3, None, "categorical_crossentropie"):
        with pytest.raises(ProblemError):
            losses.get(wrong)
    with pytest.raises(ProblemError):
        losses.FunctionLoss("no function")


def test_function_loss_travels():
    loss = pickle.loads(pickle.dumps(losses.get(mse)))
    assert loss([[1.0]], [[3.0]]) == 4.0
    assert loss.get_config()["function"] == "mse"
    function = pickle.loads(pickle.dumps(losses.huber))
    assert function([[0.0, 0.0]], [[0.0, 2.0]]) == pytest.approx([0.75])


def test_everything_that_names_a_loss():
    assert isinstance(losses.get(losses.Huber), losses.Huber)
    assert losses.get({"class_name": "Huber", "config": {"delta": 2.0}}).delta == 2
    assert isinstance(losses.get(losses.mse), losses.MeanSquaredError)
    given = losses.Poisson()
    assert losses.get(given) is given


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "mean_with_sample_weight", "none", None])
def test_masked_samples_do_not_count(reduction, batch):
    mask = np.array([1, 1, 0, 1, 0, 1], dtype=bool)
    weight = np.array([0.5, 1, 7, 2, 9, 3], dtype="float32")
    loss = losses.MeanSquaredError(reduction=reduction)
    value, slope = loss.compute(*batch, weight, mask)
    kept = [x[mask] for x in batch]
    expected, expected_slope = loss.compute(*kept, weight[mask])
    if reduction in ("none", None):
        value = value[mask]
    np.testing.assert_allclose(value, expected, rtol=1e-5)
    np.testing.assert_allclose(slope[mask], expected_slope, rtol=1e-5)
    np.testing.assert_array_equal(slope[~mask], 0)


def test_one_weight_for_each_sample_of_a_sequence():
    rng = np.random.default_rng(1)
    y_true, y_pred, weight = rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 4, 2)), np.array([1.0, 2.0, 0.5])
    loss = losses.MeanSquaredError(dtype="float64")
    each = ((y_true - y_pred) ** 2).mean(axis=-1)
    np.testing.assert_allclose(loss(y_true, y_pred, weight), (each * weight[:, None]).mean())
    np.testing.assert_allclose(loss(y_true, y_pred, weight[:, None]), (each * weight[:, None]).mean())
