"""Example calls of every public function of ``keras.ops`` and ``keras.backend``, and numeric gradients."""

import inspect
from collections.abc import Callable, Container, Iterator
from typing import Any

import numpy as np

import engine.backend as K  # noqa: N812  (as learners write it)
from engine import ops
from engine.backend import random_functions
from engine.backend.tensor import Tensor, find_gradient, raw

STEP = 1e-6
RNG = np.random.default_rng(7)
X, Y = (RNG.permutation(np.linspace(0.15, 0.9, 16)).reshape(4, 4) for _ in range(2))
"""Positive, without equal values, inside the domain of every function; ``X`` and ``Y`` are also probabilities."""
CUBE = RNG.uniform(0.2, 0.8, (2, 4, 4))
WITHOUT_TENSORS = {
    "Tensor", "arange", "backend", "clear_session", "cond", "epsilon", "eye", "floatx", "fori_loop", "function",
    "get_session", "gradient", "gradients", "image_data_format", "image_dim_ordering", "learning_phase", "linspace",
    "logspace", "ones", "placeholder", "random_bernoulli", "random_normal", "random_uniform", "set_epsilon", "set_floatx",
    "set_image_data_format", "set_image_dim_ordering", "set_learning_phase", "set_session", "zeros", "SeedGenerator",
    "normal", "ops.switch", "randint", "truncated_normal", "uniform", "identity", "empty", "tri", "while_loop",
}  # fmt: skip
"""Settings, constants, random values and functions of functions: they take no tensor whose gradient could be lost."""
FACTS = {"int_shape", "shape", "ndim", "size", "dtype", "count_params", "is_tensor", "standardize_dtype", "result_type"}
"""What they tell of a tensor is a plain Python value."""
REFUSED = {"batch_get_value", "convert_to_numpy", "constant", "eval", "get_value", "variable"}
"""They return plain numbers, so a tensor of a trace is refused."""
ZERO_GRADIENT = {"sign"}
"""Functions with a gradient of zeros in Keras on TensorFlow, where others without a derivative have none."""
ASSIGNMENTS = {"batch_set_value", "set_value", "update"}

ROWS = np.array([0, 0, 1, 2])
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "arccosh": (X + 2,), "array_split": (X, 2), "average_pool": (CUBE, 2), "batch_dot": (CUBE, CUBE[::-1].copy()),
    "batch_normalization": (X, X[0].copy(), Y[0].copy(), -1), "bincount": (ROWS,), "broadcast_to": (X, (2, 4, 4)),
    "cast": (X, "float64"), "cast_to_floatx": (X.astype("int64"),), "categorical": (X, 3), "clip": (X, 0.31, 0.62),
    "concatenate": ([X, Y],), "cross": (X[:, :3].copy(), Y[:, :3].copy()), "digitize": (X, np.array([0.3, 0.6])),
    "einsum": ("ij,jk->ik", X, Y), "elu": (X - 0.48,), "expand_dims": (X, 1), "full": ((2, 4), X[0].copy(), "float64"),
    "full_like": (ROWS[:, None] * ROWS, Y, "float64"), "gather": (X, [0, 2, 2]), "get_item": (X, 1), "hard_shrink": (4 * X - 2,),
    "hsplit": (X, 2), "hstack": ([X, Y],), "in_top_k": (X, np.array([0, 1, 2, 3]), 2), "map": (np.square, X),
    "meshgrid": (X[0].copy(), Y[0].copy()), "moments": (X, [0]), "moveaxis": (CUBE, 0, 1),
    "multi_hot": (np.array([1, 0]), 3), "one_hot": (X, 3), "ops.in_top_k": (np.array([0, 1, 2, 3]), X, 2), "outer": (X[0].copy(), Y[0].copy()), "pad": (X, 1),
    "percentile": (X, 30.0), "permute_dimensions": (CUBE, (1, 0, 2)), "prod": (X + 0.5,), "quantile": (X, 0.3),
    "relu": (X - 0.48,), "repeat": (X, 3), "repeat_elements": (X, 2, 1), "reshape": (X, (2, 8)), "roll": (X, 1),
    "rot90": (X,), "searchsorted": (np.array([0.3, 0.6]), X), "segment_max": (X, ROWS), "segment_sum": (X, ROWS),
    "select": ([X > 0.5], [X], 0.0), "shuffle": (X, 0, 1), "slice": (X, (0, 1), (2, 2)), "soft_shrink": (4 * X - 2,), "sparsemax": (2 * CUBE[0],),
    "slice_update": (X, (0, 1), Y[:2, :2].copy()), "sparse_categorical_crossentropy": (np.array([0, 1, 2, 3]), X),
    "split": (X, 2), "squeeze": (X[:, None],), "stack": ([X, Y],), "stop_gradient": (X,), "swapaxes": (CUBE, 0, 1), "switch": (X > 0.5, X, Y),
    "take": (X, [0, 2, 2], 1), "take_along_axis": (X, np.argsort(Y, axis=-1), -1), "threshold": (X, 0.48, 0.1),
    "tile": (X, 2), "top_k": (X, 2), "vectorized_map": (np.square, X), "vsplit": (X, 2), "vstack": ([X, Y],),
    "where": (X > 0.5, X, Y),
}
"""Calls of functions whose parameters are not among PARAMETERS."""
PARAMETERS: dict[str, Any] = {
    "x": X, "y": Y, "a": X, "b": Y, "x1": X, "x2": Y, "target": X, "output": Y, "tensor": X, "inputs": X, "values": X,
    "tensors": [X], "xs": [X, Y], "axis": -1, "k": 2, "n": 2,
}


