"""What every learning-rate schedule is: the step in, the rate out."""

from abc import ABC, abstractmethod
from typing import Any

from engine.hyperparameters import Configurable, configurable


@configurable
class LearningRateSchedule(Configurable, ABC):
    """A learning rate that changes while a model learns.

    Schedules compute in float32, as Keras does, so that a staircase steps at the very step at which Keras's does.
    """

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """No name is the usual name: so Keras 2 saves a schedule."""
        return {name: value for name, value in arguments.items() if name != "name" or value is not None}

    @abstractmethod
    def __call__(self, step: int) -> float:
        """The rate after ``step`` updates, from 0."""
