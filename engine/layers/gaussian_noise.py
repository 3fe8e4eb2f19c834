"""GaussianNoise: adds random noise to its input, so that a model cannot learn single samples by heart."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, integer, real
from engine.layers.base import Layer
from engine.random import INFERENCE, CallContext
from engine.typing import Array


@final
@configurable
class GaussianNoise(Layer):
    """``y = x + n``, ``n`` normal with mean 0 and standard deviation ``stddev``; in inference ``y = x``

    x, y, n: ``(batch, …)``; n is drawn anew for every batch.

    Backward: n does not depend on x, so ``dx = dy``. Source: Keras 3, ``layers.GaussianNoise``.
    """

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "holes"
    supports_masking: ClassVar[bool] = True
    call_arguments: ClassVar[tuple[str, ...]] = ("inputs", "training")

    stddev: float = real(0, 1, example=0.1)
    seed: int | None = integer(0, default=None)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        if not context or self.stddev == 0:
            return x, None
        n = self.generator(context, self.seed).standard_normal(x.shape, dtype=np.float32)
        return x + n * x.dtype.type(self.stddev), None

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return dy, {}
