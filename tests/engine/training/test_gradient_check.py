"""What cannot learn says so: recorded from Keras 3.15 on TensorFlow, which raises an error or warns in the same cases."""

import operator
import warnings
from functools import partial

import numpy as np
import pytest

import engine as keras
from engine import layers, ops
from engine.errors import ProblemError

X = np.linspace(-1, 1, 24).reshape(8, 3).astype("float32")
Y = X.sum(1, keepdims=True)
Dense = layers.Dense


def fit(stack, loss="mse"):
    """Train two epochs; return which weights changed, and the warnings."""
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((3,)), *stack])
    model.compile(keras.optimizers.SGD(0.1), loss)
    before = model.get_weights()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(X, Y, epochs=2, verbose=0, batch_size=8)
    changes = [bool(np.any(a != b)) for a, b in zip(before, model.get_weights(), strict=True)]
    return changes, [str(warning.message) for warning in caught]


@pytest.mark.parametrize(("stack", "loss"), [
    ([Dense(1)], lambda t, p: ops.mean(t)),
    ([Dense(1)], lambda t, p: ops.mean(ops.square(t - ops.stop_gradient(p)))),
    ([Dense(1)], keras.metrics.MeanSquaredError().__call__),
    ([Dense(3, "softmax")], lambda t, p: ops.mean(ops.cast(ops.argmax(p, -1), "float32") - t[:, 0])),
    ([Dense(1)], lambda t, p: 1 - keras.metrics.binary_accuracy(t, p)),
    ([Dense(1, activation=ops.round)], "mse"),
    ([Dense(1, activation=lambda z: ops.cast(z > 0, "float32"))], "mse"),
    ([Dense(1), layers.Lambda(ops.round)], "mse"),
    ([Dense(1), layers.Activation(ops.floor)], "mse"),
])
def test_error_if_no_weight_has_a_gradient(stack, loss):
    with pytest.raises(ProblemError, match="No gradients provided for any variable"):
        fit(stack, loss)


@pytest.mark.parametrize(("make", "changes"), [
    (lambda: [Dense(3, activation=ops.round, name="a"), Dense(1)], [False, False, True, True]),
    (lambda: [Dense(3, name="a"), layers.Lambda(ops.round), Dense(1)], [False, False, True, True]),
    (lambda: [Dense(3, name="a", activation="relu"), layers.Embedding(9, 2), layers.Flatten(), Dense(1)],
     [False, False, True, True, True]),
])
def test_warning_if_some_weights_have_none(make, changes):
    trained, messages = fit(make())
    assert trained == changes
    assert len(messages) == 1
    assert "Gradients do not exist for variables ['a/kernel', 'a/bias']" in messages[0]


def test_a_penalty_trains_without_the_loss():
    changes, messages = fit([Dense(1, kernel_regularizer="l2")], lambda t, p: ops.mean(t))
    assert changes == [True, False]
    assert messages
    assert "does not depend on its input" in messages[0]


@pytest.mark.parametrize(("stack", "loss", "changes"), [
    ([layers.Lambda(lambda x: ops.round(x) + 0.3), Dense(1)], "mse", [True, True]),
    ([Dense(1)], lambda t, p: 0.0 * ops.mean(p), [False, False]),
    ([Dense(1, activation=ops.sign)], "mse", [False, False]),
    ([Dense(1, activation=lambda z: z * keras.activations.sigmoid(z))], "mse", [True, True]),
])
def test_no_warning_without_need(stack, loss, changes):
    assert fit(stack, loss) == (changes, [])


@pytest.mark.parametrize("loss", [
    lambda t, p: np.mean((np.array(t) - np.array(p)) ** 2), lambda t, p: float(ops.mean(p)),
    lambda t, p: ops.mean(ops.convert_to_numpy(p)), lambda t, p: np.sum(p.numpy() - t),
])
def test_a_loss_of_plain_numbers_is_an_error(loss):
    with pytest.raises(ProblemError, match="turns a tensor into plain numbers"):
        fit([Dense(1)], loss)


def test_a_lambda_of_plain_numbers_is_an_error_where_weights_need_its_gradient():
    with pytest.raises(ProblemError, match=r"np.array\(x\) turns a tensor"):
        fit([Dense(3), layers.Lambda(lambda x: np.array(x) * 2), Dense(1)])
    with pytest.raises(ProblemError, match=r"x.numpy\(\) turns a tensor"):
        fit([Dense(3, activation=lambda z: ops.relu(z) + z.numpy()), Dense(1)])


def loss_with(term):
    """A loss of a model with one layer, plus a term of the model and the predictions."""
    model = keras.Sequential([keras.Input((3,)), Dense(1)])
    model.compile("sgd", lambda t, p: ops.mean(ops.square(t - p)) + term(model, p))
    return model


@pytest.mark.parametrize("term", [
    lambda model, p: ops.sum(ops.square(model.weights[0])), lambda model, p: p * model.layers[0].kernel[0],
    lambda model, p: ops.matmul(X, model.weights[0]), lambda model, p: ops.mean(model.layers[0](ops.ones((2, 3)) * p[0])),
])
def test_a_loss_that_reads_the_weights_it_trains_is_refused(term):
    with pytest.raises(ProblemError, match="which it trains"):
        loss_with(term).fit(X, Y, verbose=0)


ONE_OPERAND = [operator.neg, operator.pos, abs, round, list, np.array, np.sum, lambda kernel: kernel.numpy(),
               lambda kernel: kernel.value, lambda kernel: kernel[0]]
TWO_OPERANDS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow,
                operator.matmul, operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]


@pytest.mark.parametrize("read", [
    *ONE_OPERAND, *(partial(lambda f, kernel: f(kernel, np.ones((1, 1))), f) for f in TWO_OPERANDS),
    *(partial(lambda f, kernel: f(np.float32(2), kernel), f) for f in TWO_OPERANDS if f is not operator.matmul),
])
def test_no_way_to_read_a_weight_loses_its_gradient(read):
    with pytest.raises(ProblemError, match="which it trains"):
        loss_with(lambda model, p: ops.sum(ops.cast(read(model.layers[0].kernel), "float32"))).fit(X, Y, verbose=0)


@pytest.mark.parametrize("term", [
    lambda model, p: ops.sum(ops.stop_gradient(model.weights[0])), lambda model, p: ops.mean(model.get_weights()[0]),
    lambda model, p: ops.mean(TEACHER(p * [1.0, 2.0, 3.0])), lambda model, p: ops.sum(TEACHER.weights[0]),
])
def test_a_loss_may_read_constants_and_other_models(term):
    loss_with(term).fit(X, Y, verbose=0)


TEACHER = keras.Sequential([keras.Input((3,)), Dense(2, "tanh"), Dense(1)])
TEACHER.compile("sgd", "mse")
TEACHER.fit(X, Y, verbose=0)
