"""What every learning-rate schedule is: the step in, the rate out."""

from abc import ABC, abstractmethod

from engine.hyperparameters import Configurable, configurable


@configurable
class LearningRateSchedule(Configurable, ABC):
    """A learning rate that changes while a model learns.

    Schedules compute in float32, as Keras does, so that a staircase steps at the very step at which Keras's does.
    """

    @abstractmethod
    def __call__(self, step: int) -> float:
        """The rate after ``step`` updates, from 0."""
