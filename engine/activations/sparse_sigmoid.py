"""Sparse sigmoid: a straight line from 0 to 1 between -1 and 1."""

from typing import final

import numpy as np

from engine.activations.base import Activation
from engine.hyperparameters import configurable
from engine.typing import Array


@final
@configurable
class SparseSigmoid(Activation):
    """``y = (x + 1) / 2``, clipped to ``[0, 1]``.

    Source: Blondel et al. 2019 (arXiv 1901.02324); Keras 3, ``activations.sparse_sigmoid``.
    """

    def forward(self, x: Array) -> Array:
        return np.clip((x + 1) / 2, 0, 1)

    def backward(self, dy: Array, x: Array, y: Array) -> Array:
        return np.where(np.abs(x) < 1, dy / 2, 0)
