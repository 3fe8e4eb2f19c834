"""Constraint: the base of all constraints, which project a weight after each update."""

from abc import ABC, abstractmethod
from typing import Any

from engine.hyperparameters import Configurable


class Constraint(Configurable, ABC):
    """A projection that is applied to a weight after every update."""

    @abstractmethod
    def __call__(self, w: Any) -> Any:
        """Return the projected weight as a tensor, of the shape of ``w``."""
