"""Gradients of the backend's functions agree with numeric gradients in float64, with broadcasting."""

import numpy as np
import pytest

import engine.backend as K  # noqa: N812  (as learners write it)

rng = np.random.default_rng(5)


def normal(*shape):
    return rng.normal(size=shape)


def positive(*shape):
    return rng.uniform(0.2, 2, size=shape)


def probabilities(*shape):
    return rng.uniform(0.1, 0.9, size=shape)


ROW, TABLE, CUBE = (3,), (4, 3), (2, 4, 3)
T = np.eye(3)[[0, 2, 1, 1]]
UNARY = {
    "neg": (lambda x: -x, normal), "builtin abs": (abs, normal), "abs": (K.abs, normal),
    "square": (K.square, normal), "sqrt": (K.sqrt, positive), "exp": (K.exp, normal), "log": (K.log, positive),
    "log1p": (K.log1p, positive), "sin": (K.sin, normal), "cos": (K.cos, normal),
    "clip": (lambda x: K.clip(x, -0.5, 0.7), normal), "clip below": (lambda x: K.clip(x, 0.1), normal),
    "sigmoid": (K.sigmoid, normal), "hard_sigmoid": (K.hard_sigmoid, normal), "tanh": (K.tanh, normal),
    "relu": (K.relu, normal), "leaky relu": (lambda x: K.relu(x, 0.2, max_value=0.8, threshold=0.1), normal),
    "elu": (K.elu, normal), "softplus": (K.softplus, normal), "softsign": (K.softsign, normal),
    "softmax": (K.softmax, normal), "softmax over rows": (lambda x: K.softmax(x, axis=0), normal),
    "sum": (K.sum, normal), "sum of rows": (lambda x: K.sum(x, axis=-1), normal),
    "sum with keepdims": (lambda x: K.sum(x, axis=0, keepdims=True), normal),
    "mean": (K.mean, normal), "mean of columns": (lambda x: K.mean(x, axis=0), normal),
    "mean over two": (lambda x: K.mean(x, axis=[-1, 0]), normal),
    "prod": (K.prod, normal), "prod of rows": (lambda x: K.prod(x, axis=-1), normal),
    "max": (K.max, normal), "max of rows": (lambda x: K.max(x, axis=-1, keepdims=True), normal),
    "min": (lambda x: K.min(x, axis=0), normal), "var": (lambda x: K.var(x, axis=-1), normal),
    "std": (lambda x: K.std(x, axis=-1), normal), "std of all": (K.std, normal),
    "logsumexp": (lambda x: K.logsumexp(x, axis=-1), normal), "cumsum": (lambda x: K.cumsum(x, axis=-1), normal),
    "l2_normalize": (lambda x: K.l2_normalize(x, axis=-1), normal),
    "power": (lambda x: x**3, normal), "root": (lambda x: K.pow(x, 0.5), positive),
    "zeroth power": (lambda x: x**0, normal),
    "base": (lambda x: 2.0**x, normal), "reflected": (lambda x: (1.0 - x) + 3.0 / x + (2 * x + 1), positive),
    "reshape": (lambda x: K.reshape(x, (-1, 2, 3)) * factor_2_3, normal),
    "flatten": (lambda x: K.flatten(x) ** 2, normal), "batch_flatten": (lambda x: K.batch_flatten(x) ** 2, normal),
    "transpose": (lambda x: K.transpose(x) ** 2, normal), "expand_dims": (lambda x: K.expand_dims(x, 1) ** 2, normal),
    "squeeze": (lambda x: K.squeeze(K.expand_dims(x), -1) ** 2, normal),
    "concatenate": (lambda x: K.concatenate([x, 2 * x, np.ones(x.shape)], axis=-1) ** 2, normal),
    "stack": (lambda x: K.stack([x, x * x], axis=1) ** 2, normal), "tile": (lambda x: K.tile(x, 2) ** 2, normal),
    "repeat_elements": (lambda x: K.repeat_elements(x, 3, axis=-1) ** 2, normal),
    "gather": (lambda x: K.gather(x, [0, 1, 1]) ** 2, normal), "index": (lambda x: x[1:, ..., 0] ** 2, normal),
    "row by row": (lambda x: sum(row * i for i, row in enumerate(x)), normal),
    "where": (lambda x: K.where(x > 0, x * x, 3 * x), normal),
    "switch": (lambda x: K.switch(x > 0, lambda: x * x, lambda: -x), normal),
    "switch of samples": (lambda x: K.switch(K.sum(x, axis=-1) > 0, x * x, -x), normal),
    "cast": (lambda x: K.cast(x, "float64") ** 2, normal), "used twice": (lambda x: x * K.exp(x) + x, normal),
    "numpy": (lambda x: np.mean(np.square(np.exp(x) - np.ones(3)), axis=-1), normal),
    "numpy functions": (lambda x: np.sum(np.maximum(x, 0.1) * np.tanh(x)) / np.max(x), positive),
    "factors without gradient": (lambda x: x * K.round(x) * K.sign(x) + K.floor(x) * K.ceil(x), normal),
}
factor_2_3 = normal(2, 3)
BINARY = {
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
    "binary": (lambda p: K.binary_crossentropy(T, p), probabilities),
    "binary logits": (lambda p: K.binary_crossentropy(T, p, from_logits=True), normal),
    "categorical": (lambda p: K.categorical_crossentropy(T, p), probabilities),
    "categorical logits": (lambda p: K.categorical_crossentropy(T, p, from_logits=True), normal),
    "sparse": (lambda p: K.sparse_categorical_crossentropy(T.argmax(axis=1), p), probabilities),
}


def check_gradients(function, *arrays):
    """Compare the gradient of ``Σ w · function(…)`` by each array with differences, and values with those of arrays."""
    tensors = [K.Tensor(a) for a in arrays]
    y = function(*tensors)
    plain = np.asarray(function(*arrays))
    assert not isinstance(function(*arrays), K.Tensor)
    np.testing.assert_allclose(np.asarray(getattr(y, "data", y)), plain, rtol=1e-12)
    w = np.random.default_rng(1).normal(size=plain.shape)
    for n, a in enumerate(arrays):
        numeric, step = np.empty_like(a), 1e-6
        for i in np.ndindex(a.shape):
            offset = np.zeros_like(a)
            offset[i] = step
            up, down = (function(*[x + s * offset if m == n else x for m, x in enumerate(arrays)]) for s in (1, -1))
            numeric[i] = (w * (up - down)).sum() / (2 * step)
        np.testing.assert_allclose(K.gradient(y, tensors[n], w), numeric, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize("shape", [TABLE, CUBE])
def test_gradients_of_unary_functions(name, shape):
    function, make = UNARY[name]
    check_gradients(function, make(*shape))


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("shapes", [
    (TABLE, TABLE), (TABLE, ROW), (ROW, TABLE), (CUBE, (4, 1)), ((2, 1, 3), TABLE), (TABLE, ()),
])
def test_gradients_of_binary_functions(name, shapes):
    check_gradients(BINARY[name], *(positive(*shape) for shape in shapes))


@pytest.mark.parametrize("name", PRODUCTS)
def test_gradients_of_products(name):
    function, a, b = PRODUCTS[name]
    check_gradients(function, normal(*a), normal(*b))


@pytest.mark.parametrize("name", CROSSENTROPIES)
def test_gradients_of_crossentropies(name):
    function, make = CROSSENTROPIES[name]
    check_gradients(function, make(*TABLE))


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
