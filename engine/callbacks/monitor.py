"""Monitor: base of callbacks that compare one value of the logs between epochs."""

import warnings
from abc import ABC, abstractmethod
from typing import Any

from engine.callbacks.base import Callback
from engine.errors import did_you_mean, fail
from engine.typing import Logs

MODES = ("auto", "min", "max")


def known_mode(callback: "Monitor") -> str:
    """The mode of a callback; ``auto``, with a warning, if it is unknown, as in Keras."""
    if callback.mode in MODES:
        return callback.mode
    warnings.warn(f"{type(callback).__name__} mode '{callback.mode}' is unknown, fallback to auto mode.", stacklevel=4)
    return "auto"


def plain_verbose(arguments: dict[str, Any]) -> dict[str, Any]:
    """The arguments with ``verbose`` as an integer: Keras accepts True as 1."""
    verbose = arguments.get("verbose")
    return {**arguments, "verbose": int(verbose)} if isinstance(verbose, bool) else arguments


class Monitor(Callback, ABC):
    """Base of callbacks that monitor one value of the logs.

    mode: ``min`` or ``max``; ``auto`` uses the direction of the metric. min_delta: an improvement must be larger than
    this. best: the best value so far; at first ``baseline``. Source: Keras 3, ``callbacks.MonitorCallback``.
    """

    def __init__(self, monitor: str = "val_loss", mode: str = "auto", baseline: float | None = None,
                 min_delta: float = 0) -> None:
        self.monitor = monitor
        self.mode = mode
        self.mode = known_mode(self)
        self.best = baseline
        self.min_delta = abs(min_delta)

    @abstractmethod
    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """Compare the value of this epoch."""

    def larger_is_better(self) -> bool:
        """Whether larger values are better. Raises a ProblemError if mode is ``auto`` and the direction is unknown."""
        if self.mode != "auto":
            return self.mode == "max"
        name = self.monitor.removeprefix("val_")
        directions = [metric.direction for metric in self.model.metrics if metric.name == name]
        if not directions and name == "loss":
            directions = ["down"]
        if not directions or directions[0] is None:
            names = ["loss", *(metric.name or "" for metric in self.model.metrics)]
            raise fail("no_direction", "monitor", callback=type(self).__name__, monitor=self.monitor,
                       hint=did_you_mean(name, names) or f" There are: {', '.join(names)}.")
        return bool(directions[0] == "up")

    def improves(self, value: Any, reference: Any) -> bool:
        """Whether a value is better than a reference by more than ``min_delta``; any value is better than None."""
        larger = self.larger_is_better()
        if reference is None:
            return True
        return bool(value - self.min_delta > reference if larger else value + self.min_delta < reference)
