"""The variables of an optimizer: names and values as in Keras; assigned values take effect."""

import pickle

import numpy as np
import pytest

import engine as keras
from engine.errors import ProblemError
from engine.naming import reset_names
from engine.registry import classes

NAMES = {
    "sgd": [], "rmsprop": ["velocity"], "adagrad": ["accumulator"], "adadelta": ["accumulated_grad",
    "accumulated_delta_var"], "adamax": ["momentum", "norm"], "nadam": ["momentum", "velocity"],
    "ftrl": ["accumulator", "linear"], "adamw": ["momentum", "velocity"], "lion": ["momentum"],
    "adam": ["momentum", "velocity"]}  # fmt: skip
"""The slots of each weight, recorded from Keras 3.15."""


def trained(optimizer, batches=1):
    reset_names()
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer, "mse")
    model.fit(np.ones((4, 2)), np.ones((4, 1)), batch_size=4, epochs=batches, verbose=0)
    return model


@pytest.mark.parametrize("name", NAMES)
def test_variables_have_the_names_of_keras(name):
    optimizer = trained(name).optimizer
    title = optimizer.name
    weights = [f"{title}/sequential_dense_{weight}_{slot}" for weight in ("kernel", "bias") for slot in NAMES[name]]
    extra = ["nadam/variable"] if name == "nadam" else []
    paths = [f"{title}/iteration", f"{title}/learning_rate", *weights, *extra]
    assert [v.path for v in optimizer.variables] == paths
    assert [v.name for v in optimizer.variables] == [path.partition("/")[2] for path in paths]


def test_every_optimizer_has_a_name_and_variables():
    recorded = {keras.optimizers.get(name).name for name in NAMES}
    assert {cls().name for cls in classes("optimizer")} == recorded
    for cls in classes("optimizer"):
        assert [v.name for v in cls().variables] == ["iteration", "learning_rate"]
        assert cls(name="mine").name == "mine"


def test_values_follow_training_and_assignments_take_effect():
    model = trained("adam")
    iteration, rate, momentum, *_ = model.optimizer.variables
    assert (iteration.numpy(), iteration.dtype, momentum.shape, rate.shape) == (1, "int64", (2, 1), ())
    before = momentum.numpy()
    model.fit(np.ones((4, 2)), np.ones((4, 1)), batch_size=4, verbose=0)
    assert int(iteration) == model.optimizer.iterations == 2
    assert (momentum.numpy() != before).all()
    for variable in model.optimizer.variables[2:]:
        variable.assign(np.zeros(variable.shape))
    model.optimizer.iterations.assign(0)
    kernel = model.layers[0].kernel.numpy()
    model.fit(np.ones((4, 2)), np.ones((4, 1)), batch_size=4, verbose=0)
    np.testing.assert_allclose(np.abs(model.layers[0].kernel.numpy() - kernel), 0.001, rtol=1e-4)  # Adam's first step
    assert model.optimizer.iterations == 1


def test_a_held_learning_rate_follows_assignments():
    model = trained("sgd")
    rate = model.optimizer.learning_rate
    assert repr(rate) == "<Variable path=sgd/learning_rate, shape=(), dtype=float32, value=0.009999999776482582>"
    model.optimizer.learning_rate = 0.5
    assert (float(rate), rate.numpy(), f"{rate:.2f}", rate * 2, rate == 0.5) == (0.5, np.float32(0.5), "0.50", 1, True)
    rate.assign(0)
    before = model.get_weights()
    model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
    np.testing.assert_array_equal(model.get_weights()[0], before[0])
    assert model.optimizer.get_config()["learning_rate"] == 0
    model.optimizer.learning_rate = rate + 0.25
    assert float(pickle.loads(pickle.dumps(model.optimizer)).learning_rate) == 0.25
    with pytest.raises(ProblemError):
        rate.assign(-1)
    with pytest.raises(ProblemError):
        rate.assign("fast")
    assert keras.optimizers.Adam(rate).learning_rate == 0.25


def test_assigned_rates_act_in_plain_training():
    model = trained(keras.optimizers.SGD(0.0, momentum=0.9))
    before = model.get_weights()[0]
    model.optimizer.learning_rate.assign(0.25)
    model.train_on_batch(np.ones((4, 2)), np.ones((4, 1)))
    assert (model.get_weights()[0] != before).all()
