"""What every optimizer is: a rule that moves all weights at once, written for one long vector."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.hyperparameters import Configurable, configurable, real, text

Slots = dict[str, Array]
"""What an optimizer remembers between updates, by name: vectors as long as all trained weights, or one number."""


@configurable
class Optimizer(Configurable, ABC):
    """Base of all optimizers.

    Weights, gradients and slots are flat vectors, every trained weight of the model one after another, so that
    :meth:`update` is the textbook's formula in a few array operations.
    """

    weight_decay: float | None = real(0, default=None, kw_only=True)
    clipnorm: float | None = real(above=0, default=None, kw_only=True)
    clipvalue: float | None = real(above=0, default=None, kw_only=True)
    global_clipnorm: float | None = real(above=0, default=None, kw_only=True)
    name: str | None = text(default=None, kw_only=True)

    @abstractmethod
    def slots(self, size: int, dtype: Any) -> Slots:
        """The slots before the first update, for ``size`` trained numbers."""

    @abstractmethod
    def update(self, w: Array, g: Array, slots: Slots, rate: float, step: int) -> None:
        """Move ``w`` by one step against ``g``, in place. rate: learning rate. step: of this update, from 1."""

    def clip(self, g: Array, segments: list[slice]) -> None:
        """Shorten gradients in place, by what was asked for. segments: where each weight lies in ``g``."""
        if self.clipvalue is not None:
            np.clip(g, -self.clipvalue, self.clipvalue, out=g)
        if self.clipnorm is not None:
            for segment in segments:
                shorten(g[segment], self.clipnorm)
        if self.global_clipnorm is not None:
            shorten(g, self.global_clipnorm)


def shorten(g: Array, norm: float) -> None:
    """Scale ``g`` in place to an L2 norm of at most ``norm``."""
    length = np.sqrt(np.sum(np.square(g, dtype=np.float64)))
    if length > norm:
        g *= norm / length
