"""What every learning-rate schedule is: the step in, the rate out."""

from abc import ABC, abstractmethod
from copy import copy
from typing import Any, ClassVar, Self

import numpy as np

from engine.hyperparameters import Configurable, configurable


@configurable
class LearningRateSchedule(Configurable, ABC):
    """A learning rate that changes while a model learns.

    Schedules compute in float32, as Keras does, so that a staircase steps at the very step at which Keras's does. That
    of an optimizer is also the number that ``optimizer.learning_rate`` is in Keras: the rate of the next update.
    """

    owner: ClassVar[Any] = None
    """The optimizer that goes by this schedule."""

    def of(self, optimizer: Any) -> Self:
        """The same schedule, that of an optimizer."""
        made = copy(self)
        made.__dict__["owner"] = optimizer
        return made

    def __getstate__(self) -> dict[str, Any]:
        """Without the optimizer, which is told again when that is unpickled."""
        return {name: value for name, value in self.__dict__.items() if name != "owner"}

    def __float__(self) -> float:
        """The rate now. Raises TypeError unless an optimizer has this schedule."""
        if self.owner is None:
            raise TypeError(f"{self!r} is a number only as the learning_rate of an optimizer")
        return float(self(self.owner.iterations))

    def __format__(self, how: str) -> str:
        """``f"{optimizer.learning_rate:.4f}"``"""
        return format(float(self), how) if how else str(self)

    def numpy(self) -> Any:
        """The rate now, as float32."""
        return np.float32(float(self))

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """No name is the usual name: so Keras 2 saves a schedule."""
        return {name: value for name, value in arguments.items() if name != "name" or value is not None}

    @abstractmethod
    def __call__(self, step: int) -> float:
        """The rate after ``step`` updates, from 0."""
