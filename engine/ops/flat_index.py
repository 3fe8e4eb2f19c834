"""Rearrange arrays by the positions of their elements: the gradient goes back to where each element came from."""

from collections.abc import Callable
from typing import Any

import numpy as np

from engine.backend.tensor import Tensor, apply, raw
from engine.ops.dtypes import convert
from engine.typing import Array


def take_flat(x: Any, indices: Array) -> Any:
    """The elements at these indices of the flattened array, in the shape of ``indices``.

    Backward: each element of dx is the sum of dy over the positions to which it was copied.
    """
    data = np.asarray(raw(x))

    def pullback(dy: Array) -> Array:
        sums = np.bincount(indices.ravel(), weights=np.ravel(dy), minlength=data.size)
        return sums.astype(dy.dtype).reshape(data.shape)

    return apply(data.reshape(-1)[indices], (x, pullback))


def rearrange(x: Any, function: Callable[[Array], Array]) -> Any:
    """Return ``function(x)`` for a function that only moves, repeats or leaves out elements."""
    x = convert(x)
    if not isinstance(x, Tensor):
        return np.array(function(x))
    return take_flat(x, function(np.arange(x.data.size).reshape(x.shape)))
