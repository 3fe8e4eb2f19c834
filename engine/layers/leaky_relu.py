"""LeakyReLU: a ReLU that lets a little of the negative values through, so that no unit stops learning for good."""

from typing import final

from engine.activations.leaky_relu import LeakyRelu
from engine.hyperparameters import configurable, real
from engine.layers.activation_layer import ActivationLayer


@final
@configurable
class LeakyReLU(ActivationLayer):
    """``y = x`` where ``x ≥ 0``, else ``negative_slope · x``

    x, y: ``(batch, …)``. Backward: ``dx = dy`` where ``x > 0``, else ``negative_slope · dy``.
    Source: Maas, Hannun & Ng 2013; Keras 3, ``layers.LeakyReLU`` (in Keras 2, ``alpha``).
    """

    negative_slope: float = real(0, default=0.3, formerly=("alpha",))

    def __post_init__(self) -> None:
        super().__post_init__()
        self.activation = LeakyRelu(negative_slope=self.negative_slope)
