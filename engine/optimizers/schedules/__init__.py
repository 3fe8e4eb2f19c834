"""Schedules: learning rates that change with the step."""

from engine.optimizers.schedules.base import LearningRateSchedule as LearningRateSchedule
from engine.optimizers.schedules.inverse_time_decay import InverseTimeDecay

ALL = (InverseTimeDecay,)
