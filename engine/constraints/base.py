"""What every constraint is: a weight after an update in, the nearest allowed weight out."""

from abc import ABC, abstractmethod

from engine.hyperparameters import Configurable
from engine.typing import Array


class Constraint(Configurable, ABC):
    """Applied to a weight after every update of it."""

    @abstractmethod
    def __call__(self, w: Array) -> Array:
        """The projected weight; the shape of ``w``."""
