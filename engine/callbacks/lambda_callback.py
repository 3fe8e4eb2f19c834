"""LambdaCallback: a callback from plain functions."""

from collections.abc import Callable
from typing import Any, final

from engine.callbacks.base import Callback


@final
class LambdaCallback(Callback):
    """``LambdaCallback(on_epoch_end=lambda epoch, logs: print(logs))``; hooks of :class:`Callback` by name."""

    def __init__(self, **hooks: Callable[..., Any] | None) -> None:
        for name, function in hooks.items():
            if not hasattr(Callback, name):
                raise TypeError(f"Callback has no hook {name!r}.")
            if function is not None:
                setattr(self, name, function)
