"""LearningRateSchedule: the base of schedules, which map the step to a learning rate."""

from abc import ABC, abstractmethod
from copy import copy
from typing import Any, ClassVar, Self

import numpy as np

from engine.hyperparameters import Configurable, configurable


@configurable
class LearningRateSchedule(Configurable, ABC):
    """A learning rate that changes during training.

    Schedules compute in float32, as Keras does, so that a staircase changes at the same step. ``float()`` of a
    schedule that is bound to an optimizer is the rate of the next update, like ``optimizer.learning_rate`` in Keras.
    """

    optimizer: ClassVar[Any] = None
    """The optimizer that uses this schedule; None for an unbound one."""

    def bind(self, optimizer: Any) -> Self:
        """Return a shallow copy that is bound to an optimizer."""
        bound = copy(self)
        bound.__dict__["optimizer"] = optimizer
        return bound

    def __getstate__(self) -> dict[str, Any]:
        """Leave out the optimizer, which binds its schedule again when it is unpickled."""
        return {name: value for name, value in self.__dict__.items() if name != "optimizer"}

    def __float__(self) -> float:
        """Return the current rate. Raises TypeError unless the schedule is bound to an optimizer."""
        if self.optimizer is None:
            raise TypeError(f"{self!r} is a number only as the learning_rate of an optimizer")
        return float(self(self.optimizer.iterations))

    def __format__(self, spec: str) -> str:
        """Support ``f"{optimizer.learning_rate:.4f}"``."""
        return format(float(self), spec) if spec else str(self)

    def numpy(self) -> Any:
        """Return the current rate as float32."""
        return np.float32(float(self))

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Accept ``name=None``, as saved by Keras 2."""
        return {name: value for name, value in arguments.items() if name != "name" or value is not None}

    @abstractmethod
    def __call__(self, step: int) -> float:
        """Return the learning rate after ``step`` updates, from 0."""
