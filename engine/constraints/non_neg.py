"""NonNeg: replaces negative weights by 0."""

from typing import ClassVar, final

import numpy as np

from engine.constraints.base import Constraint
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class NonNeg(Constraint):
    """``max(w, 0)``. Source: Keras 3, ``constraints.NonNeg``."""

    names: ClassVar[tuple[str, ...]] = ("non_neg", "nonneg")

    def __call__(self, w: Array) -> Array:
        return np.maximum(w, 0)
