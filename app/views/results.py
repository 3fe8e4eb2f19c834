"""What a run shows: curves, predictions, epochs, test scores."""

from collections.abc import Iterator
from time import monotonic
from typing import Any, final

from app.charts.confusion import Confusion
from app.charts.curves import Curves
from app.charts.fitted_line import FittedLine
from app.charts.plane import Plane
from app.charts.weights import WeightsView
from app.components.form import Form
from app.components.gallery import Gallery
from app.state import samples
from app.state.desk import Place
from app.state.showing import Showing
from app.texts import words
from engine.ranges import Real
from engine.specs.build import metric_name
from engine.specs.data import known_dataset

MOST_ROWS = 200
RARELY = 1.0
"""Seconds between two updates of what is heavy to draw while training goes on."""


def split_curves(curves: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """``(loss curves, metric curves)``."""
    loss = {n: p for n, p in curves.items() if n in ("loss", "val_loss")}
    return loss, {n: p for n, p in curves.items() if n not in loss}


def smoothing_field() -> dict[str, Any]:
    """How much the curves of the history are smoothed."""
    said = words("charts")
    return {**Real(low=0, high=0.9).form(), "name": "smoothing", "title": said["smoothing"],
            "help": said["smoothing_help"], "default": 0.0, "required": False, "advanced": False}


@final
class Results:
    """The live tabs of a run, and the cells that look back at it."""

    def __init__(self, place: Place, showing: Showing) -> None:
        self.notebook, self.run, self.showing = place.notebook, place.notebook.run, showing
        said = words("charts")
        self.loss, self.metric = Curves("loss", said["loss"], 320), Curves("metric", said["metrics"], 320)
        self.history = (Curves("loss", said["loss"], 300), Curves("metric", said["metrics"], 300))
        self.smoothing = Form(fields=[smoothing_field()], values={"smoothing": 0.0}, columns=3)
        self.smoothing.on_change(self._smooth)
        self.plane, self.line, self.confusion = Plane(), FittedLine(), Confusion()
        self.weights = WeightsView(self.run)
        self.predictions, self.epochs, self.scores = Gallery(), Gallery(mode="table"), Gallery(mode="table")
        self.samples = Gallery()
        self._shown: tuple[int, int, int] = (-1, -1, -1)
        self._drawn = 0.0
        self.refresh()

    def charts(self) -> list[Any]:
        """What follows the page's theme."""
        return [self.loss, self.metric, *self.history, self.plane, self.line, self.confusion, self.weights]

    def roots(self) -> Iterator[tuple[str, Any]]:
        yield "loss_chart", self.loss.figure
        yield "metric_chart", self.metric.figure
        yield "loss_history", self.history[0].figure
        yield "metric_history", self.history[1].figure
        yield "smoothing", self.smoothing
        yield "plane_chart", self.plane.figure
        yield "line_chart", self.line.figure
        yield "live_predictions", self.predictions
        yield "epochs_table", self.epochs
        yield "confusion_chart", self.confusion.figure
        yield "scores_table", self.scores
        yield "predictions", self.samples
        yield "weights", self.weights.view

    def refresh(self) -> None:
        now = (self.notebook.revision, self.run.revision, self.showing.revision)
        if now == self._shown:
            return
        if now[2] != self._shown[2]:
            self._points()
        self._shown = now
        self._curves()
        kind = self._kind()
        for chart, name in ((self.plane, "plane"), (self.line, "line")):
            chart.figure.visible = kind == name
            if kind == name:
                chart.update(self.run.observation)
        if self._late():
            self._drawn = monotonic()
            self._heavy()

    def _curves(self) -> None:
        """Curves of the run; before it, empty ones of the metrics to come, for a new curve is costly to add."""
        names = [metric_name(m) for m in self.notebook.experiment.compile.metrics]
        coming: dict[str, Any] = {n: [] for name in ("loss", *names) for n in (name, f"val_{name}")}
        loss, metric = split_curves(self.run.curves or coming)
        charts = [(self.loss, self.metric), *([self.history] if self._late() else [])]
        for of_loss, of_metric in charts:
            of_loss.update(loss, self.run.epochs)
            of_metric.update(metric, self.run.epochs)
            of_metric.figure.visible = bool(metric)

    def _late(self) -> bool:
        """Whether it is time again for what need not follow every slice."""
        return not self.run.active or monotonic() - self._drawn > RARELY

    def _smooth(self, name: str, value: Any) -> None:
        factor = min(0.9, max(0.0, value)) if isinstance(value, int | float) else 0.0
        self.smoothing.values = {"smoothing": factor}
        for chart in self.history:
            chart.smooth(factor)

    def _kind(self) -> str:
        dataset = known_dataset(self.notebook.experiment.data)
        return dataset.kind if dataset else ""

    def _points(self) -> None:
        seen = self.showing.preview
        if seen is not None and self._kind() == "plane":
            self.plane.show_points(seen)
        elif seen is not None and self._kind() == "line":
            self.line.show_points(seen)

    def _heavy(self) -> None:
        """Galleries and tables: many elements each."""
        self._predictions()
        self.weights.update()
        names = list(dict.fromkeys(n for _, logs in self.run.table[-1:] for n in logs))
        rows = [[epoch, *(round(logs.get(n, float("nan")), 4) for n in names)]
                for epoch, logs in self.run.table[: -MOST_ROWS - 1 : -1]]
        self.epochs.param.update(header=[words("charts")["epochs"], *names] if rows else [], rows=rows)
        scores = self.run.test
        dataset = known_dataset(self.notebook.experiment.data)
        self.confusion.figure.visible = scores is not None and scores.confusion is not None
        if scores is not None and dataset is not None:
            header = list(scores.logs)
            self.scores.param.update(header=header, rows=[[round(v, 4) for v in scores.logs.values()]] if header else [])
            if scores.confusion is not None:
                self.confusion.update(scores.confusion, list(dataset.class_names))
        else:
            self.scores.param.update(header=[], rows=[])

    def _predictions(self) -> None:
        seen, observation = self.showing.preview, self.run.observation
        dataset = known_dataset(self.notebook.experiment.data)
        if seen is None or observation is None or dataset is None or observation.kind in ("plane", "line"):
            items: list[Any] = []
        else:
            items = samples.predicted_items(seen, observation, dataset)
        for gallery in (self.predictions, self.samples):
            gallery.param.update(items=items, classes=list(dataset.class_names) if dataset else [])
