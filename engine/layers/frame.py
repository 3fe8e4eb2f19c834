"""Frame: the trace of one call of a learner's layer or model, which gathers the gradients of all weights in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, final

import numpy as np

from engine.backend.eager_tensor import eager
from engine.backend.tensor import Tensor, add, apply, raw
from engine.random import CallContext
from engine.typing import Array

_current: ContextVar["Frame | None"] = ContextVar("frame", default=None)


@final
class Frame:
    """One call: its context, the gradients that the backward pass brings, and the losses that were added.

    records: whether a gradient will be asked for; if not, the results are EagerTensors. mask: of the output, set by a
    model's own ``call``.
    """

    def __init__(self, context: CallContext, records: bool) -> None:
        self.context, self.records = context, records
        self.anchor = Tensor(np.zeros((), "float32"))
        self.gradients: dict[tuple[int, str], Array] = {}
        self.owners: dict[int, Any] = {}
        self.losses: list[Any] = []
        self.mask: Array | None = context.mask

    def collect(self, owner: Any, name: str, grad: Array) -> None:
        """Add to the gradient of an owner's weight."""
        key = (id(owner), name)
        self.owners[id(owner)] = owner  # an id is unique only as long as its object lives
        total = self.gradients.get(key)
        self.gradients[key] = np.array(grad) if total is None else total + grad

    def leaf(self, owner: Any, name: str, array: Array) -> Any:
        """A weight as a traced tensor, whose gradient is collected; an EagerTensor if nothing is recorded."""
        if not self.records:
            return eager(array)

        def collect(grad: Array) -> Array:
            self.collect(owner, name, grad)
            return np.zeros((), array.dtype)

        return Tensor(array, ((self.anchor, collect),))

    def node(self, y: Array, x: Any, pullback: Any) -> Any:
        """The result of a computation with weights, on the trace even if its input ``x`` is not."""
        if not self.records:
            return eager(y)
        if isinstance(x, Tensor):
            return apply(y, (x, pullback))

        def drop(grad: Array) -> Array:
            pullback(grad)
            return np.zeros((), y.dtype)

        return apply(y, (self.anchor, drop))

    def total_loss(self) -> Any:
        """The sum of the added losses; 0.0 without any."""
        total: Any = 0.0
        for loss in self.losses:
            total = loss if isinstance(total, float) else add(total, loss)
        return total

    def loss_value(self) -> float:
        """The sum of the added losses as a number."""
        return float(np.sum([np.sum(raw(loss)) for loss in self.losses])) if self.losses else 0.0


def current_frame() -> Frame | None:
    """The call of a learner's layer or model that is running; None outside of any."""
    return _current.get()


@contextmanager
def opened(frame: Frame) -> Iterator[Frame]:
    """Context manager: within it, layers that are called stay on the trace of this frame."""
    token = _current.set(frame)
    try:
        yield frame
    finally:
        _current.reset(token)
