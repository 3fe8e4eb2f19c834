"""Step 1: which samples the model learns from."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, final

from app.charts.fitted_line import FittedLine
from app.charts.plane import Plane
from app.components.form import Form
from app.components.gallery import Gallery
from app.state import pickers, samples
from app.state.desk import Place
from app.state.showing import Showing
from app.texts import words
from engine.datasets.catalog import CATALOG
from engine.specs.objects import DataSpec

TABLE_ROWS = 12


@final
class DataCell:
    """The form of the data, and a look at it."""

    def __init__(self, place: Place, showing: Showing) -> None:
        self.notebook = place.notebook
        self.showing = showing
        self.form = Form(label=words("interface")["steps"]["data"])
        self.form.on_change(self._change)
        self.gallery = Gallery(label=words("interface")["data"]["preview"])
        self.plane, self.line = Plane(300), FittedLine(300)
        self._shown = (-1, -1)
        self.refresh()

    def charts(self) -> list[Any]:
        """What follows the page's theme."""
        return [self.plane, self.line]

    def roots(self) -> Iterator[tuple[str, Any]]:
        yield "data_form", self.form
        yield "data_preview", self.gallery
        yield "data_plane", self.plane.figure
        yield "data_line", self.line.figure

    def refresh(self) -> None:
        now = (self.notebook.revision, self.showing.revision)
        if self._shown == now:
            return
        self._shown = now
        spec = self.notebook.experiment.data
        problems = pickers.problems_by_field(self.notebook, "data")
        if self.showing.problem is not None:
            problems = {**problems, "name": self.showing.problem_words()}
        self.form.param.update(fields=pickers.data_fields(spec), values=pickers.data_values(spec), problems=problems)
        self._look(spec)

    def _look(self, spec: DataSpec) -> None:
        seen, dataset = self.showing.preview, CATALOG.get(spec.name)
        for chart, kind in ((self.plane, "plane"), (self.line, "line")):
            chart.figure.visible = seen is not None and dataset is not None and dataset.kind == kind
            if chart.figure.visible and seen is not None:
                chart.show_points(seen)
        if seen is None or dataset is None:
            self.gallery.param.update(items=[], rows=[], header=[])
        elif dataset.kind == "image":
            self.gallery.param.update(mode="cards", items=samples.items(seen.x, seen.y, dataset),
                                      classes=list(dataset.class_names))
        else:
            header, rows = samples.table(seen, dataset, TABLE_ROWS)
            self.gallery.param.update(mode="table", header=header, rows=rows)

    def _change(self, name: str, value: Any) -> None:
        spec = self.notebook.experiment.data
        if name == "name":
            spec = replace(DataSpec(str(value)), one_hot=False)
        elif name in {"test_share", "validation_share", "seed", "flatten", "one_hot"}:
            spec = replace(spec, **{name: value})
        else:
            spec = replace(spec, options={**spec.options, name: value})
        self.notebook.choose_data(spec)
        self.showing.follow(spec)
        self.refresh()
