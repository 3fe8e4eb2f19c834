"""``keras.ops``: choices and loops over functions. Execution is eager, so a condition is known when it is met."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from engine import backend
from engine.backend.tensor import raw
from engine.ops.dtypes import convert, promote


def cond(pred: Any, true_fn: Callable[[], Any], false_fn: Callable[[], Any]) -> Any:
    """``true_fn()`` if the condition holds, else ``false_fn()``."""
    return true_fn() if bool(raw(convert(pred))) else false_fn()


def switch(index: Any, branches: Sequence[Callable[..., Any]], *operands: Any) -> Any:
    """The result of one of the functions, called with the operands; an index out of range is clipped."""
    return branches[int(np.clip(raw(convert(index)), 0, len(branches) - 1))](*operands)


def while_loop(cond: Callable[..., Any], body: Callable[..., Any], loop_vars: Any,
               maximum_iterations: int | None = None) -> Any:
    """Replace ``loop_vars``, one value or a tuple, by ``body(*loop_vars)`` as long as ``cond(*loop_vars)`` holds."""
    several = isinstance(loop_vars, tuple | list)
    values = tuple(loop_vars) if several else (loop_vars,)
    count = 0
    while bool(raw(convert(cond(*values)))) and (maximum_iterations is None or count < maximum_iterations):
        result = body(*values)
        values = tuple(result) if isinstance(result, tuple | list) else (result,)
        count += 1
    return values if several else values[0]


def fori_loop(lower: int, upper: int, body_fun: Callable[[int, Any], Any], init_val: Any) -> Any:
    """Replace a value by ``body_fun(i, value)`` for each i from ``lower`` to ``upper - 1``."""
    value = init_val
    for i in range(int(lower), int(upper)):
        value = body_fun(i, value)
    return value


def map(f: Callable[[Any], Any], xs: Any) -> Any:
    """The results of a function for each item along the first axis, stacked."""
    xs = convert(xs)
    return backend.stack(promote(*[f(xs[i]) for i in range(np.shape(raw(xs))[0])]))


def vectorized_map(function: Callable[[Any], Any], elements: Any) -> Any:
    """The results of a function for each item along the first axis, stacked."""
    return map(function, elements)
