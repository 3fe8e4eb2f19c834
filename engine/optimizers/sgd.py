"""SGD: moves against the gradient, optionally with momentum."""

from typing import final

from engine import kernels
from engine.configurable import at_defaults
from engine.hyperparameters import boolean, configurable, declare, real
from engine.object_validators import Rate
from engine.optimizers.base import HEEDED_BY_APPLY, Optimizer, Slots
from engine.optimizers.schedules.base import LearningRateSchedule
from engine.typing import Array

HEEDED = HEEDED_BY_APPLY | {"momentum", "nesterov"}


@final
@configurable
class SGD(Optimizer):
    """Gradient descent; all arrays are ``(size,)``.

    - plain: ``w -= rate · g``
    - momentum: ``m = momentum · m - rate · g``, ``w += m``
    - nesterov: ``m`` as above, ``w += momentum · m - rate · g``

    Source: Sutskever et al. 2013, equations 1-4; Keras 3, ``optimizers.SGD``.
    """

    learning_rate: float | LearningRateSchedule = declare(Rate(), default=0.01)
    momentum: float = real(0, 1, default=0.0)
    nesterov: bool = boolean(default=False)

    def slot_initial_values(self) -> dict[str, float]:
        return {"momentum": 0.0} if self.momentum else {}

    def update(self, w: Array, g: Array, slots: Slots, rate: float, step: int, squares: Array | None = None) -> None:
        if not (kernels.enabled() and at_defaults(self, HEEDED)):
            self._update(w, g, slots, rate)
        elif self.momentum:
            kernels.sgd_momentum(w, g, slots["momentum"], rate, self.momentum, self.nesterov)
        else:
            kernels.sgd(w, g, rate)

    def _update(self, w: Array, g: Array, slots: Slots, rate: float) -> None:
        """Plain NumPy version of :meth:`update`."""
        if not self.momentum:
            w -= rate * g
            return
        m = slots["momentum"]
        m *= self.momentum
        m -= rate * g
        w += self.momentum * m - rate * g if self.nesterov else m
