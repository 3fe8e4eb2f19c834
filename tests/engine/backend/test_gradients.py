"""Every function of the backend that has a slope has the right one, in float64, broadcasting included."""

import numpy as np
import pytest

import engine.backend as K  # noqa: N812  (as learners write it)

rng = np.random.default_rng(5)


def numbers(*shape):
    return rng.normal(size=shape)


def positive(*shape):
    return rng.uniform(0.2, 2, size=shape)


def shares(*shape):
    return rng.uniform(0.1, 0.9, size=shape)


ROW, TABLE, CUBE = (3,), (4, 3), (2, 4, 3)
T = np.eye(3)[[0, 2, 1, 1]]
ONE = {
    "neg": (lambda x: -x, numbers), "builtin abs": (abs, numbers), "abs": (K.abs, numbers),
    "square": (K.square, numbers), "sqrt": (K.sqrt, positive), "exp": (K.exp, numbers), "log": (K.log, positive),
    "log1p": (K.log1p, positive), "sin": (K.sin, numbers), "cos": (K.cos, numbers),
    "clip": (lambda x: K.clip(x, -0.5, 0.7), numbers), "clip below": (lambda x: K.clip(x, 0.1), numbers),
    "sigmoid": (K.sigmoid, numbers), "hard_sigmoid": (K.hard_sigmoid, numbers), "tanh": (K.tanh, numbers),
    "relu": (K.relu, numbers), "leaky relu": (lambda x: K.relu(x, 0.2, max_value=0.8, threshold=0.1), numbers),
    "elu": (K.elu, numbers), "softplus": (K.softplus, numbers), "softsign": (K.softsign, numbers),
    "softmax": (K.softmax, numbers), "softmax over rows": (lambda x: K.softmax(x, axis=0), numbers),
    "sum": (K.sum, numbers), "sum of rows": (lambda x: K.sum(x, axis=-1), numbers),
    "sum kept": (lambda x: K.sum(x, axis=0, keepdims=True), numbers),
    "mean": (K.mean, numbers), "mean of columns": (lambda x: K.mean(x, axis=0), numbers),
    "mean over two": (lambda x: K.mean(x, axis=[-1, 0]), numbers),
    "prod": (K.prod, numbers), "prod of rows": (lambda x: K.prod(x, axis=-1), numbers),
    "max": (K.max, numbers), "max of rows": (lambda x: K.max(x, axis=-1, keepdims=True), numbers),
    "min": (lambda x: K.min(x, axis=0), numbers), "var": (lambda x: K.var(x, axis=-1), numbers),
    "std": (lambda x: K.std(x, axis=-1), numbers), "std of all": (K.std, numbers),
    "logsumexp": (lambda x: K.logsumexp(x, axis=-1), numbers), "cumsum": (lambda x: K.cumsum(x, axis=-1), numbers),
    "l2_normalize": (lambda x: K.l2_normalize(x, axis=-1), numbers),
    "power": (lambda x: x**3, numbers), "root": (lambda x: K.pow(x, 0.5), positive),
    "zeroth power": (lambda x: x**0, numbers),
    "base": (lambda x: 2.0**x, numbers), "reflected": (lambda x: (1.0 - x) + 3.0 / x + (2 * x + 1), positive),
    "reshape": (lambda x: K.reshape(x, (-1, 2, 3)) * numbers_2_3, numbers),
    "flatten": (lambda x: K.flatten(x) ** 2, numbers), "batch_flatten": (lambda x: K.batch_flatten(x) ** 2, numbers),
    "transpose": (lambda x: K.transpose(x) ** 2, numbers), "expand_dims": (lambda x: K.expand_dims(x, 1) ** 2, numbers),
    "squeeze": (lambda x: K.squeeze(K.expand_dims(x), -1) ** 2, numbers),
    "concatenate": (lambda x: K.concatenate([x, 2 * x, np.ones(x.shape)], axis=-1) ** 2, numbers),
    "stack": (lambda x: K.stack([x, x * x], axis=1) ** 2, numbers), "tile": (lambda x: K.tile(x, 2) ** 2, numbers),
    "repeat_elements": (lambda x: K.repeat_elements(x, 3, axis=-1) ** 2, numbers),
    "gather": (lambda x: K.gather(x, [0, 1, 1]) ** 2, numbers), "index": (lambda x: x[1:, ..., 0] ** 2, numbers),
    "row by row": (lambda x: sum(row * i for i, row in enumerate(x)), numbers),
    "where": (lambda x: K.where(x > 0, x * x, 3 * x), numbers),
    "switch": (lambda x: K.switch(x > 0, lambda: x * x, lambda: -x), numbers),
    "switch of samples": (lambda x: K.switch(K.sum(x, axis=-1) > 0, x * x, -x), numbers),
    "cast": (lambda x: K.cast(x, "float64") ** 2, numbers), "used twice": (lambda x: x * K.exp(x) + x, numbers),
    "numpy": (lambda x: np.mean(np.square(np.exp(x) - np.ones(3)), axis=-1), numbers),
    "numpy functions": (lambda x: np.sum(np.maximum(x, 0.1) * np.tanh(x)) / np.max(x), positive),
    "no slope of its own": (lambda x: x * K.round(x) * K.sign(x) + K.floor(x) * K.ceil(x), numbers),
}
numbers_2_3 = numbers(2, 3)
TWO = {
    "add": lambda a, b: a + b, "subtract": lambda a, b: a - b, "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b, "pow": lambda a, b: a**b, "maximum": K.maximum, "minimum": K.minimum,
    "where": lambda a, b: K.where(np.array([True, False, True]), a, b),
}
PRODUCTS = {
    "dot": (K.dot, (4, 3), (3, 2)), "dot of a cube": (K.dot, (2, 4, 3), (3, 5)),
    "dot by a cube": (K.dot, (4, 3), (2, 3, 5)),
    "dot of a vector": (K.dot, (4, 3), (3,)), "matmul": (lambda a, b: a @ b, (4, 3), (3, 2)),
    "matmul of stacks": (lambda a, b: a @ b, (2, 4, 3), (3, 2)),
    "matmul of a vector": (lambda a, b: a @ b, (3,), (3, 2)),
    "matmul by a vector": (lambda a, b: a @ b, (4, 3), (3,)), "matmul of vectors": (lambda a, b: a @ b, (3,), (3,)),
    "batch_dot": (K.batch_dot, (4, 2, 3), (4, 3, 5)),
    "batch_dot of rows": (lambda a, b: K.batch_dot(a, b, 1), (4, 3), (4, 3)),
    "batch_dot with axes": (lambda a, b: K.batch_dot(a, b, (1, 2)), (4, 3, 2), (4, 5, 3)),
}
CROSSENTROPIES = {
    "binary": (lambda p: K.binary_crossentropy(T, p), shares),
    "binary logits": (lambda p: K.binary_crossentropy(T, p, from_logits=True), numbers),
    "categorical": (lambda p: K.categorical_crossentropy(T, p), shares),
    "categorical logits": (lambda p: K.categorical_crossentropy(T, p, from_logits=True), numbers),
    "sparse": (lambda p: K.sparse_categorical_crossentropy(T.argmax(axis=1), p), shares),
}


