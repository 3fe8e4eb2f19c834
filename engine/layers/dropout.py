"""Dropout: forgets some values at random, so that no unit can lean on a single other one."""

from typing import Any, ClassVar, final

import numpy as np

from engine import kernels
from engine.hyperparameters import configurable, declare, integer, real
from engine.layers.base import Layer
from engine.layers.shape_checks import fill_noise_shape, require_broadcast
from engine.parallel import parallel_for
from engine.random import INFERENCE, CallContext, splitmix64, splitmix64_array
from engine.typing import Array, Shape
from engine.validators import BatchShape


@final
@configurable
class Dropout(Layer):
    """``y = x · m``, where ``m`` is 0 with probability ``rate``, else ``1 / (1 − rate)``; in inference ``y = x``

    x, y: ``(batch, …)``. m: of shape ``noise_shape``, in which None is the length of that axis of x (by default the
    shape of x); broadcast to x and drawn anew for every batch. The factor ``1 / (1 − rate)`` preserves the expected
    sum.

    Backward: ``dx = dy · m``. Source: Srivastava et al. 2014, section 4; Keras 3, ``layers.Dropout``.
    """

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "holes"
    supports_masking: ClassVar[bool] = True
    call_arguments: ClassVar[tuple[str, ...]] = ("inputs", "training")

    rate: float = real(0, 1, example=0.5)
    noise_shape: Shape | None = declare(BatchShape(), default=None)
    seed: int | None = integer(0, default=None)

    def check_input(self, input_shape: Shape) -> None:
        require_broadcast(self, input_shape, "noise_shape", self.noise_shape or ())

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        if not context or self.rate == 0:
            return x, None
        key = np.uint64(splitmix64(self.dropout_key(context, self.seed), context.batch))
        if self.noise_shape is None and x.dtype.char in "fd":
            return self._apply_dropout(x, key), (key, None)
        shape = fill_noise_shape(self, x.shape, self.noise_shape)
        m = self._apply_dropout(np.ones(shape, "float32"), key).astype(x.dtype)
        return x * m, (key, m)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        if cache is None:
            return dy, {}
        key, m = cache
        return self._apply_dropout(dy, key) if m is None else dy * m, {}

    @property
    def limit(self) -> int:
        """A value is dropped if its random 64-bit integer is below this."""
        return min(int(self.rate * 2**64), 2**64 - 1)

    @property
    def scale(self) -> float:
        """The factor of the values that are not dropped."""
        return 1 / (1 - self.rate) if self.rate < 1 else 0.0

    def _apply_dropout(self, x: Array, key: np.uint64) -> Array:
        """``x · m``, with m computed from the key, so that backward does not need a stored m."""
        limit, scale = np.uint64(self.limit), self.scale
        if not kernels.enabled():
            dropped = splitmix64_array(key, x.size).reshape(x.shape) < limit
            y: Array = np.where(dropped, x.dtype.type(0), x * x.dtype.type(scale))
            return y
        y = np.empty(x.shape, x.dtype)
        source, target = np.ascontiguousarray(x).reshape(-1), y.reshape(-1)
        parallel_for(x.size, lambda team: kernels.apply_dropout(source, target, key, limit, scale, team))
        return y
