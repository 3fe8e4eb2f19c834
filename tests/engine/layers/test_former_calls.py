"""Calls of Keras 1 and 2 that tutorials contain: accepted where they mean the same, refused where they would not."""

import inspect

import numpy as np
import pytest

import engine.backend as K  # noqa: N812  (as learners write it)
from engine import activations, layers, models, registry
from engine.errors import ProblemError

POOLING = [cls for cls in registry.classes("layer") if "pool_size" in inspect.signature(cls).parameters]
RECURRENT = [layers.SimpleRNN, layers.LSTM, layers.GRU]
CELLS = [layers.SimpleRNNCell, layers.LSTMCell, layers.GRUCell]


@pytest.mark.parametrize("cls", POOLING, ids=lambda cls: cls.__name__)
def test_pooling_layers_need_no_arguments(cls):
    assert cls().pool_size == cls(2).pool_size == (2,) * cls.rank
    assert {**cls().get_config(), "name": ""} == {**cls(2).get_config(), "name": ""}


@pytest.mark.parametrize(("name", "layer"), [
    ("ReLU", layers.ReLU), ("LeakyReLU", layers.LeakyReLU), ("ELU", layers.ELU), ("Softmax", None)])
def test_names_of_activation_layers_are_activations(name, layer):
    activation = layers.Dense(3, activation=name).activation
    x = np.array([[-2.0, 0.5, 3.0]], "float32")
    np.testing.assert_allclose(activation(x), (layer or layers.Softmax)()(x), rtol=1e-6)
    assert layers.Activation(name).activation.get_config() == activations.get(name).get_config() == activation.get_config()


def test_names_of_activation_layers_do_not_count_as_layers():
    models.Sequential([layers.Dense(3, activation="LeakyReLU")])
    K.clear_session()
    layers.Dense(3, activation="LeakyReLU")
    assert layers.LeakyReLU().name == "leaky_re_lu"
    with pytest.raises(ProblemError, match="Unknown activation 'PReLU'"):
        layers.Dense(3, activation="PReLU")


@pytest.mark.parametrize("axis", [(1, 2), [0, 2], (0, 1, 2), -2])
def test_softmax_is_over_several_axes(axis):
    x = np.random.default_rng(1).normal(size=(2, 3, 4)).astype("float32")
    over = tuple(axis) if isinstance(axis, list) else axis
    expected = np.exp(x) / np.exp(x).sum(axis=over, keepdims=True)
    for y in (activations.softmax(x, axis=axis), layers.Softmax(axis=axis)(x), np.exp(activations.log_softmax(x, axis=axis))):
        np.testing.assert_allclose(y, expected, rtol=2e-6)
    activation = activations.Softmax(axis=axis)
    copy = activations.get(activations.serialize(activation))
    np.testing.assert_allclose(copy(x), expected, rtol=2e-6)


@pytest.mark.parametrize("cls", CELLS, ids=lambda cls: cls.__name__)
def test_cells_take_an_input_shape(cls):
    assert cls(4, input_shape=(None, 3)).units == cls(4, input_dim=3).units == 4
    assert layers.RNN(cls(4, input_shape=(3,)))(np.zeros((2, 5, 3), "float32")).shape == (2, 4)


@pytest.mark.parametrize("cls", RECURRENT, ids=lambda cls: cls.__name__)
def test_what_would_change_the_result_is_refused(cls):
    cls(3, time_major=False, implementation=1)
    with pytest.raises(ProblemError, match="time_major can only be False"):
        cls(3, time_major=True)
    for use_cudnn in ("auto", True, False):
        cls(3, use_cudnn=use_cudnn)
    with pytest.raises(ProblemError, match="use_cudnn must be one of"):
        cls(3, use_cudnn="always")


def test_constants_take_a_shape():
    np.testing.assert_array_equal(K.constant([1, 2, 3, 4], shape=(2, 2)), [[1, 2], [3, 4]])
    np.testing.assert_array_equal(K.constant(7, shape=(1, 3)), [[7, 7, 7]])
    with pytest.raises(ValueError, match="reshape"):
        K.constant([1, 2, 3], shape=(2, 2))
    assert isinstance(K.eval(K.constant([1.0, 2.0])), np.ndarray)
    assert K.eval(K.mean(K.constant([1.0, 2.0]))) == 1.5


def test_ranges_of_floats_are_floats():
    np.testing.assert_allclose(K.arange(0.1, 1.1, 0.1), np.arange(1, 11) / 10, rtol=1e-6)
    assert [K.arange(3).dtype, K.arange(3.0).dtype, K.arange(3, dtype="float32").dtype] == ["int32", "float32", "float32"]


def test_discretization_has_the_boundaries_of_keras():
    """For 49 and a few other numbers of bins Keras gives one boundary more, by rounding."""
    data = (np.arange(500) ** 2 % 337).astype("float32")
    surplus = []
    for bins in range(2, 130):
        layer = layers.Discretization(num_bins=bins, epsilon=0.001)
        layer.adapt(data)
        surplus += [bins] * (len(layer.bin_boundaries) != bins - 1)
    assert surplus == [49, 98, 103, 107]
