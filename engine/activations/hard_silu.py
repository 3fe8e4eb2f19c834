"""Hard SiLU: SiLU with the hard sigmoid."""

from typing import ClassVar, final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class HardSilu(Activation):
    """``y = x · hard_sigmoid(x)``; between -3 and 3, ``y' = x / 3 + 1/2``.

    Source: Howard et al. 2019 (arXiv 1905.02244); Keras 3, ``activations.hard_silu``.
    """

    names: ClassVar[tuple[str, ...]] = ("hard_silu", "hard_swish")

    def forward(self, x: Array) -> Array:
        y: Array = x * (np.clip(x + 3, 0, 6) / 6)
        return y

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        gate = np.clip(x + 3, 0, 6) / 6
        dx: Array = dy * (gate + np.where(np.abs(x) < 3, x / 6, 0))
        return dx
