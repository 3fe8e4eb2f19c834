"""All callbacks of a run, called together."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, final

from engine.callbacks.base import Callback, hears
from engine.callbacks.history import History
from engine.errors import fail

if TYPE_CHECKING:
    from engine.training.trainer import Trainer

TRAIN_BATCHES = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")
TEST_BATCHES = ("on_test_batch_begin", "on_test_batch_end")


@final
class CallbackList:
    """Calls one hook of every callback after the other, in their order.

    hears_batches, hears_test_batches: whether any of them does something at every batch of training, of evaluation.
    records: whether all that they do is to write down what each epoch came to.
    """

    def __init__(self, callbacks: Iterable[Callback], model: "Trainer", verbose: int = 0, epochs: int = 1,
                 steps: int | None = None) -> None:
        self.callbacks = list(callbacks)
        for callback in self.callbacks:
            callback.set_params({"verbose": verbose, "epochs": epochs, "steps": steps})
            callback.set_model(model)
        self.hears_batches = any(hears(callback, TRAIN_BATCHES) for callback in self.callbacks)
        self.records = all(type(callback) is History for callback in self.callbacks)
        self.hears_test_batches = any(hears(callback, TEST_BATCHES) for callback in self.callbacks)

    def call(self, hook: str, *arguments: Any) -> None:
        """Call one hook of every callback."""
        for callback in self.callbacks:
            getattr(callback, hook)(*arguments)


def as_callbacks(given: Any) -> list[Callback]:
    """The callbacks in what a learner gave: one, or a list that may hold lists; a problem for anything else."""
    if given is None:
        return []
    if isinstance(given, list | tuple):
        return [callback for each in given for callback in as_callbacks(each)]
    if isinstance(given, type) or not hasattr(given, "on_train_begin"):
        raise fail("not_a_callback", "callbacks", value=given)
    return [given]


def history_among(callbacks: Iterable[Callback]) -> History | None:
    """A History that a learner made and gave to ``fit``."""
    return next((callback for callback in callbacks if isinstance(callback, History)), None)
