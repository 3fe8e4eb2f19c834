"""ActivationLayer: base of the layers that only apply an activation function."""

from abc import ABC
from dataclasses import dataclass, field
from typing import Any, ClassVar

from engine.activations.base import Activation
from engine.activations.linear import Linear
from engine.layers.base import Layer
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@dataclass(eq=False, repr=False, kw_only=True)
class ActivationLayer(Layer, ABC):
    """``y = activation(x)``

    x, y: ``(batch, …)``, of the same shape (except for ``glu``, which halves an axis). No weights.

    Backward: ``dx = dy · activation'(x)``.
    """

    family: ClassVar[str] = "activation"
    form: ClassVar[str] = "film"
    supports_masking: ClassVar[bool] = True

    activation: Activation | None = field(init=False, repr=False)
    """The activation function; None is the identity."""

    @property
    def returns_input(self) -> bool:
        return self.activation is None or isinstance(self.activation, Linear)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return input_shape if self.activation is None else self.activation.compute_output_shape(input_shape)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        y = x if self.activation is None else self.activation.forward(x)
        return y, (x, y)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        x, y = cache
        return dy if self.activation is None else self.activation.backward(dy, x, y), {}
