"""A training run as a page sees it: where it stands, its curves, its weights, what it predicts."""

from typing import Any, final

import param

from app.compute.observing import Observation
from app.compute.testing import Scores
from engine.errors import Problem
from engine.network.network import Network
from engine.training.events import BatchEnded, Diverged, EpochEnded, Event, Finished
from engine.typing import Array, Logs

MOST_POINTS = 1_000
"""Points of one curve at the most; beyond that every second one goes."""


@final
class Run(param.Parameterized):
    """One training run. ``revision`` grows with every change, so that a view knows whether it has to draw.

    status: idle, preparing, running, paused, stopped, finished, diverged or failed.
    curves: by name of History, points ``(epochs, value)``; epochs counted in parts, from 0 at the start.
    table: one row of logs an epoch. stopped_by: the callback that ended the run early. problem: why a run diverged or
    failed.
    """

    status = param.Selector(
        default="idle",
        objects=["idle", "preparing", "running", "paused", "stopped", "finished", "diverged", "failed"],
    )
    epochs = param.Integer(default=0)
    epoch = param.Integer(default=0)
    batch = param.Integer(default=0)
    batches = param.Integer(default=0)
    seconds_left = param.Number(default=None, allow_None=True)
    curves: dict[str, list[tuple[float, float]]] = param.Dict(default={})
    table: list[tuple[int, Logs]] = param.List(default=[])
    network: Network | None = param.Parameter(default=None)
    observation: Observation | None = param.Parameter(default=None)
    test: Scores | None = param.Parameter(default=None)
    stopped_by = param.String(default="")
    problem: Problem | None = param.Parameter(default=None)
    count = param.Integer(default=0)
    revision = param.Integer(default=0)

    @property
    def active(self) -> bool:
        """Whether a slice is being trained or about to be."""
        return self.status in ("preparing", "running")

    @property
    def progress(self) -> float:
        """The share of the run that is done, 0 to 1; a run that a callback ended is done."""
        if self.status == "finished":
            return 1.0
        within = self.batch / self.batches if self.batches else 0.0
        return min(1.0, (self.epoch + within) / self.epochs) if self.epochs else 0.0

    @property
    def logs(self) -> Logs:
        """The newest value of every curve."""
        return {name: points[-1][1] for name, points in self.curves.items() if points}

    def begin(self, epochs: int) -> None:
        """A new run, from new weights."""
        self.param.update(status="preparing", epochs=epochs, epoch=0, batch=0, batches=0, seconds_left=None, curves={},
                          table=[], network=None, observation=None, test=None, problem=None, stopped_by="",
                          count=self.count + 1)
        self.changed()

    def change(self, **values: Any) -> None:
        """Set some of the values at once."""
        self.param.update(**values)
        self.changed()

    def changed(self) -> None:
        self.revision += 1

    def absorb(self, events: list[Event]) -> None:
        """Take in what a slice told."""
        for event in events:
            if isinstance(event, BatchEnded):
                at = event.epoch + (event.batch + 1) / max(1, self.batches)
                self.param.update(epoch=event.epoch, batch=event.batch + 1)
                self._plot(at, event.logs)
            elif isinstance(event, EpochEnded):
                self.param.update(epoch=event.epoch + 1, batch=0)
                self._plot(event.epoch + 1, event.logs)
                self.table.append((event.epoch + 1, event.logs))
            elif isinstance(event, Diverged):
                values = {"loss": event.loss, "epoch": event.epoch + 1, "batch": event.batch + 1}
                problem = event.problem or Problem(("fit",), "diverged", values)
                self.param.update(status="diverged", problem=problem)
            elif isinstance(event, Finished):
                self.param.update(status="finished", seconds_left=0.0)
        self.changed()

    def _plot(self, at: float, logs: Logs) -> None:
        for name, value in logs.items():
            points = self.curves.setdefault(name, [])
            if points and points[-1][0] >= at:
                points.pop()
            points.append((at, value))
            if len(points) > MOST_POINTS:
                del points[1:-1:2]

    def weights(self) -> list[tuple[str, str, tuple[str, ...], Array]]:
        """``(layer, weight, names of the axes, array)`` of every array of ``get_weights()``, in its order."""
        layers = [] if self.network is None else self.network.layers
        return [(layer.name or "", name, layer.weight_axes(name), layer.array(name))
                for layer in layers for name in layer.weight_names()]
