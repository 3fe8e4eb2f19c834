"""Optimizers: rules that turn gradients into smaller losses."""

from typing import Any

from engine.optimizers.adadelta import Adadelta
from engine.optimizers.adagrad import Adagrad
from engine.optimizers.adam import Adam
from engine.optimizers.adamax import Adamax
from engine.optimizers.adamw import AdamW
from engine.optimizers.base import Optimizer
from engine.optimizers.ftrl import Ftrl
from engine.optimizers.lion import Lion
from engine.optimizers.nadam import Nadam
from engine.optimizers.rmsprop import RMSprop
from engine.optimizers.sgd import SGD
from engine.ranges import OfKind

ALL = (SGD, RMSprop, Adagrad, Adadelta, Adam, AdamW, Adamax, Nadam, Ftrl, Lion)


def get(identifier: Any) -> Optimizer:
    """An optimizer from its name, its config, or itself."""
    if isinstance(identifier, Optimizer):
        return identifier
    found: Optimizer = OfKind(kind="optimizer").check("optimizer", identifier)
    return found
