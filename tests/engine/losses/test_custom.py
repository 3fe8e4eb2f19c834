"""Custom losses, identifiers that ``compile(loss=…)`` accepts, and masks and weights in the mean."""

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


def unreduced_squares(y_true, y_pred):
    return np.square(y_true - y_pred)


def calls_built_in(y_true, y_pred):
    return losses.mean_squared_error(y_true, y_pred)


def crossentropy(y_true, y_pred):
    return K.categorical_crossentropy(y_true, y_pred)


def constant(y_true, y_pred):
    return 0.0


@pytest.fixture
def batch():
    rng = np.random.default_rng(3)
    return rng.normal(size=(6, 3)).astype("float32"), rng.normal(size=(6, 3)).astype("float32")


@pytest.mark.parametrize("function", [mse, mse_of_all, unreduced_squares, calls_built_in])
def test_function_equals_built_in_loss(function, batch):
    custom, built_in = losses.get(function), losses.MeanSquaredError()
    for a, b in zip(custom.compute(*batch), built_in.compute(*batch), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5)
        assert np.asarray(a).dtype == np.float32
    scale = {mse_of_all: 6, unreduced_squares: 1 / 3}.get(function, 1)
    np.testing.assert_allclose(custom.gradient(*batch) * scale, built_in.gradient(*batch), rtol=1e-5)
    assert custom.name == function.__name__


@pytest.mark.parametrize("function", [mse, mse_of_all, unreduced_squares, calls_built_in])
def test_function_takes_sample_weights(function, batch):
    weight = np.array([0.5, 1, 0, 2, 1, 3])
    loss = losses.get(function)
    value, grad = loss.compute(*batch, sample_weight=weight)
    step, numeric = np.float64(1e-5), np.empty((6, 3))
    y_true, y_pred = (x.astype("float64") for x in batch)
    for i in np.ndindex(6, 3):
        delta = np.zeros((6, 3))
        delta[i] = step
        up, down = (loss.compute(y_true, y_pred + sign * delta, weight)[0] for sign in (1, -1))
        numeric[i] = (up - down) / (2 * step)
    np.testing.assert_allclose(grad, numeric, rtol=1e-4, atol=1e-6)
    assert np.isfinite(value)


def test_function_takes_labels_without_last_axis(batch):
    y_true, y_pred = batch[0][:, 0], batch[1][:, :1]
    loss = losses.FunctionLoss(mse)
    labels = loss.prepare(y_true.astype("float64"), y_pred.shape)
    value, grad = loss.compute(labels, y_pred)
    np.testing.assert_allclose(value, np.mean((y_true - y_pred[:, 0]) ** 2), rtol=1e-5)
    assert grad.shape == y_pred.shape


def test_backend_crossentropy_equals_built_in_loss():
    rng = np.random.default_rng(0)
    p, t = rng.dirichlet(np.ones(4), 5), np.eye(4)[[0, 1, 2, 3, 0]]
    value, grad = losses.get(crossentropy).compute(t, p)
    expected = losses.CategoricalCrossentropy(dtype="float64").compute(t, p)
    np.testing.assert_allclose(value, expected[0])
    np.testing.assert_allclose(grad, expected[1])


def test_constant_has_no_gradient(batch):
    assert losses.get(constant)(*batch).numpy() == 0
    with pytest.raises(ProblemError, match="No gradients provided for any variable: the result of constant"):
        losses.get(constant).compute(*batch)


def test_invalid_losses_are_rejected(batch):
    with pytest.raises(ProblemError) as caught:
        losses.get(lambda y_true, y_pred: None).compute(*batch)
    assert caught.value.problem.code == "not_a_loss"
    for invalid in (3, None, "categorical_crossentropie"):
        with pytest.raises(ProblemError):
            losses.get(invalid)
    with pytest.raises(ProblemError):
        losses.FunctionLoss("no function")


def test_function_loss_can_be_pickled():
    loss = pickle.loads(pickle.dumps(losses.get(mse)))
    assert loss([[1.0]], [[3.0]]) == 4.0
    assert loss.get_config()["function"] == "mse"
    function = pickle.loads(pickle.dumps(losses.huber))
    assert function([[0.0, 0.0]], [[0.0, 2.0]]) == pytest.approx([0.75])


def test_get_takes_classes_configs_functions_and_objects():
    assert isinstance(losses.get(losses.Huber), losses.Huber)
    assert losses.get({"class_name": "Huber", "config": {"delta": 2.0}}).delta == 2
    assert isinstance(losses.get(losses.mse), losses.MeanSquaredError)
    loss = losses.Poisson()
    assert losses.get(loss) is loss


@pytest.mark.parametrize("reduction", ["sum_over_batch_size", "sum", "mean_with_sample_weight", "none", None])
def test_masked_samples_do_not_count(reduction, batch):
    mask = np.array([1, 1, 0, 1, 0, 1], dtype=bool)
    weight = np.array([0.5, 1, 7, 2, 9, 3], dtype="float32")
    loss = losses.MeanSquaredError(reduction=reduction)
    value, grad = loss.compute(*batch, weight, mask)
    unmasked = [x[mask] for x in batch]
    expected, expected_grad = loss.compute(*unmasked, weight[mask])
    if reduction in ("none", None):
        value = value[mask]
    np.testing.assert_allclose(value, expected, rtol=1e-5)
    np.testing.assert_allclose(grad[mask], expected_grad, rtol=1e-5)
    np.testing.assert_array_equal(grad[~mask], 0)


def test_sample_weight_broadcasts_over_time_steps():
    rng = np.random.default_rng(1)
    y_true, y_pred, weight = rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 4, 2)), np.array([1.0, 2.0, 0.5])
    loss = losses.MeanSquaredError(dtype="float64")
    values = ((y_true - y_pred) ** 2).mean(axis=-1)
    np.testing.assert_allclose(loss(y_true, y_pred, weight), (values * weight[:, None]).mean())
    np.testing.assert_allclose(loss(y_true, y_pred, weight[:, None]), (values * weight[:, None]).mean())
