"""SparsePlus: a softplus that is exactly 0 up to -1."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class SparsePlus(Activation):
    """``y = 0`` up to -1, ``(x + 1)² / 4`` between, ``x`` from 1 on; ``y' = sparse_sigmoid(x)``.

    Source: Keras 3, ``activations.sparse_plus``.
    """

    def forward(self, x: Array) -> Array:
        return np.where(x < 1, np.square(np.maximum(x + 1, 0)) / 4, x)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return dy * np.clip((x + 1) / 2, 0, 1)
