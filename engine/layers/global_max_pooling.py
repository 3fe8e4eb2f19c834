"""GlobalMaxPooling: what GlobalMaxPooling1D and GlobalMaxPooling2D have in common."""

from abc import ABC
from typing import Any

from engine.layers.global_pooling import GlobalPooling
from engine.random import INFERENCE, CallContext
from engine.typing import Array


class GlobalMaxPooling(GlobalPooling, ABC):
    """``y[b, c] = max x[b, …, c]``

    Backward: ``dy`` goes to the place of the largest number; several largest ones share it evenly, as in Keras.
    """

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        x = self.inward(x)
        y = x.max(axis=self.between, keepdims=True)
        return self.shaped(y), (x, y)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        x, y = cache
        there = (x == y).astype(dy.dtype)
        return self.outward(there * (self.unshaped(dy) / there.sum(axis=self.between, keepdims=True))), {}
