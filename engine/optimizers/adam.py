"""Adam: momentum, and a separate step size for each weight."""

from typing import final

from engine.hyperparameters import configurable
from engine.optimizers.adam_base import AdamBase


@final
@configurable
class Adam(AdamBase):
    """Adaptive moments; see :class:`AdamBase` for the formula.

    Source: Kingma & Ba 2015; Keras 3, ``optimizers.Adam``.
    """
