"""Single layers: activity penalties, forms of input shapes, Keras 2's names."""

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


def test_activity_penalty_is_divided_by_the_batch_size():
    layer = ActivityRegularization(l1=0.5, l2=0.25)
    y = np.array([[1.0, -2.0], [3.0, 0.0]], "float32")
    assert layer.activity_penalty(y) == pytest.approx((0.5 * 6 + 0.25 * 14) / 2)
    np.testing.assert_allclose(layer.activity_penalty_grad(y), [[0.5, -0.75], [1.0, 0.0]])
    assert layer.activity_penalty(y[:0]) == 0


def test_activity_penalty_needs_a_regularizer():
    assert Dense(2).activity_penalty(np.ones((2, 2))) == 0
    assert Dense(2).activity_penalty_grad(np.ones((2, 2))) is None
    assert Dense(2, activity_regularizer="l2").activity_penalty(np.ones((2, 2))) == pytest.approx(0.02)


@pytest.mark.parametrize(("layer", "expected"), [
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
def test_every_form_of_input_shape_is_accepted(layer, expected):
    assert layer.batch_input_shape == expected


def test_keras_2_argument_names_are_accepted():
    assert LeakyReLU(alpha=0.1).negative_slope == 0.1
    assert LeakyReLU(alpha=0.1).get_config()["negative_slope"] == 0.1


def test_default_layer_names_match_keras():
    assert Dense(1, name="first").name == "first"
    assert [cls().name.rstrip("_0123456789") for cls in (ReLU, LeakyReLU, ELU)] == ["re_lu", "leaky_re_lu", "elu"]


def test_flatten_is_independent_of_the_data_format():
    x = np.random.default_rng(0).normal(size=(2, 4, 5, 3)).astype("float32")
    moved = np.ascontiguousarray(np.moveaxis(x, -1, 1))
    np.testing.assert_array_equal(Flatten("channels_first")(moved), Flatten()(x))


def test_unknown_lengths_stay_unknown():
    assert Flatten().compute_output_shape((None, None, 3)) == (None, None)
    assert Reshape((-1, 2)).compute_output_shape((None, None, 3)) == (None, None, 2)
    assert Permute((2, 1)).compute_output_shape((None, None, 3)) == (None, 3, None)


def test_glu_halves_the_output():
    x = np.zeros((2, 4), "float32")
    for layer in (Activation("glu"), Dense(6, activation="glu")):
        y = layer(x)
        assert layer.output_shape == (None, y.shape[1])


def test_dense_accepts_an_empty_batch():
    layer = Dense(3, activation="relu")
    layer.build((None, 2))
    y, cache = layer.forward(np.zeros((0, 2), "float32"), CallContext(training=True))
    dx, grads = layer.backward(y, cache)
    assert dx.shape == (0, 2)
    assert not grads["kernel"].any()


def test_initial_weights_depend_on_seed_and_stream():
    def kernel(seed, stream):
        layer = Dense(4)
        layer.stream = stream
        layer.build((None, 3), seed)
        return layer.kernel

    np.testing.assert_array_equal(kernel(1, 0), kernel(1, 0))
    assert not np.array_equal(kernel(1, 0), kernel(2, 0))
    assert not np.array_equal(kernel(1, 0), kernel(1, 1))


def test_losses_list_the_weight_penalties():
    model = Sequential([Dense(2, kernel_regularizer="l2", bias_regularizer="l1"), Dense(1)])
    model(np.ones((1, 3)))
    kernel, bias = model.layers[0].get_weights()
    assert model.losses == pytest.approx([0.01 * float(np.sum(kernel**2)), 0.01 * float(np.sum(np.abs(bias)))])
    assert model.layers[1].losses == []
