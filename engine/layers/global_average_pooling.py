"""GlobalAveragePooling: what GlobalAveragePooling1D and GlobalAveragePooling2D have in common."""

from abc import ABC
from math import prod
from typing import Any

import numpy as np

from engine.layers.global_pooling import GlobalPooling
from engine.random import INFERENCE, CallContext
from engine.typing import Array


class GlobalAveragePooling(GlobalPooling, ABC):
    """``y[b, c] = mean x[b, …, c]``

    With a mask, the mean is over the time steps that count. Backward: ``dx = dy / n`` at each of the n places that do.
    """

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        x = self.inward(x)
        if context.mask is None or self.rank != 1:
            return self.shaped(x.mean(axis=self.between, keepdims=True)), (x.shape, None)
        counted = context.mask[..., None].astype(x.dtype)
        with np.errstate(invalid="ignore", divide="ignore"):  # where no step counts, Keras gives NaN too
            share = counted / counted.sum(axis=1, keepdims=True)
        return self.shaped((x * share).sum(axis=1, keepdims=True)), (x.shape, share)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        shape, share = cache
        dx = self.unshaped(dy) / dy.dtype.type(prod(shape[1:-1])) if share is None else self.unshaped(dy) * share
        return self.outward(np.ascontiguousarray(np.broadcast_to(dx, shape))), {}
