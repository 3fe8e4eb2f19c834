"""PReLU: a leaky ReLU that learns how much it leaks."""

from typing import Any, ClassVar, final

import numpy as np

from engine.constraints.base import Constraint
from engine.hyperparameters import configurable, integers, of_kind
from engine.initializers.base import Initializer
from engine.layers.base import Layer, weight
from engine.layers.shape_checks import normalize_axes, require_axis, sample_axes
from engine.random import INFERENCE, CallContext
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape
from engine.variables import Variable


@final
@configurable
class PReLU(Layer):
    """``y = max(x, 0) + alpha · min(x, 0)``

    x, y: ``(batch, …)``. alpha: the shape of one sample, with length 1 along ``shared_axes`` (numbered with the
    batch axis as 0), along which all positions share one value.

    Backward: ``dx = dy`` where ``x > 0``, ``alpha · dy`` where ``x < 0``; ``dalpha = Σ dy · min(x, 0)``, summed over
    the batch and the shared axes. Source: He et al. 2015, equation 1; Keras 3, ``layers.PReLU``.
    """

    family: ClassVar[str] = "activation"
    form: ClassVar[str] = "film"
    supports_masking: ClassVar[bool] = True

    alpha_initializer: Initializer = of_kind("initializer", default="Zeros")
    alpha_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    alpha_constraint: Constraint | None = of_kind("constraint", default=None)
    shared_axes: tuple[int, ...] | None = integers(1, default=None)

    alpha: Variable = weight("the shape of one sample, 1 along shared_axes")

    def check_input(self, input_shape: Shape) -> None:
        normalize_axes(self, input_shape, self.shared_axes or (), "shared_axes")

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        broadcast_axes = normalize_axes(self, input_shape, self.shared_axes or (), "shared_axes")
        axes = range(1, len(input_shape))
        return {"alpha": tuple(1 if axis in broadcast_axes else require_axis(self, input_shape, axis) for axis in axes)}

    def own_weight_axes(self, name: str) -> tuple[str, ...]:
        return sample_axes(self)[1:]

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return np.maximum(x, 0) + self.alpha.array * np.minimum(x, 0), x

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        x = cache
        dx = dy * ((x > 0) + self.alpha.array * (x < 0))
        broadcast_axes = tuple(axis for axis, length in enumerate(self.alpha.array.shape) if length == 1)
        batch_sum = np.sum(dy * np.minimum(x, 0), axis=0)
        return dx, {"alpha": np.sum(batch_sum, axis=broadcast_axes, keepdims=True, out=self.gradients.get("alpha"))}
