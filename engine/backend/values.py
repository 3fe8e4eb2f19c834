"""Functions that get and set values or draw random values, and functions of graph mode, which raise an error."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from engine.backend.config import floatx
from engine.backend.tensor import raw
from engine.backend.traced_tensor import returns_tensor
from engine.errors import fail
from engine.typing import Array
from engine.utils.seed import default_seed


def get_value(x: Any) -> Any:
    """The value of a weight, a learning rate, a tensor or an array."""
    return x.numpy() if hasattr(x, "numpy") else raw(x)


def eval(x: Any) -> Any:
    """The same as :func:`get_value`, because execution is eager."""
    return get_value(x)


def set_value(x: Any, value: Any) -> None:
    """Set the value of a weight, a learning rate or an array."""
    if hasattr(x, "assign"):
        x.assign(value)
    elif isinstance(x, np.ndarray):
        x[...] = value
    else:
        raise fail("not_a_variable", "x", value=x)


def update(x: Any, new_x: Any) -> Any:
    """Like :func:`set_value`, but returns ``x``."""
    set_value(x, raw(new_x))
    return x


def batch_get_value(tensors: Iterable[Any]) -> list[Any]:
    """Return :func:`get_value` of each item."""
    return [get_value(x) for x in tensors]


def batch_set_value(tuples: Iterable[tuple[Any, Any]]) -> None:
    """Call :func:`set_value` for each pair ``(x, value)``."""
    for x, value in tuples:
        set_value(x, value)


def count_params(x: Any) -> int:
    """The number of elements of a weight."""
    return int(np.size(get_value(x)))


def dtype(x: Any) -> str:
    """The name of the element type."""
    return str(np.asarray(raw(x)).dtype)


def is_tensor(x: Any) -> bool:
    """Whether ``x`` is an array, a Tensor or a list, and not a number."""
    return isinstance(raw(x), np.ndarray)


@returns_tensor
def random_normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: str | None = None,
                  seed: int | None = None) -> Array:
    """Values of a normal distribution."""
    return np.asarray(_rng(seed).normal(mean, stddev, shape), dtype=dtype or floatx())


@returns_tensor
def random_uniform(shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: str | None = None,
                   seed: int | None = None) -> Array:
    """Values of a uniform distribution on ``[minval, maxval)``."""
    return np.asarray(_rng(seed).uniform(minval, maxval, shape), dtype=dtype or floatx())


@returns_tensor
def random_bernoulli(shape: Any, p: float = 0.0, dtype: str | None = None, seed: int | None = None) -> Array:
    """1 with probability ``p``, else 0."""
    return np.asarray(_rng(seed).random(shape) < p, dtype=dtype or floatx())


def _rng(seed: int | None) -> np.random.Generator:
    return np.random.default_rng(default_seed() if seed is None else seed)


def learning_phase() -> int:
    """Always 0, for inference: ``fit`` passes the training mode to the layers itself."""
    return 0


def set_learning_phase(value: int) -> None:
    """Accepted and ignored: call a model with ``training=True`` instead."""


def _needs_graph(name: str) -> Callable[..., Any]:
    def raise_problem(*args: Any, **kwargs: Any) -> Any:
        raise fail("needs_a_graph", name, function=f"backend.{name}")

    raise_problem.__name__ = name
    raise_problem.__doc__ = "Raises a ProblemError: there is no graph of operations."
    return raise_problem


function, placeholder, gradients, get_session, set_session = map(
    _needs_graph, ("function", "placeholder", "gradients", "get_session", "set_session"))
