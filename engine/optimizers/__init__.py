"""Optimizers: rules that turn gradients into smaller losses."""

from functools import partial

from engine import serialization
from engine.optimizers import schedules as schedules
from engine.optimizers.adadelta import Adadelta
from engine.optimizers.adagrad import Adagrad
from engine.optimizers.adam import Adam
from engine.optimizers.adamax import Adamax
from engine.optimizers.adamw import AdamW
from engine.optimizers.base import Optimizer as Optimizer
from engine.optimizers.ftrl import Ftrl
from engine.optimizers.lion import Lion
from engine.optimizers.nadam import Nadam
from engine.optimizers.rmsprop import RMSprop
from engine.optimizers.sgd import SGD

ALL = (SGD, RMSprop, Adagrad, Adadelta, Adam, AdamW, Adamax, Nadam, Ftrl, Lion)

get = partial(serialization.get, "optimizer")
serialize = serialization.serialize
deserialize = partial(serialization.deserialize, "optimizer")
