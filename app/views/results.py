"""What a run shows: curves, predictions, epochs, test scores."""

from collections.abc import Iterator
from time import monotonic
from typing import Any, final

import numpy as np

from app.charts.confusion import Confusion
from app.charts.decision_boundary import DecisionBoundary
from app.charts.fitted_line import FittedLine
from app.charts.lazy_chart import LazyChart
from app.charts.metric_charts import MetricCharts
from app.charts.weights import WeightsView
from app.components.form import Form
from app.components.gallery import Gallery
from app.compute.testing import Scores
from app.state import samples
from app.state.desk import Place
from app.state.showing import Showing
from app.state.source import untested
from app.texts import words
from app.texts.cards import class_titles
from app.views.work import Work
from engine.datasets.dataset import Dataset
from engine.specs.build import metric_name
from engine.specs.data import known_dataset
from engine.validators import Real

MOST_ROWS = 200
RARELY = 1.0
"""Seconds between two updates of what is heavy to draw while training goes on."""
PREDICTIONS, WEIGHTS = "results-predictions", "results-weights"
"""Tabs whose charts are made and drawn only while they are seen."""


def smoothing_field() -> dict[str, Any]:
    """How much the curves of the history are smoothed."""
    said = words("charts")
    return {**Real(low=0, high=0.9).form(), "widget": "rate", "name": "smoothing", "title": said["smoothing"],
            "help": said["smoothing_help"], "default": 0.0, "required": False, "advanced": False}


