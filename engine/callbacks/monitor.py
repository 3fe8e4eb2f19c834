"""What callbacks that watch one value share: which one, and whether it got better."""

import warnings
from abc import ABC, abstractmethod
from typing import Any

from engine.callbacks.base import Callback, Logs
from engine.errors import did_you_mean, fail


class Monitor(Callback, ABC):
    """Base of callbacks that watch ``monitor`` in the logs.

    mode: ``min`` or ``max`` say which way is better; ``auto`` goes by the metric's own direction. min_delta: by how
    much a value has to be better to count. best: the best value so far. Source: Keras 3, ``callbacks.MonitorCallback``.
    """

    def __init__(self, monitor: str = "val_loss", mode: str = "auto", baseline: float | None = None,
                 min_delta: float = 0) -> None:
        if mode not in ("auto", "min", "max"):
            warnings.warn(f"{type(self).__name__} mode '{mode}' is unknown, fallback to auto mode.", stacklevel=3)
            mode = "auto"
        self.monitor = monitor
        self.mode = mode
        self.best = baseline
        self.min_delta = abs(min_delta)

    @abstractmethod
    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Look at the value of this epoch."""

    def rises(self) -> bool:
        """Whether more is better; a problem if ``auto`` cannot tell."""
        if self.mode != "auto":
            return self.mode == "max"
        name = self.monitor.removeprefix("val_")
        found = [metric.direction for metric in self.model.metrics if metric.name == name]
        if not found and name == "loss":
            found = ["down"]
        if not found or found[0] is None:
            known = ["loss", *(metric.name or "" for metric in self.model.metrics)]
            raise fail("no_direction", "monitor", callback=type(self).__name__, monitor=self.monitor,
                       hint=did_you_mean(name, known) or f" There are: {', '.join(known)}.")
        return bool(found[0] == "up")

    def improves(self, value: Any, reference: Any) -> bool:
        """Whether a value is better than another by more than ``min_delta``; anything is better than None."""
        up = self.rises()
        if reference is None:
            return True
        return bool(value - self.min_delta > reference if up else value + self.min_delta < reference)
