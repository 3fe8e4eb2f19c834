"""GlobalMaxPooling: the base class of GlobalMaxPooling1D and GlobalMaxPooling2D."""

from abc import ABC
from typing import Any

from engine.layers.global_pooling import GlobalPooling
from engine.random import INFERENCE, CallContext
from engine.typing import Array


class GlobalMaxPooling(GlobalPooling, ABC):
    """``y[b, c] = max x[b, …, c]``

    Backward: ``dx = dy`` at the maximum; several maxima share it evenly, as in Keras.
    """

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        x = self.to_channels_last(x)
        y = x.max(axis=self.spatial_axes, keepdims=True)
        return self.to_output_layout(y), (x, y)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        x, y = cache
        is_max = (x == y).astype(dy.dtype)
        share = self.to_keepdims_layout(dy) / is_max.sum(axis=self.spatial_axes, keepdims=True)
        return self.from_channels_last(is_max * share), {}
