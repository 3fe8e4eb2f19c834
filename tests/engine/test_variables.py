"""Variables: free ones, and those of layers, which follow the training."""

import pickle

import grimp
import numpy as np
import pytest

import engine as keras
from engine.errors import ProblemError
from engine.naming import reset_names
from engine.variables import Variable


@pytest.fixture
def model():
    layers = [keras.layers.Bidirectional(keras.layers.LSTM(3)), keras.layers.BatchNormalization(), keras.layers.Dense(1)]
    model = keras.Sequential([keras.Input((4, 2)), *layers])
    model.compile("sgd", "mse")
    return model


def train(model):
    model.fit(np.random.default_rng(0).random((8, 4, 2)), np.ones((8, 1)), verbose=0)


def test_assign_writes_into_the_array_of_the_layer(model):
    dense = model.layers[-1]
    kernel = dense.weights[0]
    assert kernel is dense.kernel
    kernel.assign(np.full(kernel.shape, 2.0))
    assert (dense.get_weights()[0] == 2).all()


def test_variables_taken_before_training_follow_it_and_values_do_not(model):
    weights = model.weights
    before = [w.numpy() for w in weights]
    train(model)
    assert all(np.any(w.numpy() != old) for w, old in zip(weights, before, strict=True))
    for w, array in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(w, array)


def test_trainable_follows_the_layer(model):
    norm = model.layers[1]
    assert [w.trainable for w in norm.weights] == [True, True, False, False]
    gamma, inner = norm.gamma, model.layers[0].forward_layer.cell.kernel
    norm.trainable = model.layers[0].trainable = False
    assert not gamma.trainable
    assert not inner.trainable


def test_variables_can_be_pickled_alone_and_in_a_model(model):
    kernel = model.layers[-1].weights[0]
    copy = pickle.loads(pickle.dumps(kernel))
    assert (copy.path, copy.trainable, repr(copy)) == (kernel.path, True, repr(kernel))
    np.testing.assert_array_equal(copy, kernel)
    train(model)
    network = pickle.loads(pickle.dumps(model.network))
    loaded = [w for layer in network.layers for w in layer.weights]
    assert [w.path for w in loaded] == [w.path for w in model.weights]
    network.layers[0].trainable = False
    assert [w.trainable for w in loaded] == [False] * 6 + [True, True, False, False, True, True]


def test_variables_of_values_and_initializers():
    reset_names()
    variable = Variable([[1.0, 2.0], [3.0, 4.0]])
    assert (variable.name, variable.path, variable.dtype, variable.shape, variable.ndim) == (
        "variable", "variable", "float32", (2, 2), 2)
    assert repr(Variable(3)) == "<Variable path=variable_1, shape=(), dtype=int32, value=3>"
    assert repr(Variable(2.5, name="a")) == "<Variable path=a, shape=(), dtype=float32, value=2.5>"
    assert repr(Variable("zeros", shape=(2,))) == "<Variable path=variable_2, shape=(2,), dtype=float32, value=[0. 0.]>"
    assert [Variable(v).dtype for v in ([True], np.zeros(2), np.arange(3))] == ["bool", "float64", "int64"]
    assert Variable(np.zeros(2), dtype="int32").dtype == "int32"
    drawn = Variable(keras.initializers.RandomNormal(seed=1), shape=(3,))
    np.testing.assert_array_equal(drawn, keras.initializers.RandomNormal(seed=1)((3,)))


def test_assignments_return_the_new_value():
    variable = Variable(np.zeros((2, 2), "float32"))
    assert variable.assign(np.ones((2, 2))).tolist() == [[1, 1], [1, 1]]
    assert variable.assign_add(1.0).tolist() == [[2, 2], [2, 2]]
    assert variable.assign_sub(np.full((2, 2), 0.5)).tolist() == [[1.5, 1.5], [1.5, 1.5]]


@pytest.mark.parametrize(("use", "error"), [
    (lambda v: v.assign(1.0), ProblemError), (lambda v: v.assign(np.ones(2)), ProblemError),
    (lambda v: v.assign(np.ones((1, 2))), ProblemError), (lambda v: v.assign("a"), ProblemError),
    (lambda v: Variable(None), ProblemError), (lambda v: Variable("zeros"), ProblemError), (bool, TypeError),
    (float, TypeError), (len, TypeError), (hash, TypeError), (lambda v: v.__setitem__(0, 1), AttributeError)])
def test_what_keras_refuses_is_refused(use, error):
    with pytest.raises(error):
        use(Variable(np.ones((2, 2), "float32")))


