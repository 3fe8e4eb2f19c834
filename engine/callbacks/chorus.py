"""All callbacks of a run, called together."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, final

from engine.callbacks.base import Callback, listens_to_batches

if TYPE_CHECKING:
    from engine.models.sequential import Sequential


@final
class Chorus:
    """Calls one hook of every callback after the other, in their order.

    hears_batches: whether any of them does something at every batch.
    """

    def __init__(self, callbacks: Iterable[Callback], model: "Sequential", verbose: int = 0, epochs: int = 1,
                 steps: int | None = None) -> None:
        self.callbacks = list(callbacks)
        for callback in self.callbacks:
            callback.set_params({"verbose": verbose, "epochs": epochs, "steps": steps})
            callback.set_model(model)
        self.hears_batches = any(listens_to_batches(callback) for callback in self.callbacks)

    def call(self, hook: str, *arguments: Any) -> None:
        """Call one hook of every callback."""
        for callback in self.callbacks:
            getattr(callback, hook)(*arguments)
