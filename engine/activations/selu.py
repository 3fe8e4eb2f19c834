"""SELU: ELU scaled so that signals keep mean 0 and variance 1 from layer to layer."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array

ALPHA = 1.6732632423543772
SCALE = 1.0507009873554805


@final
@configurable
class Selu(Activation):
    """``y = scale · x`` and ``y' = scale`` above 0, else ``y = scale · α · (exp(x) - 1)`` and ``y' = y + scale · α``.

    Source: Klambauer et al. 2017 (arXiv 1706.02515), equation 2; Keras 3, ``activations.selu``.
    """

    def forward(self, x: Array) -> Array:
        return SCALE * np.where(x > 0, x, ALPHA * np.expm1(np.minimum(x, 0)))

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return np.where(x > 0, SCALE * dy, dy * (y + SCALE * ALPHA))
