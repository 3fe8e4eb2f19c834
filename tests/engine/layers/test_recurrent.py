"""Recurrent layers, cells, embeddings and wrappers: errors, states, masks."""

import pickle

import numpy as np
import pytest

from engine import layers, optimizers
from engine.errors import ProblemError
from engine.models import Sequential
from engine.network.network import Network
from engine.random import INFERENCE, CallContext
from engine.training.compile_utils import Compiled, initial_state
from engine.training.data_adapters.array_adapter import ArrayAdapter
from engine.training.data_adapters.batch import as_batch
from engine.training.data_adapters.data_adapter import TrainingData
from engine.training.fit_config import FitConfig
from engine.training.training_loop import Budget, advance
from engine.utils import deserialize_keras_object, serialize_keras_object

RNG = np.random.default_rng(5)
X = RNG.normal(size=(12, 4, 3)).astype("float32")
Y = RNG.integers(0, 2, 12)
STATEFUL = [lambda: layers.SimpleRNN(3, stateful=True), lambda: layers.LSTM(3, stateful=True),
            lambda: layers.Bidirectional(layers.GRU(3, stateful=True))]


def error_code(make):
    with pytest.raises(ProblemError) as raised:
        make()
    return raised.value.problem.code


@pytest.mark.parametrize(("make", "expected"), [
    (lambda: Sequential([layers.Input((4, 2)), layers.LSTM(3, return_state=True)]), "one_output"),
    (lambda: Sequential([layers.Input((4, 2)), layers.Bidirectional(layers.GRU(3, return_state=True))]),
     "one_output"),
    (lambda: Sequential([layers.LSTMCell(3)]), "cell_in_a_stack"),
    (lambda: layers.RNN(layers.LSTM(3)), "not_of_kind"),
    (lambda: layers.RNN([]), "not_cells"),
    (lambda: layers.StackedRNNCells([layers.LSTMCell(3)])(np.ones((2, 3)), []), "cell_alone"),
    (lambda: layers.LSTM(3)(np.ones((2, 4, 3)), initial_state=[np.ones((2, 3))]), "wrong_states"),
    (lambda: layers.Bidirectional(layers.LSTM(3), merge_mode=None), "one_output"),
    (lambda: layers.Bidirectional(layers.LSTM(3), merge_mode="add"), "not_a_choice"),
    (lambda: layers.Bidirectional(layers.Dense(3)), "not_recurrent"),
    (lambda: layers.Bidirectional(layers.LSTM(3), backward_layer=layers.LSTM(3)), "same_direction"),
    (lambda: layers.Bidirectional(layers.GRU(3, go_backwards=True)), "same_direction"),
    (lambda: layers.Bidirectional(layers.LSTM(3), "sum", backward_layer=layers.LSTM(2, go_backwards=True)),
     "unequal_directions"),
    (lambda: layers.TimeDistributed("dense"), "required"),
    (lambda: layers.TimeDistributed(layers.LSTM(3, stateful=True)), "not_supported"),
    (lambda: layers.LSTM(3).check_input((None, 4)), "sequence_expected"),
    (lambda: layers.LSTM(3).check_input((None, 4, None)) or layers.LSTM(3).weight_shapes((None, 4, None)),
     "unknown_axis"),
    (lambda: layers.GRU(3, stateful=True).check_input((None, 4, 2)), "stateful_needs_batch"),
    (lambda: layers.TimeDistributed(layers.Dense(3)).check_input((None, 4)), "steps_expected"),
    (lambda: layers.Embedding(3, 2)(np.array([[0, 3]])), "id_out_of_range"),
    (lambda: layers.Embedding(3, 2)(np.array([[0.0, np.nan]])), "id_out_of_range"),
    (lambda: layers.Embedding(3, 2, weights=[np.ones((4, 2))])(np.array([[0]])), "wrong_weight_shape"),
])
def test_invalid_use_raises_the_expected_error(make, expected):
    assert error_code(make) == expected


def test_an_error_names_the_layer_and_the_value():
    with pytest.raises(ProblemError, match=r"words.*5"):
        layers.Embedding(5, 2, name="words")(np.array([[1, 5]]))


def test_float16_embeddings_look_up_exact_ids():
    layer = layers.Embedding(10**6, 1, dtype="float16")
    layer.build((None, 1))
    layer.embeddings.assign(np.full((10**6, 1), 3))
    assert layer(np.array([[999_999]], "int32")) == 3
    assert layers.Embedding(7, 2, input_length=4).batch_input_shape == (None, 4)


def test_arguments_that_choose_an_implementation_are_accepted():
    layers.LSTM(3, implementation=1, unroll=True, return_state=False, use_cudnn=False)


@pytest.mark.parametrize("make", STATEFUL)
def test_a_state_is_kept_until_it_is_reset(make):
    model = Sequential([layers.Input(batch_shape=(4, 4, 3)), make()])
    first, second = model.predict(X[:4], verbose=0), model.predict(X[:4], verbose=0)
    assert not np.allclose(first, second)
    model.reset_states()
    np.testing.assert_array_equal(model.predict(X[:4], batch_size=4, verbose=0), first)
    assert error_code(lambda: model.predict(X[:3], verbose=0)) == "stateful_batch"


