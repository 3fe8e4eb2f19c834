"""GlorotNormal: keeps the variance of signals through a layer, forward and backward."""

from typing import ClassVar, final

from engine.hyperparameters import configurable
from engine.initializers.variance_scaling_base import VarianceScalingBase


@final
@configurable
class GlorotNormal(VarianceScalingBase):
    """Truncated normal with the standard deviation ``√(2 / (fan_in + fan_out))``.

    Source: Glorot & Bengio 2010, equation 16; Keras 3, ``initializers.GlorotNormal``.
    """

    scale: ClassVar[float] = 1.0
    mode: ClassVar[str] = "fan_avg"
    distribution: ClassVar[str] = "truncated_normal"
