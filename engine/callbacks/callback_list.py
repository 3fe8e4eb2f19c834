"""CallbackList: all callbacks of a run, called together."""

from collections.abc import Iterable
from typing import Any, final

from engine.callbacks.base import Callback, overrides_any
from engine.callbacks.history import History
from engine.errors import fail

TRAIN_BATCH_HOOKS = ("on_batch_begin", "on_batch_end", "on_train_batch_begin", "on_train_batch_end")
TEST_BATCH_HOOKS = ("on_test_batch_begin", "on_test_batch_end")


@final
class CallbackList:
    """Calls one hook of every callback, in their order.

    model: the model, whose ``stop_training`` and ``resume_from`` callbacks set. hears_batches: whether any callback
    overrides a hook that is called for every batch of training. hears_test_batches: the same for evaluation.
    only_history: whether there are no callbacks other than History.
    """

    def __init__(self, callbacks: Iterable[Callback], model: Any, verbose: int = 0, epochs: int = 1,
                 steps: int | None = None) -> None:
        self.callbacks = list(callbacks)
        self.model = model
        for callback in self.callbacks:
            callback.set_params({"verbose": verbose, "epochs": epochs, "steps": steps})
            callback.set_model(model)
        self.hears_batches = any(overrides_any(callback, TRAIN_BATCH_HOOKS) for callback in self.callbacks)
        self.hears_test_batches = any(overrides_any(callback, TEST_BATCH_HOOKS) for callback in self.callbacks)
        self.only_history = all(type(callback) is History for callback in self.callbacks)

    def call(self, hook: str, *args: Any) -> None:
        """Call one hook of every callback."""
        for callback in self.callbacks:
            getattr(callback, hook)(*args)

    @property
    def stop_training(self) -> bool:
        """Whether a callback has asked to end training."""
        return bool(self.model.stop_training)

    def take_resume_epoch(self) -> int | None:
        """Return and clear the epoch that a callback wants training to resume from; None is the first."""
        epoch: int | None = self.model.resume_from
        self.model.resume_from = None
        return epoch


def as_callbacks(callbacks: Any) -> list[Callback]:
    """Flatten the ``callbacks`` argument: None, one callback, or a list that may contain lists.

    Raises a ProblemError with code ``not_a_callback`` for anything else.
    """
    if callbacks is None:
        return []
    if isinstance(callbacks, list | tuple):
        return [callback for item in callbacks for callback in as_callbacks(item)]
    if isinstance(callbacks, type) or not hasattr(callbacks, "on_train_begin"):
        raise fail("not_a_callback", "callbacks", value=callbacks)
    return [callbacks]


def find_history(callbacks: Iterable[Callback]) -> History | None:
    """Return the first History among the callbacks given to ``fit``, or None."""
    return next((callback for callback in callbacks if isinstance(callback, History)), None)
