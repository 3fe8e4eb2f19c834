"""AlphaDropout: the dropout for SELU; sets values to SELU's lower limit, then rescales to keep mean and variance."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, declare, integer, real
from engine.layers.base import Layer
from engine.layers.shape_checks import fill_noise_shape, require_broadcast
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape
from engine.validators import BatchShape

ALPHA_PRIME = -1.6732632423543772 * 1.0507009873554805
"""The limit of SELU for x → −∞: ``-alpha · scale``."""


@final
@configurable
class AlphaDropout(Layer):
    """``y = a · (x where m, else α′) + b``, ``m`` false with probability ``rate``; in inference ``y = x``

    x, y: ``(batch, …)``. m: of shape ``noise_shape``, in which None is the length of that axis of x (by default the
    shape of x); drawn anew for every batch.
    ``a = ((1 − rate)(1 + rate · α′²))^(-1/2)`` and ``b = −a · rate · α′`` keep mean 0 and variance 1; α′ is SELU's
    limit for x → −∞, about -1.758. With ``rate = 1``, ``y = 0``.

    Backward: ``dx = a · dy`` where m, else 0. Source: Klambauer et al. 2017, section 3; Keras 3,
    ``layers.AlphaDropout``.
    """

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "holes"
    supports_masking: ClassVar[bool] = True
    call_arguments: ClassVar[tuple[str, ...]] = ("inputs", "training")

    rate: float = real(0, 1, example=0.1)
    noise_shape: Shape | None = declare(BatchShape(), default=None)
    seed: int | None = integer(0, default=None)

    def check_input(self, input_shape: Shape) -> None:
        require_broadcast(self, input_shape, "noise_shape", self.noise_shape or ())

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        if not context or self.rate == 0:
            return x, None
        if self.rate == 1:
            return np.zeros_like(x), np.zeros_like(x)
        shape = fill_noise_shape(self, x.shape, self.noise_shape)
        mask = self.generator(context, self.seed).random(shape, dtype=np.float32) >= self.rate
        scalar = x.dtype.type
        a = ((1 - self.rate) * (1 + self.rate * ALPHA_PRIME**2)) ** -0.5
        factor = mask * scalar(a)
        return x * factor + (~mask * scalar(a * ALPHA_PRIME) - scalar(a * ALPHA_PRIME * self.rate)), factor

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        factor = cache
        return dy if factor is None else dy * factor, {}
