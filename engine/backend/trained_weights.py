"""The weights that a loss is being differentiated for, so that a learner's own loss cannot read them unnoticed.

Only the gradient with respect to the predictions is computed. A loss that reads a weight of the model itself, such as
its own penalty, would train without that part.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import numpy as np

from engine.errors import fail
from engine.typing import Array

_trained: ContextVar[Array | None] = ContextVar("weights in training", default=None)


@contextmanager
def differentiating(weights: Array | None) -> Iterator[None]:
    """Context manager: within it, functions of the backend refuse to read the memory of this vector."""
    token = _trained.set(weights)
    try:
        yield
    finally:
        _trained.reset(token)


def refuse_trained(x: Any) -> None:
    """Raise a ProblemError if ``x`` is a part of the vector in training, or a variable that holds one."""
    weights = _trained.get()
    if weights is None:
        return
    array = x.read() if hasattr(x, "assign") else x
    if isinstance(array, np.ndarray) and np.may_share_memory(array, weights):
        raise fail("gradient_of_weight", name=str(getattr(x, "path", "a weight")))


def refuse_trained_layer(layer: Any) -> None:
    """Raise a ProblemError if a layer has a weight in training."""
    weights = _trained.get()
    if weights is not None and any(np.may_share_memory(layer.array(name), weights) for name in layer.weight_names()):
        raise fail("gradient_of_weight", name=str(layer.name))