@final
class Results:
    """The live tabs of a run, and the cells that look back at it. tabs: panels that the browser shows, by their id."""

    def __init__(self, place: Place, showing: Showing, work: Work) -> None:
        self.work, self.tabs = work, frozenset[str]()
        self.notebook, self.run, self.showing, self.trainer = place.notebook, place.notebook.run, showing, place.trainer
        self.live, self.history = MetricCharts(320), MetricCharts(280)
        self.smoothing = Form(fields=[smoothing_field()], values={"smoothing": 0.0}, columns=1)
        self.smoothing.on_change(self._smooth)
        self.plane, self.line, self.confusion = LazyChart(DecisionBoundary), LazyChart(FittedLine), LazyChart(Confusion)
        self.weights = WeightsView(self.run)
        said = words("interface")["results"]
        self.epochs = Gallery(mode="table", empty=said["no_epochs"])
        self.scores = Gallery(mode="table", empty=said["no_scores"])
        self.predictions, self.samples = Gallery(), Gallery(empty=said["no_samples"])
        self._shown: tuple[Any, ...] = ()
        self._heavily_shown: tuple[Any, ...] = ()
        self._pointed = -1
        self._smoothed = 0.0
        self._drawn = 0.0
        self.refresh()

    def charts(self) -> list[Any]:
        """What follows the page's theme."""
        return [self.live, self.history, self.plane, self.line, self.confusion, self.weights]

    def roots(self) -> Iterator[tuple[str, Any]]:
        yield "live_curves", self.live.view
        yield "history_curves", self.history.view
        yield "smoothing", self.smoothing
        yield "plane_chart", self.plane.view
        yield "line_chart", self.line.view
        yield "live_predictions", self.predictions
        yield "epochs_table", self.epochs
        yield "confusion_chart", self.confusion.view
        yield "scores_table", self.scores
        yield "predictions", self.samples
        yield from self.weights.roots()

    def refresh(self) -> None:
        now = (self.notebook.revision, self.run.revision, self.showing.revision, self.tabs)
        if self._smoothed != self.history.smoothing:
            self.history.smooth(self._smoothed)
        if self.weights.selection_changed and not self.work.busy("weights"):
            self.work.begin("weights", self.weights.render_steps())
        if now != self._shown:
            self._shown = now
            self._light()
        due = self._late() or self._heavily_shown[-1:] != (self.tabs,)
        if now != self._heavily_shown and due and not self.work.busy("results"):
            self._heavily_shown, self._drawn = now, monotonic()
            self.work.begin("results", self._heavy())

    def _shown_curves(self) -> dict[str, Any]:
        """Curves of the run; before it, empty ones of the metrics to come, for a new curve is costly to add."""
        names = [metric_name(m) for m in self.notebook.experiment.compile.metrics]
        coming: dict[str, Any] = {n: [] for name in ("loss", *names) for n in (name, f"val_{name}")}
        return self.run.curves or coming

    def _light(self) -> None:
        """What follows every slice: the charts that stand there already."""
        curves = self._shown_curves()
        if not self.live.needs_new_chart(curves):
            self.live.update(curves, self.run.epochs)
        elif not self.work.busy("live"):
            self.work.begin("live", self._grow(curves))
        for stage, kind in self._stages():
            stage.show(self._kind() == kind)
            if self._kind() == kind and stage.existing is not None and PREDICTIONS in self.tabs:
                stage.existing.update(self.run.observation if self._own() else None)

    def _grow(self, curves: dict[str, Any]) -> Iterator[None]:
        """Make the live charts that are not there yet, and then show what the run has come to meanwhile."""
        yield from self.live.render_steps(curves, self.run.epochs)
        self._shown = ()

    def _stages(self) -> tuple[tuple[LazyChart[Any], str], ...]:
        return (self.plane, "plane"), (self.line, "line")

    def _late(self) -> bool:
        """Whether it is time again for what need not follow every slice."""
        return not self.run.active or monotonic() - self._drawn > RARELY

    def _smooth(self, name: str, value: Any) -> None:
        factor = min(0.9, max(0.0, value)) if isinstance(value, int | float) else 0.0
        self.smoothing.values = {"smoothing": factor}
        self._smoothed = factor

    def _own(self) -> bool:
        """Whether the run learned from the data that are chosen now."""
        ran = self.trainer.experiment
        return ran is not None and ran.data == self.notebook.experiment.data

    def _kind(self) -> str:
        dataset = known_dataset(self.notebook.experiment.data)
        return dataset.kind if dataset else ""

    def _heavy(self) -> Iterator[None]:
        """Galleries, tables and further charts, many elements each: what is in an open tab first."""
        if PREDICTIONS in self.tabs:
            for stage, kind in self._stages():
                if self._kind() == kind:
                    yield from stage.render_steps(self._points)
        if WEIGHTS in self.tabs:
            dataset = known_dataset(self.notebook.experiment.data)
            images = dataset is not None and dataset.kind == "image"
            self.weights.image_shape = (dataset.shape[0], dataset.shape[1]) if dataset and images else None
            yield from self.weights.render_steps()
        self._predictions()
        yield
        if self.run.curves or self.history.charts:
            yield from self.history.render_steps(self._shown_curves(), self.run.epochs)
        self.smoothing.visible = bool(self.history.charts)
        self._epochs()
        yield
        yield from self._scores()

    def _points(self, chart: Any) -> None:
        """The samples on a chart of points, and what the model says."""
        seen, dataset = self.showing.preview, known_dataset(self.notebook.experiment.data)
        if seen is not None and dataset is not None and self._pointed != self.showing.revision:
            self._pointed = self.showing.revision
            classes = [class_titles(dataset)] if dataset.kind == "plane" else []
            chart.show_points(seen, *classes)
        chart.update(self.run.observation if self._own() else None)

    def _epochs(self) -> None:
        names = list(dict.fromkeys(n for _, logs in self.run.table[-1:] for n in logs))
        rows = [[epoch, *(round(logs.get(n, float("nan")), 4) for n in names)]
                for epoch, logs in self.run.table[: -MOST_ROWS - 1 : -1]]
        self.epochs.param.update(header=[words("charts")["epochs"], *names] if rows else [], rows=rows)

    def _scores(self) -> Iterator[None]:
        scores = self.run.test if self._own() else None
        dataset = known_dataset(self.notebook.experiment.data)
        self.confusion.show(scores is not None and scores.confusion is not None)
        if scores is None or dataset is None:
            self.scores.param.update(header=[], rows=[], note="")
            return
        header = list(scores.logs)
        note = _notes(scores, dataset)
        row = [round(value, 4) for value in scores.logs.values()]
        self.scores.param.update(header=header, rows=[row] if header else [], note=note)
        counts, classes = scores.confusion, class_titles(dataset)
        if counts is not None:
            yield
            yield from self.confusion.render_steps(lambda chart: chart.update(counts, classes))

    def _predictions(self) -> None:
        """Test samples with what the model says: live where they are not drawn as points, and of a run that is over."""
        seen, observation, scores = self.showing.preview, self.run.observation, self.run.test
        dataset = known_dataset(self.notebook.experiment.data)
        live: list[Any] = []
        final: list[Any] = []
        if dataset is not None and self._own():
            if seen is not None and observation is not None and observation.kind not in ("plane", "line"):
                live = final = samples.predicted_items(seen, observation.y, dataset)
            if scores is not None:
                final = samples.tested_items(scores, dataset)
        classes = class_titles(dataset) if dataset else []
        for gallery, items in ((self.predictions, live), (self.samples, final)):
            gallery.param.update(items=items, classes=classes)
        self.samples.note = scored("picked_of", scores, len(final)) if scores is not None and final else ""
        drawn = self._kind() in ("plane", "line")
        self.predictions.empty = "" if drawn else words("interface")["results"]["no_predictions"]


def _notes(scores: Scores, dataset: Dataset) -> str:
    """How many test samples were right, and which classes have none; or that there are no test samples."""
    texts = words("interface")["results"]
    if not scores.logs:
        return str(texts["empty_test"])
    if scores.confusion is None:
        return ""
    missing = untested(dataset, [int(n) for n in scores.confusion.sum(axis=1)])
    note = [texts["untested"].format(names=", ".join(missing))] if missing else []
    return " ".join([scored("right_of", scores), *note])


def scored(name: str, scores: Scores, shown: int = 0) -> str:
    """A sentence on how many of all test samples were right; empty where they are not classes. shown: samples."""
    if scores.confusion is None:
        return ""
    right, every = int(np.trace(scores.confusion)), int(scores.confusion.sum())
    said: str = words("interface")["results"][name]
    return said.format(right=f"{right:,}", all=f"{every:,}", n=shown)
