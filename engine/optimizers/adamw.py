"""AdamW: Adam whose weights also shrink, apart from the gradient."""

from typing import ClassVar, final

from engine.hyperparameters import configurable, real
from engine.optimizers.moments import Moments


@final
@configurable
class AdamW(Moments):
    """The moments of :class:`Moments`, after ``w -= rate · weight_decay · w``. Source: Loshchilov & Hutter 2019."""

    names: ClassVar[tuple[str, ...]] = ("adamw",)

    weight_decay: float | None = real(0, default=0.004, kw_only=False)
