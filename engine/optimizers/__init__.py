"""Optimizers: rules that turn gradients into smaller losses."""

from typing import Any

from engine.optimizers.adam import Adam
from engine.optimizers.base import Optimizer
from engine.optimizers.rmsprop import RMSprop
from engine.optimizers.sgd import SGD
from engine.ranges import OfKind

ALL = (SGD, RMSprop, Adam)


def get(identifier: Any) -> Optimizer:
    """An optimizer from its name, its config, or itself."""
    if isinstance(identifier, Optimizer):
        return identifier
    found: Optimizer = OfKind(kind="optimizer").check("optimizer", identifier)
    return found
