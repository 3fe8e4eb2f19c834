"""UnitNorm: brings the weights into every unit to length 1."""

from typing import ClassVar, final

from engine.constraints.base import Constraint
from engine.constraints.norms import EPSILON, norms
from engine.hyperparameters import configurable, integers
from engine.typing import Array


@final
@configurable
class UnitNorm(Constraint):
    """``w / |w|``, with the length ``|w|`` summed over ``axis``. Source: Keras 3, ``constraints.UnitNorm``."""

    names: ClassVar[tuple[str, ...]] = ("unit_norm", "unitnorm")

    axis: tuple[int, ...] = integers(default=0)

    def __call__(self, w: Array) -> Array:
        return w / (EPSILON + norms(w, self.axis))
