"""ActivityRegularization: adds a penalty on large outputs to the loss, so that outputs stay small."""

from typing import Any, ClassVar, final

from engine.hyperparameters import configurable, real
from engine.layers.base import Layer
from engine.random import INFERENCE, CallContext
from engine.regularizers.base import Regularizer
from engine.regularizers.l1_l2 import L1L2
from engine.typing import Array


@final
@configurable
class ActivityRegularization(Layer):
    """``y = x``, and the loss grows by ``(l1 · Σ |y| + l2 · Σ y²) / batch``

    x, y: ``(batch, …)``; the sums are over all axes, batch is the number of samples. No weights.

    Backward: ``dx = dy``; dy already includes the gradient of the penalty, ``(l1 · sign(y) + 2 · l2 · y) / batch``
    (:meth:`activity_penalty_grad`). Source: Keras 3, ``layers.ActivityRegularization``.
    """

    family: ClassVar[str] = "regularising"
    supports_masking: ClassVar[bool] = True

    l1: float = real(0, default=0.0)
    l2: float = real(0, default=0.0)

    @property
    def output_regularizer(self) -> Regularizer:
        return L1L2(self.l1, self.l2)

    @property
    def returns_input(self) -> bool:
        return True

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return x, None

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return dy, {}