def check(function, *arrays):
    """The slope of ``Σ w · function(…)`` by each array against differences, and the same numbers without a tape."""
    tensors = [K.Tensor(a) for a in arrays]
    y = function(*tensors)
    plain = np.asarray(function(*arrays))
    assert not isinstance(function(*arrays), K.Tensor)
    np.testing.assert_allclose(np.asarray(getattr(y, "data", y)), plain, rtol=1e-12)
    w = np.random.default_rng(1).normal(size=plain.shape)
    for n, a in enumerate(arrays):
        numeric, step = np.empty_like(a), 1e-6
        for i in np.ndindex(a.shape):
            there = np.zeros_like(a)
            there[i] = step
            up, down = (function(*[x + s * there if m == n else x for m, x in enumerate(arrays)]) for s in (1, -1))
            numeric[i] = (w * (up - down)).sum() / (2 * step)
        np.testing.assert_allclose(K.gradient(y, tensors[n], w), numeric, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("shape", [TABLE, CUBE])
def test_gradients_of_unary_functions(name, shape):
    function, make = ONE[name]
    check(function, make(*shape))


@pytest.mark.parametrize("name", TWO)
@pytest.mark.parametrize("shapes", [
    (TABLE, TABLE), (TABLE, ROW), (ROW, TABLE), (CUBE, (4, 1)), ((2, 1, 3), TABLE), (TABLE, ()),
])
def test_gradients_of_binary_functions(name, shapes):
    check(TWO[name], *(positive(*shape) for shape in shapes))


@pytest.mark.parametrize("name", PRODUCTS)
def test_gradients_of_products(name):
    function, a, b = PRODUCTS[name]
    check(function, numbers(*a), numbers(*b))


@pytest.mark.parametrize("name", CROSSENTROPIES)
def test_gradients_of_crossentropies(name):
    function, make = CROSSENTROPIES[name]
    check(function, make(*TABLE))


def test_equal_extrema_share_the_gradient():
    x = K.Tensor(np.array([[2.0, 2.0, 1.0]]))
    np.testing.assert_array_equal(K.gradient(K.max(x), x), [[0.5, 0.5, 0.0]])
    np.testing.assert_array_equal(K.gradient(K.maximum(x, 2.0), x), [[1, 1, 0]])


def test_gradient_of_the_source_is_one_and_of_constants_zero():
    x = K.Tensor(np.ones((2, 2)))
    np.testing.assert_array_equal(K.gradient(x, x, 3.0), np.full((2, 2), 3.0))
    np.testing.assert_array_equal(K.gradient(K.Tensor(np.ones(2)), x), np.zeros((2, 2)))
    np.testing.assert_array_equal(K.gradient(K.stop_gradient(x) * 2, x), np.zeros((2, 2)))


def test_long_computations_do_not_exceed_the_recursion_limit():
    x = K.Tensor(np.ones(2))
    y = x
    for _ in range(5000):
        y = y + x
    np.testing.assert_array_equal(K.gradient(K.sum(y), x), [5001, 5001])
