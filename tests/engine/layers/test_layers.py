"""What single layers promise beyond the laws: prices on outputs, ways to say an input shape, Keras 2's names."""

import numpy as np
import pytest

from engine.layers import (
    ELU,
    Activation,
    ActivityRegularization,
    Dense,
    Flatten,
    Input,
    InputLayer,
    LeakyReLU,
    Permute,
    ReLU,
    Reshape,
)
from engine.models import Sequential
from engine.random import CallContext


def test_the_price_of_an_output_is_divided_by_the_batch():
    layer = ActivityRegularization(l1=0.5, l2=0.25)
    y = np.array([[1.0, -2.0], [3.0, 0.0]], "float32")
    assert layer.activity_penalty(y) == pytest.approx((0.5 * 6 + 0.25 * 14) / 2)
    np.testing.assert_allclose(layer.activity_penalty_grad(y), [[0.5, -0.75], [1.0, 0.0]])
    assert layer.activity_penalty(y[:0]) == 0


def test_a_layer_without_a_price_adds_nothing():
    assert Dense(2).activity_penalty(np.ones((2, 2))) == 0
    assert Dense(2).activity_penalty_grad(np.ones((2, 2))) is None
    assert Dense(2, activity_regularizer="l2").activity_penalty(np.ones((2, 2))) == pytest.approx(0.02)


@pytest.mark.parametrize(("made", "expected"), [
    (Input((3,)), (None, 3)),
    (Input(3), (None, 3)),
    (Input((3, None), 5), (5, 3, None)),
    (Input(batch_shape=(5, 3)), (5, 3)),
    (InputLayer((3,)), (None, 3)),
    (InputLayer((3,), 2), (2, 3)),
    (InputLayer(input_shape=(3,)), (None, 3)),
    (InputLayer(batch_input_shape=(4, 3)), (4, 3)),
    (InputLayer((3,), batch_size=2), (2, 3)),
    (Input(()), (None,)),
    (Dense(1, input_shape=(3,)), (None, 3)),
    (Dense(1, input_dim=3), (None, 3)),
    (Dense(1, batch_input_shape=(2, 3)), (2, 3)),
    (Flatten(input_shape=(28, 28)), (None, 28, 28)),
    (Dense(1), None),
])
def test_every_way_to_say_the_shape_of_the_input(made, expected):
    assert made.batch_input_shape == expected


def test_the_names_of_keras_2_are_accepted():
    assert LeakyReLU(alpha=0.1).negative_slope == 0.1
    assert LeakyReLU(alpha=0.1).get_config()["negative_slope"] == 0.1


def test_names_are_given_as_keras_gives_them():
    assert Dense(1, name="first").name == "first"
    assert [cls().name.rstrip("_0123456789") for cls in (ReLU, LeakyReLU, ELU)] == ["re_lu", "leaky_re_lu", "elu"]


def test_channels_first_flattens_to_the_same_row():
    x = np.random.default_rng(0).normal(size=(2, 4, 5, 3)).astype("float32")
    moved = np.ascontiguousarray(np.moveaxis(x, -1, 1))
    np.testing.assert_array_equal(Flatten("channels_first")(moved), Flatten()(x))


def test_open_lengths_stay_open():
    assert Flatten().compute_output_shape((None, None, 3)) == (None, None)
    assert Reshape((-1, 2)).compute_output_shape((None, None, 3)) == (None, None, 2)
    assert Permute((2, 1)).compute_output_shape((None, None, 3)) == (None, 3, None)


def test_an_activation_may_shorten_its_output():
    x = np.zeros((2, 4), "float32")
    for layer in (Activation("glu"), Dense(6, activation="glu")):
        y = layer(x)
        assert layer.output_shape == (None, y.shape[1])


def test_dense_takes_an_empty_batch():
    layer = Dense(3, activation="relu")
    layer.build((None, 2))
    y, cache = layer.forward(np.zeros((0, 2), "float32"), CallContext(training=True))
    dx, grads = layer.backward(y, cache)
    assert dx.shape == (0, 2)
    assert not grads["kernel"].any()


def test_initial_weights_follow_the_seed_and_the_place_in_the_stack():
    def kernel(seed, stream):
        layer = Dense(4)
        layer.stream = stream
        layer.build((None, 3), seed)
        return layer.kernel

    np.testing.assert_array_equal(kernel(1, 0), kernel(1, 0))
    assert not np.array_equal(kernel(1, 0), kernel(2, 0))
    assert not np.array_equal(kernel(1, 0), kernel(1, 1))


def test_prices_of_weights_are_listed():
    model = Sequential([Dense(2, kernel_regularizer="l2", bias_regularizer="l1"), Dense(1)])
    model(np.ones((1, 3)))
    kernel, bias = model.layers[0].get_weights()
    assert model.losses == pytest.approx([0.01 * float(np.sum(kernel**2)), 0.01 * float(np.sum(np.abs(bias)))])
    assert model.layers[1].losses == []