@pytest.mark.parametrize("make", STATEFUL)
@pytest.mark.parametrize("slices", [1, 2])
def test_training_in_slices_keeps_the_states(make, slices):
    def train(budget):
        network = Network([make(), layers.Dense(1, activation="sigmoid")])
        network.build((4, 4, 3), seed=2)
        data = TrainingData(ArrayAdapter(as_batch(X, Y)), ArrayAdapter(as_batch(X[:8], Y[:8])))
        config = FitConfig(epochs=3, batch_size=4, validation_batch_size=4)
        state, data = initial_state(network, Compiled(optimizers.get("adam"), "binary_crossentropy"), config, data)
        while state.status == "running":
            state, _ = advance(state, data, budget)
            state = pickle.loads(pickle.dumps(state))
        return [*state.network.get_weights(), *state.network.layers[0].state_arrays()]

    for one, other in zip(train(Budget()), train(Budget(batches=slices)), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("make", [lambda: layers.SimpleRNN(3), lambda: layers.LSTM(3), lambda: layers.GRU(3)])
def test_masked_padding_changes_nothing(make):
    layer, mask = make(), np.array([[True, True, False, False]])
    y = layer(X[:1, :2])
    np.testing.assert_allclose(layer(X[:1], mask=mask), y, rtol=1e-6)


def test_a_mask_is_passed_on_as_in_keras():
    network = Network([layers.Embedding(5, 2, mask_zero=True), layers.Dropout(0.5), layers.LSTM(3, return_sequences=True),
                       layers.Dense(2)])
    network.build((None, 3), seed=1)
    ids = np.array([[1, 2, 0]])
    np.testing.assert_array_equal(network.forward(ids, INFERENCE)[2], ids != 0)
    with_flatten = Network([*network.layers, layers.Flatten()])
    assert with_flatten.forward(ids, INFERENCE)[2] is None


def test_dropout_draws_one_mask_per_sequence():
    layer = layers.SimpleRNN(5, dropout=0.5, activation="linear", recurrent_initializer="zeros", return_sequences=True)
    x = np.ones((2, 6, 4), "float32")
    layer(x)
    y, _ = layer.forward(x, CallContext(True, seed=3))
    assert np.ptp(y, axis=1).max() == 0
    assert not np.allclose(y[0, 0], y[1, 0])


@pytest.mark.parametrize("name", ["SimpleRNN", "LSTM", "GRU"])
def test_returned_states_can_be_initial_states(name):
    x = np.random.default_rng(1).normal(size=(2, 5, 3)).astype("float32")
    layer = getattr(layers, name)(4, return_sequences=True, return_state=True)
    y, *states = layer(x)
    np.testing.assert_array_equal(y[:, -1], states[0])
    first, *middle_states = layer(x[:, :2])
    second, *final_states = layer(x[:, 2:], initial_state=middle_states)
    np.testing.assert_array_equal(np.concatenate([first, second], axis=1), y)
    for one, other in zip(final_states, states, strict=True):
        np.testing.assert_array_equal(one, other)
    bidirectional = layers.Bidirectional(layer)
    y, *final_states = bidirectional(x)
    assert len(final_states) == 2 * len(states)
    np.testing.assert_array_equal(y, bidirectional.forward(x)[0])
    np.testing.assert_array_equal(y[:, -1, :4], final_states[0])


@pytest.mark.parametrize("name", ["SimpleRNN", "LSTM", "GRU"])
def test_a_cell_agrees_with_its_layer(name):
    x = np.random.default_rng(1).normal(size=(2, 3, 2)).astype("float32")
    cell = getattr(layers, f"{name}Cell")(4, kernel_initializer="ones", bias_initializer="ones")
    states = cell.get_initial_state(2)
    for t in range(3):
        y, states = cell(x[:, t], states)
    layer = layers.RNN(cell, return_state=True)
    layer_y, *layer_states = layer(x)
    np.testing.assert_allclose(y, layer_y, rtol=1e-6)
    np.testing.assert_allclose(states, layer_states, rtol=1e-6)


def test_an_rnn_of_cells_is_a_stack_of_layers():
    cells = [layers.GRUCell(3), layers.LSTMCell(2)]
    rnn = layers.RNN(cells, return_state=True)
    y, first, second = rnn(np.ones((2, 4, 3)))
    assert [np.shape(state) for state in (*first, *second)] == [(2, 3), (2, 2), (2, 2)]
    np.testing.assert_array_equal(y, second[0])
    assert rnn.cell.state_size == [3, [2, 2]]
    assert rnn.cell.output_size == 2
    copy = deserialize_keras_object(serialize_keras_object(rnn.cell))
    assert repr(copy) == repr(rnn.cell)
