"""Schedules: learning rates that change with the step."""

from functools import partial

from engine import serialization
from engine.optimizers.schedules.base import LearningRateSchedule as LearningRateSchedule
from engine.optimizers.schedules.cosine_decay import CosineDecay
from engine.optimizers.schedules.cosine_decay_restarts import CosineDecayRestarts
from engine.optimizers.schedules.exponential_decay import ExponentialDecay
from engine.optimizers.schedules.inverse_time_decay import InverseTimeDecay
from engine.optimizers.schedules.piecewise_constant_decay import PiecewiseConstantDecay
from engine.optimizers.schedules.polynomial_decay import PolynomialDecay

ALL = (ExponentialDecay, PiecewiseConstantDecay, PolynomialDecay, InverseTimeDecay, CosineDecay, CosineDecayRestarts)

get = partial(serialization.get, "schedule")
serialize = serialization.serialize
deserialize = partial(serialization.deserialize, "schedule")
