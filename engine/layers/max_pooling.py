"""MaxPooling: what MaxPooling1D and MaxPooling2D have in common."""

from abc import ABC
from typing import Any

import numpy as np

from engine import kernels, memory
from engine.layers.pooling import Pooling
from engine.layers.spatial import as_pictures
from engine.random import INFERENCE, CallContext
from engine.threads import over
from engine.typing import Array


class MaxPooling(Pooling, ABC):
    """``y[b, window, c] = max x[b, window, c]``

    Backward: ``dx`` is the sum of the ``dy`` of all windows whose largest number a place holds; of several largest ones
    in a window, the first has it.
    """

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        x = self.inward(x)
        windows, pictures = self.windows(as_pictures(x)), as_pictures(x)
        y = memory.empty((len(x), *windows.counts, x.shape[-1]), x.dtype)
        which = memory.empty(y.shape, np.dtype("int32"))
        spans = windows.rows, windows.columns
        size, stride, before = zip(*((s.places().stop, s.stride, s.before) for s in spans), strict=True)
        over(x.size, lambda team: kernels.largest(pictures, y, which, size, stride, before, team))
        return self.outward(y.reshape(len(x), *y.shape[5 - x.ndim:])), (x.shape, which, size, stride, before)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        shape, which, size, stride, before = cache
        dx = memory.empty(shape, dy.dtype)
        slopes, into = as_pictures(self.inward(dy)), as_pictures(dx)
        over(dx.size, lambda team: kernels.largest_gradient(slopes, which, into, size, stride, before, team))
        return self.outward(dx), {}
