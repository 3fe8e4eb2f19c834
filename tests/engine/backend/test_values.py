"""Functions of the backend for weights, learning rates, settings and random values; those that need a graph raise."""

import copy
import pickle

import numpy as np
import pytest

import engine as keras
import engine.backend as K  # noqa: N812  (as learners write it)
from engine.errors import ProblemError


def make_model():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3)])
    model.compile(keras.optimizers.Adam(0.02), "mse")
    return model


@pytest.mark.parametrize("copy_optimizer", [lambda x: x, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_learning_rate_can_be_read_and_set(copy_optimizer):
    optimizer = copy_optimizer(keras.optimizers.Adam(0.02))
    assert float(K.get_value(optimizer.lr)) == pytest.approx(0.02)
    K.set_value(optimizer.lr, 0.25)
    assert optimizer.learning_rate == 0.25
    optimizer.learning_rate.assign(0.5)
    assert optimizer.learning_rate.numpy() == np.float32(0.5)
    assert optimizer.learning_rate.value == optimizer.lr == 0.5
    assert type(optimizer.get_config()["learning_rate"]) is float
    assert repr(optimizer) == "Adam(learning_rate=0.5)"


def test_weights_can_be_read_and_set():
    weights = make_model().weights
    K.set_value(weights[1], [1, 2, 3])
    assert K.get_value(weights[1]).tolist() == [1, 2, 3]
    K.batch_set_value([(weights[0], np.ones((2, 3)))])
    assert [K.count_params(w) for w in weights] == [6, 3]
    assert K.batch_get_value(weights)[0].sum() == 6
    array = K.variable([1.0, 2.0])
    K.update(array, [3.0, 4.0])
    assert K.eval(array).tolist() == [3, 4]
    assert K.is_tensor(array)
    assert K.dtype(array) == "float32"
    with pytest.raises(ProblemError, match="Only weights"):
        K.set_value(3, 4)


def test_random_values_follow_the_seed():
    def draw():
        keras.utils.set_random_seed(3)
        return [K.random_normal((4,)), K.random_uniform((4,), 1, 2), K.random_bernoulli((4,), 0.5)]

    for one, other in zip(draw(), draw(), strict=True):
        assert one.dtype == "float32"
        assert (one == other).all()
    assert (K.random_normal((3,), seed=1) == K.random_normal((3,), seed=1)).all()


def test_settings_accept_only_their_fixed_values():
    K.set_image_data_format("channels_last")
    K.set_floatx("float32")
    K.set_image_dim_ordering("tf")
    K.set_learning_phase(1)
    assert (K.image_data_format(), K.image_dim_ordering(), K.learning_phase(), K.backend()) == (
        "channels_last", "tf", 0, "numpy")
    for function, value in ((K.set_image_data_format, "channels_first"), (K.set_floatx, "float64"),
                            (K.set_image_dim_ordering, "th")):
        with pytest.raises(ProblemError, match="can only be"):
            function(value)


def test_clear_session_resets_automatic_names():
    K.clear_session()
    assert keras.layers.Dense(1).name == "dense"


@pytest.mark.parametrize("name", ["function", "placeholder", "gradients", "get_session", "set_session"])
def test_functions_that_need_a_graph_raise(name):
    with pytest.raises(ProblemError, match=f"backend.{name} needs a graph"):
        getattr(K, name)()
