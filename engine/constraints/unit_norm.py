"""UnitNorm: scales each unit's incoming weights to norm 1."""

from typing import Any, ClassVar, final

from engine.backend.eager_tensor import eager
from engine.constraints.base import Constraint
from engine.constraints.norms import EPSILON, l2_norms
from engine.hyperparameters import configurable, integers


@final
@configurable
class UnitNorm(Constraint):
    """``w / |w|``, with the L2 norm ``|w|`` over ``axis``. Source: Keras 3, ``constraints.UnitNorm``."""

    names: ClassVar[tuple[str, ...]] = ("unit_norm", "unitnorm")

    axis: tuple[int, ...] = integers(default=0)

    def __call__(self, w: Any) -> Any:
        return eager(w / (EPSILON + l2_norms(w, self.axis)))
