"""Constraint: the base of all constraints, which project a weight after each update."""

from abc import ABC, abstractmethod

from engine.hyperparameters import Configurable
from engine.typing import Array


class Constraint(Configurable, ABC):
    """A projection that is applied to a weight after every update."""

    @abstractmethod
    def __call__(self, w: Array) -> Array:
        """Return the projected weight, of the shape of ``w``."""
