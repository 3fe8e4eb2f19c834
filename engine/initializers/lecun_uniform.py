"""LecunUniform: gives every weighted sum the variance of its inputs; recommended for SELU."""

from typing import ClassVar, final

from engine.hyperparameters import configurable
from engine.initializers.variance_scaling_base import VarianceScalingBase


@final
@configurable
class LecunUniform(VarianceScalingBase):
    """Uniform between ``±√(3 / fan_in)``.

    Source: LeCun et al. 1998, Efficient BackProp, equation 16; Keras 3, ``initializers.LecunUniform``.
    """

    scale: ClassVar[float] = 1.0
    mode: ClassVar[str] = "fan_in"
    distribution: ClassVar[str] = "uniform"
