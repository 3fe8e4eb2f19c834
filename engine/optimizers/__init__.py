"""Optimizers: rules that turn gradients into smaller losses."""

from engine.optimizers.adam import Adam
from engine.optimizers.base import Optimizer as Optimizer
from engine.optimizers.rmsprop import RMSprop
from engine.optimizers.sgd import SGD

ALL = (SGD, RMSprop, Adam)
