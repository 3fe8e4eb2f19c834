"""HeNormal: keeps the variance of signals through layers with ReLU."""

from typing import ClassVar, final

from engine.hyperparameters import configurable
from engine.initializers.variance_scaling_base import VarianceScalingBase


@final
@configurable
class HeNormal(VarianceScalingBase):
    """Truncated normal with the standard deviation ``√(2 / fan_in)``.

    Source: He et al. 2015 (arXiv 1502.01852), equation 10; Keras 3, ``initializers.HeNormal``.
    """

    scale: ClassVar[float] = 2.0
    mode: ClassVar[str] = "fan_in"
    distribution: ClassVar[str] = "truncated_normal"
