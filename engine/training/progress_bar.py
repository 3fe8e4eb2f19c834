"""The progress of ``fit``, ``evaluate`` and ``predict`` on the terminal, as Keras prints it."""

from typing import Any, final

from engine.training.events import Logs
from engine.utils.progbar import Progbar

REDRAWN = 0.05
"""Seconds between two drawings of a bar; telling it of batches more often changes nothing that can be seen."""


def verbosity(verbose: Any) -> int:
    """0 silent, 1 a bar, 2 one line at the end; ``"auto"`` is 1."""
    return 1 if verbose == "auto" else int(verbose)


@final
class Bar:
    """One bar of so many steps, or of an unknown number; values are shown as they come, in the order given.

    done: steps so far.
    """

    def __init__(self, steps: int | None, verbose: int) -> None:
        self.steps, self.verbose = steps, verbose
        self.done = 0
        self.bar = Progbar(steps, verbose=verbose, unit_name="step", stateless_metrics=()) if verbose else None

    def batch(self, done: int, logs: Logs) -> None:
        """So many steps are done."""
        self.done = done
        if self.bar is not None and self.verbose == 1:
            self.bar.update(done, list(logs.items()), finalize=False)

    def end(self, logs: Logs) -> None:
        """All steps are done: as many as there were, if nobody knew."""
        self.steps = self.steps or self.done
        if self.bar is not None:
            self.bar.target = self.steps
            self.bar.update(self.steps, list(logs.items()), finalize=True)
