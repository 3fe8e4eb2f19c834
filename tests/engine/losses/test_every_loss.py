"""Laws that hold for every loss: its values are Keras's, its slope is that of its values, it survives every journey."""

import json
import pickle

import numpy as np
import pytest

from engine import losses
from engine.hyperparameters import hyperparameters
from engine.losses import LogitsLoss
from engine.losses.logits import sigmoid, softmax
from engine.registry import classes, identifier, lookup, snake_case

ACTIVATIONS = {"softmax": softmax, "sigmoid": sigmoid}


def reduced(case, loss, weight):
    y_true, y_pred, _ = case.arrays(loss)
    if case.activation is None:
        return loss.compute(y_true, y_pred, weight)
    return loss.compute_from_logits(y_true, y_pred, ACTIVATIONS[case.activation](y_pred), weight)


def test_every_class_has_a_case(request):
    recorded = {line["class_name"] for line in json.loads((request.path.parents[2] / "golden/losses.json").read_text())}
    assert {cls.__name__ for cls in classes("loss")} <= recorded


def test_loss_as_keras(case):
    for reduction, (plain, weighted) in case.results.items():
        loss = case.make(reduction=reduction)
        for expected, weight in ((plain, None), (weighted, case.arrays(loss)[2])):
            found, slope = reduced(case, loss, weight)
            np.testing.assert_allclose(found, expected, rtol=2e-5, atol=2e-6, err_msg=reduction)
            assert np.asarray(found).dtype == slope.dtype == np.float32


def test_gradient_as_keras(case):
    loss = case.make()
    _, slope = reduced(case, loss, case.arrays(loss)[2])
    np.testing.assert_allclose(slope, case.gradient, rtol=1e-4, atol=1e-6)


def test_gradient_is_the_slope_of_the_loss(case):
    loss = case.make(dtype="float64")
    y_true, y_pred, weight = case.arrays(loss)
    y_pred += 1e-4 * np.random.default_rng(0).normal(size=y_pred.shape)  # off the corners

    def at(z, **options):
        if case.activation is None:
            return loss.compute(y_true, z, weight)
        return loss.compute_from_logits(y_true, z, ACTIVATIONS[case.activation](z), weight)

    slope, numeric, step = at(y_pred)[1], np.empty_like(y_pred), 1e-6
    for i in np.ndindex(y_pred.shape):
        there = np.zeros_like(y_pred)
        there[i] = step
        numeric[i] = (at(y_pred + there)[0] - at(y_pred - there)[0]) / (2 * step)
    np.testing.assert_allclose(slope, numeric, rtol=1e-5, atol=1e-8)


def test_gradient_of_values_spreads_over_samples(plain_case):
    loss = plain_case.make(dtype="float64")
    y_true, y_pred, _ = plain_case.arrays(loss)
    np.testing.assert_allclose(loss.gradient(y_true, y_pred), loss.backward(1.0, y_true, y_pred))
    dvalues = np.ones_like(loss.values(y_true, y_pred))
    np.testing.assert_allclose(loss.backward(dvalues, y_true, y_pred), loss.backward(1.0, y_true, y_pred))


def test_nothing_given_is_changed(case):
    loss = case.make()
    given = case.arrays(loss)
    before = [a.copy() for a in given]
    reduced(case, loss, given[2])
    for a, b in zip(given, before, strict=True):
        np.testing.assert_array_equal(a, b)


def test_call_is_the_loss(plain_case):
    plain, weighted = plain_case.results["sum_over_batch_size"]
    loss, y_true, y_pred = plain_case.make(), plain_case.y_true, plain_case.y_pred
    np.testing.assert_allclose(loss(y_true, y_pred), plain, rtol=2e-5, atol=2e-6)
    np.testing.assert_allclose(loss(y_true, y_pred, plain_case.sample_weight), weighted, rtol=2e-5, atol=2e-6)


def test_function_gives_one_loss_a_sample(plain_case):
    function = getattr(losses, snake_case(plain_case.class_name))
    found = function(plain_case.y_true, np.asarray(plain_case.y_pred, dtype="float32"), **plain_case.config)
    np.testing.assert_allclose(found, plain_case.results["none"][0], rtol=2e-5, atol=2e-6)




def test_config_and_pickle_make_an_equal_loss(case):
    loss = case.make(reduction="sum", name="mine")
    config = json.loads(json.dumps(loss.get_config()))
    assert type(loss).from_config(config).get_config() == loss.get_config()
    assert pickle.loads(pickle.dumps(loss)).get_config() == loss.get_config()


def takes_any_number(case):
    of_numbers = ("MeanSquaredError", "MeanAbsoluteError", "Huber", "LogCosh", "Hinge", "SquaredHinge",
                  "CategoricalHinge", "CosineSimilarity")
    return case.activation is not None or case.config.get("from_logits") or case.class_name in of_numbers


def test_float32_stays_float32_at_extremes(case):
    loss = case.make()
    y_true, y_pred, _ = case.arrays(loss)
    for far in (0.0, 1.0, 1e4, -1e4):
        if far not in (0.0, 1.0) and not takes_any_number(case):
            continue
        z = np.where(np.arange(y_pred.shape[-1]) % 2 == 0, np.float32(far), np.float32(-far if far > 1 else 1 - far))
        z = np.broadcast_to(z.astype("float32"), y_pred.shape).copy()
        if case.activation is None:
            value, slope = loss.compute(y_true, z)
        else:
            value, slope = loss.compute_from_logits(y_true, z, ACTIVATIONS[case.activation](z))
        assert np.isfinite(value), far
        assert np.isfinite(slope).all(), far


@pytest.mark.parametrize("cls", classes("loss"), ids=lambda cls: cls.__name__)
def test_every_name_finds_its_class(cls):
    for name in (cls.__name__, identifier(cls), *cls.names):
        assert lookup("loss", name) is cls
        assert type(losses.get(name)) is cls
    assert list(hyperparameters(cls))[-3:] == ["reduction", "name", "dtype"] or "axis" in hyperparameters(cls)
    assert issubclass(cls, LogitsLoss) == bool(cls.logits_activation)


def test_names_people_use():
    for name, cls in {"mse": "MeanSquaredError", "MAE": "MeanAbsoluteError", "kld": "KLDivergence",
                      "bce": "BinaryCrossentropy", "mean_squared_error": "MeanSquaredError", "huber": "Huber"}.items():
        assert type(losses.get(name)).__name__ == cls