def public_functions() -> dict[str, Callable[..., Any]]:
    """The public functions of ``keras.ops``, ``keras.backend`` and ``keras.random`` by names such as ``ops.add``."""
    functions: dict[str, Callable[..., Any]] = {}
    for path, module in (("ops", ops), ("backend", K), ("random", random_functions)):
        for name in module.__all__:
            function = getattr(module, name)
            if callable(function) and function not in functions.values():
                functions[f"{path}.{name}"] = function
    return functions


def is_in(name: str, names: Container[str]) -> bool:
    """Whether a function is listed, as ``ops.add`` or ``add``."""
    return name in names or name.partition(".")[2] in names


def arguments(name: str, function: Callable[..., Any]) -> tuple[Any, ...]:
    """Example arguments for a function, by its name or by those of its required parameters."""
    for key in (name, name.partition(".")[2]):
        if key in ARGUMENTS:
            return ARGUMENTS[key]
    parameters = [p for p in inspect.signature(function).parameters.values() if p.default is p.empty]
    unknown = [p.name for p in parameters if p.name not in PARAMETERS or p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    assert not unknown, f"add a call of {name} to ARGUMENTS: it has the parameters {unknown}"
    return tuple(PARAMETERS[p.name] for p in parameters)


def replaced(args: Any, old: Any, new: Any) -> Any:
    """The arguments with the array ``old``, by identity, replaced by ``new``, also inside lists."""
    if isinstance(args, tuple | list):
        return type(args)(replaced(item, old, new) for item in args)
    return new if args is old else args


def float_arrays(args: Any) -> Iterator[np.ndarray]:
    """The float arrays among the arguments, also inside lists."""
    for item in args if isinstance(args, tuple | list) else [args]:
        if isinstance(item, np.ndarray) and item.dtype.kind == "f":
            yield item
        elif isinstance(item, list):
            yield from float_arrays(item)


def outputs(y: Any) -> list[Any]:
    """The results of a call as a list."""
    return list(y) if isinstance(y, tuple | list) else [y]


def scalar(y: Any) -> float:
    """A number that depends on every value of every float result."""
    results = [np.asarray(raw(part)) for part in outputs(y)]
    return float(sum((weights(r) * r).sum() for r in results if r.dtype.kind == "f"))


def weights(y: np.ndarray) -> np.ndarray:
    return np.random.default_rng(3).uniform(0.5, 1.5, y.shape)


def traced_gradient(y: Any, x: Tensor) -> np.ndarray | None:
    """The gradient of :func:`scalar` by the trace; None if no result is on it."""
    grads = [find_gradient(part, x, weights(part.data)) for part in outputs(y) if isinstance(part, Tensor)]
    grads = [grad for grad in grads if grad is not None]
    return np.sum(grads, axis=0) if grads else None


def numeric_gradient(function: Callable[[np.ndarray], Any], x: np.ndarray) -> np.ndarray:
    """The gradient of :func:`scalar` of a function by central differences."""
    grad = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = STEP
        grad[index] = (scalar(function(x + step)) - scalar(function(x - step))) / (2 * STEP)
    return grad


def check_gradient(function: Callable[[Any], Any], x: np.ndarray) -> None:
    """The gradient from the trace is that of differences, and not zero everywhere."""
    source = Tensor(x)
    grad, expected = traced_gradient(function(source), source), numeric_gradient(function, x)
    assert np.abs(expected).max() > 1e-4, "the gradient is zero: nothing is tested"
    assert grad is not None, "the gradient is lost"
    np.testing.assert_allclose(grad, expected, rtol=2e-5, atol=1e-6)
