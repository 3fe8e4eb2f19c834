"""ProgressBar: the progress of ``fit``, ``evaluate`` and ``predict`` on the terminal, printed as Keras prints it."""

from typing import Any, final

from engine.typing import Logs
from engine.utils.progbar import Progbar

REDRAW_INTERVAL = 0.05
"""Seconds between two redraws of a bar; more frequent updates would not be visible."""


def as_verbosity(verbose: Any) -> int:
    """0 silent, 1 a bar, 2 one line at the end; ``"auto"`` is 1."""
    return 1 if verbose == "auto" else int(verbose)


@final
class ProgressBar:
    """A bar over a known or unknown number of steps, with logs that are already averages, in the order given.

    done: the number of steps so far.
    """

    def __init__(self, steps: int | None, verbose: int) -> None:
        self.steps, self.verbose = steps, verbose
        self.done = 0
        self.bar = Progbar(steps, verbose=verbose, unit_name="step", stateless_metrics=()) if verbose else None

    def update(self, done: int, logs: Logs) -> None:
        """Show that ``done`` steps are complete."""
        self.done = done
        if self.bar is not None and self.verbose == 1:
            self.bar.update(done, list(logs.items()), finalize=False)

    def finish(self, logs: Logs) -> None:
        """Show that all steps are complete; an unknown number becomes the number of those done."""
        self.steps = self.steps or self.done
        if self.bar is not None:
            self.bar.target = self.steps
            self.bar.update(self.steps, list(logs.items()), finalize=True)
