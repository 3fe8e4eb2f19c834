"""ReLU: lets positive values through and stops the others."""

from typing import final

from engine.activations.relu import Relu
from engine.hyperparameters import configurable, real
from engine.layers.activation_layer import ActivationLayer


@final
@configurable
class ReLU(ActivationLayer):
    """``y = min(x, max_value)`` where ``x > threshold``, else ``negative_slope · (x − threshold)``

    x, y: ``(batch, …)``. Backward: dy times the slope of the piece that x is in: 1, 0 or ``negative_slope``.
    Source: Nair & Hinton 2010; Keras 3, ``layers.ReLU``.
    """

    max_value: float | None = real(0, default=None)
    negative_slope: float = real(0, default=0.0)
    threshold: float = real(0, default=0.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.activation = Relu(negative_slope=self.negative_slope, max_value=self.max_value, threshold=self.threshold)
