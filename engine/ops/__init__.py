"""``keras.ops``: the functions of Keras 3 for losses, metrics, layers and Lambdas of one's own.

They take arrays and Tensors, which record how they were computed (:mod:`engine.backend.tensor`); what is differentiable
in Keras has its gradient. Functions of ``keras.ops`` that are not in :data:`__all__` are not available here.
"""

from collections.abc import Callable
from inspect import isfunction
from typing import Any

from engine.backend.traced_tensor import not_differentiable, returns_tensor
from engine.backend.values import dtype
from engine.errors import Problem, did_you_mean
from engine.ops import arithmetic, control_flow, creation, elementwise, indexing, nn, products, reductions, shapes

WITHOUT_GRADIENT = frozenset({
    "allclose", "bincount", "ceil", "count_nonzero", "digitize", "empty_like", "floor", "floor_divide", "isclose",
    "isin", "isinf", "logical_xor", "multi_hot", "nonzero", "ones_like", "round", "searchsorted", "signbit", "trunc",
    "unique", "zeros_like",
})  # fmt: skip
"""Operations without gradient, beside those that the backend lists in NOT_DIFFERENTIABLE."""
PLAIN_RESULTS = frozenset({"convert_to_numpy", "dtype", "is_tensor"})
"""Operations that do not return a tensor."""


def _operation(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The operation of that name, which returns tensors."""
    if name in PLAIN_RESULTS:
        return function
    return (not_differentiable if name in WITHOUT_GRADIENT else returns_tensor)(function, "engine.ops")


FUNCTIONS = {
    name: _operation(name, value)
    for module in (arithmetic, control_flow, creation, elementwise, indexing, nn, products, reductions, shapes)
    for name, value in vars(module).items()
    if isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
} | {"dtype": dtype}
"""The operations by name: the public functions of the modules of this package."""
ALIASES = {"absolute": "abs", "amax": "max", "amin": "min", "fabs": "abs", "hard_swish": "hard_silu", "swish": "silu",
           "true_divide": "divide"}
"""Second names of operations."""
FUNCTIONS |= {alias: FUNCTIONS[name] for alias, name in ALIASES.items()}
globals().update(FUNCTIONS)

__all__ = sorted(FUNCTIONS)  # noqa: PLE0605  (all of them are strings)

NEAR = {
    "add_n": "sum", "batch_dot": "matmul", "cast_to_floatx": "cast", "clip_by_value": "clip", "concat": "concatenate",
    "constant": "convert_to_tensor", "flatten": "ravel", "gather": "take", "int_shape": "shape",
    "l2_normalize": "normalize", "permute_dimensions": "transpose", "pow": "power", "reduce_all": "all",
    "reduce_any": "any", "reduce_logsumexp": "logsumexp", "reduce_max": "max", "reduce_mean": "mean",
    "reduce_min": "min", "reduce_prod": "prod", "reduce_std": "std", "reduce_sum": "sum", "reduce_variance": "var",
    "repeat_elements": "repeat", "reverse": "flip", "squared_difference": "square", "variable": "convert_to_tensor",
}
"""Operations by names that they have in TensorFlow and in Keras 2's backend, for the hint of an error."""


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    hint = f" Did you mean {NEAR[name]!r}?" if name in NEAR else did_you_mean(name, __all__)
    raise AttributeError(str(Problem((), "not_of_keras", {"module": "keras.ops", "name": name, "hint": hint})))