def test_operators_and_functions_take_the_value():
    value = np.array([[1.0, 2.0], [3.0, 4.0]], "float32")
    v, ops = Variable(value), keras.ops
    for received, expected in (
        (v + 1, value + 1), (1 - v, 1 - value), (v * v, value * value), (2 / v, 2 / value), (v // 2, value // 2),
        (v % 2, value % 2), (2**v, 2**value), (v**2, value**2), (v @ v, value @ value), (-v, -value), (abs(-v), value),
        (v[0], value[0]), (v == 2, value == 2), (v > 2, value > 2), (np.ones((2, 2)) * v, value),
        (ops.sum(v), value.sum()), (ops.square(v), value**2), (ops.matmul(v, v), value @ value), (np.sum(v), 10),
        (np.asarray(v), value), (ops.convert_to_numpy(v), value), (round(v), value), (v.value, value),
    ):
        np.testing.assert_array_equal(received, expected)
    assert (float(Variable(2.5)), int(Variable(3)), f"{Variable(2.5):.2f}", [5, 6, 7][Variable(1)]) == (2.5, 3, "2.50", 6)


READINGS = {
    "+": lambda w: w + 1, "2 *": lambda w: 2 * w, "**": lambda w: w**2, "/": lambda w: w / 2, "@": lambda w: w @ np.ones((1, 2)),
    "-": lambda w: -w, "abs": abs, "round": round, ">": lambda w: w > 0, "==": lambda w: w == 0, "[]": lambda w: w[0],
    "of two": lambda w: 2 * w.value, "operand": lambda w: keras.Variable(2.0) * w, "iter": lambda w: next(iter(w)),
    "numpy": lambda w: w.numpy(), "np.sum": np.sum, "asarray": np.asarray, "ops": keras.ops.square,
    "regularizer": keras.regularizers.L2(0.1), "float": lambda w: float(w[0, 0])}


@pytest.mark.parametrize("read", READINGS.values(), ids=READINGS)
def test_a_loss_cannot_read_a_weight_in_training_unnoticed(read):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    kernel = model.layers[0].kernel
    model.compile("sgd", lambda t, p: keras.ops.mean(keras.ops.square(t - p)) + keras.ops.sum(read(kernel)))
    with pytest.raises(ProblemError, match=r"The loss reads .*kernel"):
        model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
    read(kernel)  # outside of training it may be read


@pytest.mark.parametrize("use", [
    lambda v: v + 1, lambda v: 2 * v, lambda v: v @ v, lambda v: -v, abs, lambda v: v > 1, lambda v: v[0], lambda v: v[0, 1],
    lambda v: v.value, lambda v: v.assign(v * 2), lambda v: v.assign_add(v), lambda v: v.assign_sub(v), lambda v: next(iter(v))])
def test_results_of_a_variable_are_tensors_that_do_not_follow_it(use):
    variable = Variable([[1.0, 2.0], [3.0, 4.0]])
    result = use(variable)
    before = result.numpy().copy()
    assert type(result).__name__ == "EagerTensor"
    variable.assign(np.full((2, 2), 9.0))
    np.testing.assert_array_equal(result.numpy(), before)


def test_a_free_variable_in_a_loss_takes_effect():
    weight = keras.Variable(3.0)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(0.5), lambda t, p: keras.ops.mean(weight * keras.ops.square(t - p)))
    model.fit(np.ones((1, 1)), np.ones((1, 1)), verbose=0)
    assert model.layers[0].kernel.numpy() == 3
    weight.assign(0)
    model.fit(np.ones((1, 1)), np.ones((1, 1)), verbose=0)
    assert model.layers[0].kernel.numpy() == 3


def test_variables_import_no_layer():
    graph = grimp.build_graph("engine", include_external_packages=False)
    assert not graph.chain_exists("engine.variables", "engine.layers.base")


def test_what_is_computed_from_a_variable_is_a_tensor_that_does_not_follow_it(model):
    kernel = model.layers[-1].kernel
    results = [kernel.value, kernel[0], kernel * 2, 2 - kernel, -kernel, +kernel, round(kernel, 1), kernel == 0, next(iter(kernel)),
               kernel.assign(kernel * 2), keras.optimizers.SGD(0.5).learning_rate * 2, keras.Variable(1.0) + 1]
    values = [result.numpy().copy() for result in results]
    kernel.assign(kernel + 1)
    for result, value in zip(results, values, strict=True):
        np.testing.assert_array_equal(result, value)
