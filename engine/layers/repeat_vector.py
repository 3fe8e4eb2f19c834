"""RepeatVector: repeats a vector n times, to make a sequence of it."""

from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, integer
from engine.layers.base import Layer
from engine.layers.shape_checks import require_rank
from engine.limits import MAX_AXIS
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class RepeatVector(Layer):
    """``y[:, t, :] = x`` for ``t = 0 … n − 1``

    x: ``(batch, features)``. y: ``(batch, n, features)``.

    Backward: x is used n times, so its gradients add up: ``dx = Σ dy``, summed over axis 1.
    Source: Keras 3, ``layers.RepeatVector``.
    """

    family: ClassVar[str] = "pooling"
    form: ClassVar[str] = "slope-row"

    n: int = integer(1, MAX_AXIS, example=3)

    def check_input(self, input_shape: Shape) -> None:
        require_rank(self, input_shape, 2)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (input_shape[0], self.n, input_shape[1])

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return np.repeat(x[:, None, :], self.n, axis=1), None

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return dy.sum(axis=1), {}
