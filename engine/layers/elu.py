"""ELU: a ReLU whose negative side bends softly to a floor."""

from typing import final

from engine.activations.elu import Elu
from engine.hyperparameters import configurable, real
from engine.layers.activation_layer import ActivationLayer


@final
@configurable
class ELU(ActivationLayer):
    """``y = x`` where ``x > 0``, else ``alpha · (exp(x) − 1)``

    x, y: ``(batch, …)``. Backward: ``dx = dy`` where ``x > 0``, else ``dy · alpha · exp(x) = dy · (y + alpha)``.
    Source: Clevert, Unterthiner & Hochreiter 2016; Keras 3, ``layers.ELU``.
    """

    alpha: float = real(default=1.0)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.activation = Elu(alpha=self.alpha)
