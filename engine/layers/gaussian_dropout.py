"""GaussianDropout: makes every value a little larger or smaller at random; a dropout without holes."""

from math import sqrt
from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, integer, real
from engine.layers.base import Layer
from engine.random import INFERENCE, CallContext
from engine.typing import Array


@final
@configurable
class GaussianDropout(Layer):
    """``y = x · m``, ``m`` normal with mean 1 and variance ``rate / (1 − rate)``; in inference ``y = x``

    x, y, m: ``(batch, …)``; m is drawn anew for every batch. It has the mean and variance of :class:`Dropout`'s m.

    Backward: ``dx = dy · m``. Source: Srivastava et al. 2014, section 10; Keras 3, ``layers.GaussianDropout``.
    """

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "holes"
    supports_masking: ClassVar[bool] = True
    call_arguments: ClassVar[tuple[str, ...]] = ("inputs", "training")

    rate: float = real(0, below=1, example=0.5)
    seed: int | None = integer(0, default=None)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        if not context or self.rate == 0:
            return x, None
        n = self.generator(context, self.seed).standard_normal(x.shape, dtype=np.float32)
        m = 1 + n * x.dtype.type(sqrt(self.rate / (1 - self.rate)))
        return x * m, m

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        m = cache
        return dy if m is None else dy * m, {}
