"""HeUniform: starts weights so that signals keep their size through layers with ReLU."""

from typing import ClassVar, final

from engine.hyperparameters import configurable
from engine.initializers.scaled import ScaledInitializer


@final
@configurable
class HeUniform(ScaledInitializer):
    """Uniform between ``±√(6 / fan_in)``.

    Source: He et al. 2015 (arXiv 1502.01852), equation 10; Keras 3, ``initializers.HeUniform``.
    """

    scale: ClassVar[float] = 2.0
    mode: ClassVar[str] = "fan_in"
    distribution: ClassVar[str] = "uniform"
