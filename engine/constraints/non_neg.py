"""NonNeg: replaces negative weights by 0."""

from typing import Any, ClassVar, final

import numpy as np

from engine.backend.eager_tensor import eager
from engine.constraints.base import Constraint
from engine.hyperparameters import configurable


@final
@configurable
class NonNeg(Constraint):
    """``max(w, 0)``. Source: Keras 3, ``constraints.NonNeg``."""

    names: ClassVar[tuple[str, ...]] = ("non_neg", "nonneg")

    def __call__(self, w: Any) -> Any:
        return eager(np.maximum(w, 0))
