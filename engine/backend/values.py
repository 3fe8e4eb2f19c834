"""Functions that read and write what models keep, or make random numbers; and those of Keras that need a graph."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from engine.backend.config import floatx
from engine.backend.tensor import raw
from engine.errors import fail
from engine.typing import Array
from engine.utils.seed import default_seed


def get_value(x: Any) -> Any:
    """The numbers of a weight, a learning rate, a tensor or an array."""
    return x.numpy() if hasattr(x, "numpy") else raw(x)


def eval(x: Any) -> Any:
    """As :func:`get_value`: everything has been computed already."""
    return get_value(x)


def set_value(x: Any, value: Any) -> None:
    """Give a weight, a learning rate or an array other numbers."""
    if hasattr(x, "assign"):
        x.assign(value)
    elif isinstance(x, np.ndarray):
        x[...] = value
    else:
        raise fail("not_a_variable", "x", value=x)


def update(x: Any, new_x: Any) -> Any:
    """As :func:`set_value`; returns ``x``."""
    set_value(x, raw(new_x))
    return x


def batch_get_value(tensors: Iterable[Any]) -> list[Any]:
    """:func:`get_value` of each."""
    return [get_value(x) for x in tensors]


def batch_set_value(tuples: Iterable[tuple[Any, Any]]) -> None:
    """:func:`set_value` for each pair."""
    for x, value in tuples:
        set_value(x, value)


def count_params(x: Any) -> int:
    """How many numbers a weight holds."""
    return int(np.size(get_value(x)))


def dtype(x: Any) -> str:
    """The name of the type of numbers."""
    return str(np.asarray(raw(x)).dtype)


def is_tensor(x: Any) -> bool:
    """Whether something holds numbers as arrays do."""
    return isinstance(raw(x), np.ndarray)


def random_normal(shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: str | None = None,
                  seed: int | None = None) -> Array:
    """Numbers of a normal distribution."""
    return np.asarray(_random(seed).normal(mean, stddev, shape), dtype=dtype or floatx())


def random_uniform(shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: str | None = None,
                   seed: int | None = None) -> Array:
    """Numbers that are all as likely, from ``minval`` up to ``maxval``."""
    return np.asarray(_random(seed).uniform(minval, maxval, shape), dtype=dtype or floatx())


def random_bernoulli(shape: Any, p: float = 0.0, dtype: str | None = None, seed: int | None = None) -> Array:
    """1 with the probability ``p``, else 0."""
    return np.asarray(_random(seed).random(shape) < p, dtype=dtype or floatx())


def _random(seed: int | None) -> np.random.Generator:
    return np.random.default_rng(default_seed() if seed is None else seed)


def learning_phase() -> int:
    """0: what a learner calls is inference; layers are told of training by ``fit``."""
    return 0


def set_learning_phase(value: int) -> None:
    """Accept 0 and 1 and change nothing: a model is called with ``training=True`` for that."""


def _of_a_graph(name: str) -> Callable[..., Any]:
    def called(*args: Any, **kwargs: Any) -> Any:
        raise fail("needs_a_graph", name, function=f"backend.{name}")

    called.__name__ = name
    called.__doc__ = "A problem: there is no graph of operations here."
    return called


function, placeholder, gradients, get_session, set_session = map(
    _of_a_graph, ("function", "placeholder", "gradients", "get_session", "set_session"))
