"""AdamW: Adam with decoupled weight decay."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, real
from engine.optimizers.adam_base import AdamBase


@final
@configurable
class AdamW(AdamBase):
    """``w -= rate · weight_decay · w``, then the update of :class:`AdamBase`.

    Source: Loshchilov & Hutter 2019; Keras 3, ``optimizers.AdamW``.
    """

    names: ClassVar[tuple[str, ...]] = ("adamw",)

    weight_decay: float | None = real(0, default=0.004, kw_only=False)
