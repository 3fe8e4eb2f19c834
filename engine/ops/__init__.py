"""``keras.ops``: the functions of Keras 3 for losses, metrics, layers and Lambdas of one's own.

They take arrays and Tensors, which record how they were computed (:mod:`engine.backend.tensor`); what is differentiable
in Keras has its gradient. Functions of ``keras.ops`` that are not in :data:`__all__` are not available here.
"""

from inspect import isfunction
from typing import Any

from engine.backend.values import dtype
from engine.errors import Problem, did_you_mean
from engine.ops import arithmetic, control_flow, creation, elementwise, indexing, nn, products, reductions, shapes

FUNCTIONS = {
    name: value
    for module in (arithmetic, control_flow, creation, elementwise, indexing, nn, products, reductions, shapes)
    for name, value in vars(module).items()
    if isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
} | {"dtype": dtype}
"""The operations by name: the public functions of the modules of this package."""
globals().update(FUNCTIONS)

__all__ = sorted(FUNCTIONS)  # noqa: PLE0605  (all of them are strings)


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    hint = did_you_mean(name, __all__)
    raise AttributeError(str(Problem((), "not_of_keras", {"module": "keras.ops", "name": name, "hint": hint})))
