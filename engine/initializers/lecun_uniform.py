"""LecunUniform: starts weights so that every sum has the variance of its inputs; SELU asks for it."""

from typing import ClassVar, final

from engine.hyperparameters import configurable
from engine.initializers.scaled import ScaledInitializer


@final
@configurable
class LecunUniform(ScaledInitializer):
    """Uniform between ``±√(3 / fan_in)``.

    Source: LeCun et al. 1998, Efficient BackProp, equation 16; Keras 3, ``initializers.LecunUniform``.
    """

    scale: ClassVar[float] = 1.0
    mode: ClassVar[str] = "fan_in"
    distribution: ClassVar[str] = "uniform"
