"""GlobalAveragePooling: the base class of GlobalAveragePooling1D and GlobalAveragePooling2D."""

from abc import ABC
from math import prod
from typing import Any

import numpy as np

from engine.layers.global_pooling import GlobalPooling
from engine.random import INFERENCE, CallContext
from engine.typing import Array


class GlobalAveragePooling(GlobalPooling, ABC):
    """``y[b, c] = mean x[b, …, c]``

    With a mask, the mean over a sequence is over the unmasked time steps. Backward: ``dx = dy / n`` at each of the n
    pixels or steps in the mean, 0 at masked steps.
    """

    @property
    def handles_masks(self) -> bool:
        return self.rank == 1

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        x = self.to_channels_last(x)
        if context.mask is None or self.rank != 1:
            return self.to_output_layout(x.mean(axis=self.spatial_axes, keepdims=True)), (x.shape, None)
        mask = context.mask[..., None].astype(x.dtype)
        with np.errstate(invalid="ignore", divide="ignore"):  # as in Keras, NaN if all steps are masked
            weights = mask / mask.sum(axis=1, keepdims=True)
        counted = np.where(context.mask[..., None], x, x.dtype.type(0))  # so that NaN in masked steps does not count
        return self.to_output_layout((counted * weights).sum(axis=1, keepdims=True)), (x.shape, weights)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        shape, weights = cache
        grad = self.to_keepdims_layout(dy)
        dx = grad / dy.dtype.type(prod(shape[1:-1])) if weights is None else grad * weights
        return self.from_channels_last(np.ascontiguousarray(np.broadcast_to(dx, shape))), {}
