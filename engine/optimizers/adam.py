"""Adam: momentum, and each weight its own pace."""

from typing import final

from engine.hyperparameters import configurable
from engine.optimizers.moments import Moments


@final
@configurable
class Adam(Moments):
    """The moments of Kingma & Ba 2015; the formula stands in :class:`Moments`."""
