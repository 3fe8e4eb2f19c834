"""PiecewiseConstantDecay: a constant learning rate for each interval of steps."""

from bisect import bisect_left
from typing import final

from engine.errors import ProblemError, fail
from engine.hyperparameters import configurable, numbers, text
from engine.optimizers.schedules.base import LearningRateSchedule


@final
@configurable
class PiecewiseConstantDecay(LearningRateSchedule):
    """``values[0]`` up to and including step ``boundaries[0]``, then ``values[1]`` up to ``boundaries[1]``, …

    ``values`` has one element more than ``boundaries``. Source: Keras 3, ``schedules.PiecewiseConstantDecay``.
    """

    boundaries: tuple[float, ...] = numbers()
    values: tuple[float, ...] = numbers()
    name: str = text(default="PiecewiseConstant")

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("boundaries", "values"):
            if not isinstance(getattr(self, name), tuple):
                raise fail("not_a_list", name, argument=name, value=getattr(self, name))
        if len(self.boundaries) != len(self.values) - 1:
            raise ProblemError(
                fail("not_one_less", "boundaries", argument="boundaries", other="values",
                     expected=len(self.values) - 1, received=len(self.boundaries)).problem, "PiecewiseConstantDecay: ")

    def __call__(self, step: int) -> float:
        return self.values[bisect_left(self.boundaries, step)]
