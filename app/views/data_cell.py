"""Step 1: which samples the model learns from."""

from collections.abc import Iterator, Mapping
from typing import Any, final

from app.charts.decision_boundary import DecisionBoundary
from app.charts.fitted_line import FittedLine
from app.charts.lazy_chart import LazyChart
from app.components.form import Form
from app.components.gallery import Gallery
from app.components.source import Source
from app.components.upload import Upload
from app.state import samples
from app.state.data_form import changed_data, data_fields, data_values
from app.state.desk import Place
from app.state.pickers import problems_by_field
from app.state.showing import Showing
from app.state.source import source
from app.state.table_notices import without_notice
from app.state.uploading import Uploading
from app.texts import words
from app.texts.cards import class_titles
from app.texts.problems import say
from app.views.work import Work
from engine.datasets.uploads.uploaded_dataset import NAME, UploadedTable
from engine.specs.data import known_dataset
from engine.specs.objects import DataSpec

TABLE_ROWS = 12


@final
class DataCell:
    """The form of the data, a learner's own file, where the samples come from, and a look at them."""

    def __init__(self, place: Place, showing: Showing, limit: int, work: Work) -> None:
        self.notebook, self.work = place.notebook, work
        self.showing = showing
        said = words("interface")
        self.form = Form(label=said["steps"]["data"])
        self.form.on_change(self._change)
        self.uploading = Uploading(limit)
        self.upload = Upload(limit=limit)
        self.upload.on_message(self._pass)
        self.source = Source()
        self.source.on_choose(lambda name: self._change("name", name))
        self.source.on_action(self._act)
        self.source.on_undo(self._take_back)
        self.gallery = Gallery(label=said["data"]["preview"])
        self.plane, self.line = LazyChart(lambda: DecisionBoundary(300)), LazyChart(lambda: FittedLine(300))
        chosen = place.notebook.experiment.data
        self._own = chosen if chosen.name == NAME else DataSpec(NAME)
        self._shown = (-1, -1, -1)
        self.refresh()

    def charts(self) -> list[Any]:
        """What follows the page's theme."""
        return [self.plane, self.line]

    def roots(self) -> Iterator[tuple[str, Any]]:
        yield "data_form", self.form
        yield "data_upload", self.upload
        yield "data_source", self.source
        yield "data_preview", self.gallery
        yield "data_plane", self.plane.view
        yield "data_line", self.line.view

    def refresh(self) -> None:
        own = self.uploading.collect()
        if own is not None:
            self._choose(own)
        spec = self.notebook.experiment.data
        self.showing.follow(spec)
        now = (self.notebook.revision, self.showing.revision, self.uploading.revision)
        if self._shown == now:
            return
        self._shown = now
        problems = problems_by_field(self.notebook, "data")
        self.form.param.update(fields=data_fields(spec), values=data_values(spec), problems=problems)
        self.source.param.update(**source(spec, self.showing))
        self._refresh_upload(spec)
        self._look(spec)

    def _refresh_upload(self, spec: DataSpec) -> None:
        state = self.uploading
        self.upload.param.update(
            received=state.received, reading=state.reading, file=str(spec.options.get("file", "")),
            problem=None if state.problem is None else {"text": say(state.problem)})

    def _look(self, spec: DataSpec) -> None:
        seen, dataset = self.showing.preview, known_dataset(spec)
        for chart, kind in ((self.plane, "plane"), (self.line, "line")):
            chart.show(seen is not None and dataset is not None and dataset.kind == kind)
        if seen is not None and dataset is not None and dataset.kind == "plane":
            classes = class_titles(dataset)
            self.work.begin("points", self.plane.render_steps(lambda chart: chart.show_points(seen, classes)))
        elif seen is not None and dataset is not None and dataset.kind == "line":
            self.work.begin("points", self.line.render_steps(lambda chart: chart.show_points(seen)))
        if isinstance(dataset, UploadedTable):
            header, rows = samples.file_table(dataset, TABLE_ROWS)
            self.gallery.param.update(mode="table", header=header, rows=rows)
        elif seen is None or dataset is None:
            self.gallery.param.update(items=[], rows=[], header=[])
        elif dataset.kind == "image":
            self.gallery.param.update(mode="cards", items=samples.items(seen.x, seen.y, dataset),
                                      classes=class_titles(dataset))
        else:
            header, rows = samples.table(seen, dataset, TABLE_ROWS)
            self.gallery.param.update(mode="table", header=header, rows=rows)

    def _change(self, name: str, value: Any) -> None:
        spec = self.notebook.experiment.data
        back = name == "name" and value == NAME
        self._choose(self._own if back else changed_data(spec, name, value))

    def _choose(self, spec: DataSpec) -> None:
        """Other data; a learner's own file is kept in mind, to come back to."""
        if spec.name == NAME:
            self._own = spec
        self.uploading.forgive()
        self.notebook.choose_data(spec)

    def _take_back(self, index: int) -> None:
        """Read the learner's file without one of the reader's guesses."""
        spec = self.notebook.experiment.data
        self.uploading.reread(lambda: without_notice(spec, index))

    def _pass(self, message: Mapping[str, Any]) -> None:
        """Answer a piece of a file at once, so that the next one comes."""
        self.uploading.handle(message)
        self._refresh_upload(self.notebook.experiment.data)

    def _act(self, name: str) -> None:
        dataset = known_dataset(self.notebook.experiment.data)
        if name == "download":
            self.showing.download()
        elif name == "stand_in" and dataset is not None and dataset.stand_in:
            self._change("name", dataset.stand_in)
