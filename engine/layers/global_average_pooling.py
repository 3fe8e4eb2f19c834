"""GlobalAveragePooling: what GlobalAveragePooling1D and GlobalAveragePooling2D have in common."""

from abc import ABC
from math import prod
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.layers.global_pooling import GlobalPooling
from engine.random import INFERENCE, Moment


class GlobalAveragePooling(GlobalPooling, ABC):
    """``y[b, c] = mean x[b, …, c]``

    Backward: ``dx = dy / n`` at each of the n places.
    """

    def forward(self, x: Array, training: Moment = INFERENCE) -> tuple[Array, Any]:
        x = self.inward(x)
        return self.shaped(x.mean(axis=self.between, keepdims=True)), x.shape

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        share = self.unshaped(dy) / dy.dtype.type(prod(cache[1:-1]))
        return self.outward(np.ascontiguousarray(np.broadcast_to(share, cache))), {}
