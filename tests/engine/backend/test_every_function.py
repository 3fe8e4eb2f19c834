"""Every public function that takes a tensor has the right gradient on a trace, is listed without one, or refuses it."""

import numpy as np
import pytest
from traced_calls import (
    ASSIGNMENTS,
    FACTS,
    REFUSED,
    WITHOUT_TENSORS,
    ZERO_GRADIENT,
    arguments,
    check_gradient,
    float_arrays,
    is_in,
    outputs,
    public_functions,
    replaced,
)

import engine.backend as K  # noqa: N812  (as learners write it)
from engine import activations, ops, regularizers, utils
from engine.backend.eager_tensor import EagerTensor
from engine.backend.tensor import Tensor, find_gradient, gradient
from engine.backend.traced_tensor import NOT_DIFFERENTIABLE
from engine.constraints import MaxNorm, MinMaxNorm, NonNeg, UnitNorm
from engine.errors import ProblemError

FUNCTIONS = public_functions()
OTHERS = WITHOUT_TENSORS | FACTS | REFUSED | ASSIGNMENTS | ZERO_GRADIENT
TENSOR_FUNCTIONS = [name for name in FUNCTIONS if not is_in(name, OTHERS)]
X = np.array([[1.0, -2.0, 3.0], [0.5, 0.0, -1.0]])


@pytest.mark.parametrize("name", [name for name in TENSOR_FUNCTIONS if not is_in(name, NOT_DIFFERENTIABLE)])
def test_gradient_is_that_of_differences(name):
    function = FUNCTIONS[name]
    args = arguments(name, function)
    arrays = list(float_arrays(args))
    assert arrays or name.endswith("cast_to_floatx")
    for x in arrays:
        check_gradient(lambda new, old=x: function(*replaced(args, old, new)), x)


@pytest.mark.parametrize("name", [name for name in TENSOR_FUNCTIONS if is_in(name, NOT_DIFFERENTIABLE)])
def test_functions_without_gradient_return_constants(name):
    function = FUNCTIONS[name]
    args = arguments(name, function)
    for x in float_arrays(args):
        assert all(isinstance(y, EagerTensor) for y in outputs(function(*replaced(args, x, Tensor(x)))))


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if is_in(name, ZERO_GRADIENT)])
def test_a_gradient_of_zeros(name):
    x = Tensor(X)
    np.testing.assert_array_equal(find_gradient(FUNCTIONS[name](x), x), np.zeros_like(X))


@pytest.mark.parametrize("name", TENSOR_FUNCTIONS)
def test_result_without_a_trace_is_an_eager_tensor(name):
    args = arguments(name, FUNCTIONS[name])
    results = outputs(FUNCTIONS[name](*args))
    assert [type(y) for y in results] == [EagerTensor] * len(results)
    again = outputs(FUNCTIONS[name](*[ops.convert_to_tensor(a) if isinstance(a, np.ndarray) else a for a in args]))
    if name != "random.categorical":
        for one, other in zip(results, again, strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if is_in(name, REFUSED)])
def test_functions_that_return_numbers_refuse_a_trace(name):
    with pytest.raises(ProblemError, match="turns a tensor into plain numbers"):
        FUNCTIONS[name]([Tensor(X)] if "batch" in name else Tensor(X))


@pytest.mark.parametrize("name", sorted(activations.FUNCTIONS))
def test_gradient_of_an_activation(name):
    check_gradient(activations.FUNCTIONS[name], np.random.default_rng(2).normal(size=(3, 4)) + 0.05)


def test_gradient_of_activations_with_arguments():
    x = np.random.default_rng(2).normal(size=(3, 4))
    check_gradient(lambda x: activations.threshold(x, 0.1, 0.5), x)
    check_gradient(lambda x: activations.relu(x, negative_slope=0.2, max_value=1.0), x)
    check_gradient(lambda x: activations.softmax(x, axis=0), x)
    check_gradient(activations.get(lambda x: x * activations.sigmoid(x)), x)


@pytest.mark.parametrize("regularizer", [cls(*[0.3] * (cls is regularizers.L1L2)) for cls in regularizers.ALL], ids=str)
def test_gradient_of_a_regularizer(regularizer):
    check_gradient(regularizer, X[:, :2] + 0.3)


@pytest.mark.parametrize("constraint", [MaxNorm(1.0), MinMaxNorm(0.1, 0.5), NonNeg(), UnitNorm()], ids=str)
def test_gradient_of_a_constraint(constraint):
    check_gradient(constraint, X + 0.3)


def test_gradient_of_the_utilities():
    check_gradient(utils.normalize, X + 0.3)
    check_gradient(lambda x: utils.normalize(x, axis=0, order=1), X + 0.3)
    assert utils.to_categorical(Tensor(np.array([1.0, 0.0]))).tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize(("ord", "axis"), [
    (1, -1), (np.inf, 0), (-np.inf, -1), (3, -1), (2, -1), (None, None), ("fro", None), (1, None), (np.inf, None),
    (-1, None), (-np.inf, None), (2, None), (-2, None), ("nuc", None),
])
@pytest.mark.parametrize("keepdims", [False, True])
def test_norms_are_those_of_numpy(ord, axis, keepdims):
    np.testing.assert_allclose(ops.norm(X, ord, axis, keepdims), np.linalg.norm(X, ord, axis, keepdims), rtol=1e-12)
    check_gradient(lambda x: ops.norm(x, ord, axis, keepdims), X)


NUMBERS = {
    "np.array(x)": np.array, "np.asarray": np.asarray, "float(x)": float, "int(x)": int, "bool(x)": bool,
    "x.numpy()": lambda x: x.numpy(), "x.item()": lambda x: x.item(), "x.tolist()": lambda x: x.tolist(),
    "np.arctan(x)": np.arctan, "np.add.reduce(x)": np.add.reduce, "np.median(x)": np.median,
    "np.sum(x)": lambda x: np.sum(x, where=X > 0), "np.array": lambda x: np.ones(3)[x], "K.eval": K.eval,
    "multiply(x)": lambda x: np.multiply(x, 2, out=np.empty(())), "if x": lambda x: 1 if x else 2,
    "list": lambda x: [1, 2][x],
}


@pytest.mark.parametrize("name", NUMBERS)
def test_a_tensor_of_a_trace_does_not_turn_into_numbers(name):
    x = Tensor(np.float64(1.0))
    with pytest.raises(ProblemError, match="turns a tensor into plain numbers") as caught:
        NUMBERS[name](x)
    assert caught.value.problem.code == "gradient_lost"
    assert name.startswith(("np.asarray", "np.array", "K.", "if", "list")) or name in str(caught.value)
    assert "keras.ops.stop_gradient" in str(caught.value)


def test_a_tensor_of_a_trace_is_not_changed():
    with pytest.raises(ProblemError, match="cannot be changed in place"):
        Tensor(X)[0] = 1
    x = Tensor(X)
    y = x
    y += 1
    np.testing.assert_array_equal(gradient(ops.sum(y * y), x), 2 * (X + 1))


def test_a_cast_to_float32_keeps_the_gradient():
    x = Tensor(X)
    np.testing.assert_allclose(gradient(K.cast_to_floatx(x) * 0.3, x), np.full(X.shape, 0.3), rtol=1e-6)
