"""View of the arrays of get_weights(): as an image, a histogram and a table, updated during training."""

from collections.abc import Iterator
from html import escape
from time import monotonic
from typing import Any, final

from bokeh.models import Column, Div, Row

from app.charts.descriptions import axis_labels, axis_names, format_number, numbers_text, shape_text, slice_text
from app.charts.heat_map import HeatMap
from app.charts.histogram import Histogram
from app.charts.lazy_chart import LazyChart
from app.charts.weight_arrays import (
    MAX_SIZE,
    ImageShape,
    as_matrix,
    downsample,
    image_shapes,
    list_slices,
    summary_statistics,
)
from app.charts.weight_images import WeightImages
from app.components.form import Form
from app.components.gallery import Gallery
from app.state.run import Run
from app.texts import words
from engine.typing import Array

DRAW_INTERVAL = 0.3
"""Seconds between two updates of the charts during training."""
TABLE_INTERVAL = 1.0
MAX_TABLE_SIZE = 20
"""Maximum rows and columns of the table. Its updates are TABLE_INTERVAL seconds apart."""
STYLE = """
:host { color: var(--kb-ink); font: var(--kb-text)/var(--kb-line) var(--kb-font); word-break: keep-all }
h3, p, dl { font-family: var(--kb-font) }
h3 { font-size: 1em; margin: 12px 0 0 }
p { color: var(--kb-muted); font-size: var(--kb-small); margin: 2px 0 }
code { font-family: var(--kb-code); overflow-wrap: anywhere }
dl { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 8px 0 0 }
dl div { display: flex; gap: 8px } dt { color: var(--kb-muted) } dd { font-variant-numeric: tabular-nums; margin: 0 }
"""
Entry = tuple[str, str, tuple[str, ...], Array]


@final
class WeightsView:
    """Shows one weight array of a run, chosen by name.

    image_shape: ``(h, w)`` of the images in the data, if the samples are flattened images. selection_changed: whether
    another array has been chosen since the last update.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.image_shape: ImageShape | None = None
        self.labels = words("charts")["weights"]
        self.form = Form(columns=2)
        self.form.on_change(self._choose)
        self.heat, self.spread, self.kernels = LazyChart(HeatMap), LazyChart(Histogram), LazyChart(WeightImages)
        self.table = Gallery(mode="table", label=self.labels["table"])
        self._facts_text, self._heat_note, self._kernel_note, self._table_note = (_text() for _ in range(4))
        wide = {"flex": "1 1 320px", "min-width": "0"}
        heading = _text(f"<h3>{escape(self.labels['spread'])}</h3>")
        self._parts = Row(
            _column(self._heat_note, self.heat.view, styles=wide), _column(heading, self.spread.view, styles=wide),
            sizing_mode="stretch_width", margin=0, styles={"flex-wrap": "wrap", "gap": "0 24px"})
        self._units = _column(self._kernel_note, self.kernels.view, visible=False)
        self.view: Column = _column(self._facts_text, self._parts, self._units, self._table_note)
        self._chosen = self._slice = 0
        self.selection_changed = False
        self._shown: tuple[Any, ...] = ()
        self._draw_time = self._table_time = 0.0
        self._names: list[tuple[str, str]] = []
        self.update()

    def roots(self) -> Iterator[tuple[str, Any]]:
        """The root models by their names in the page's template."""
        yield "weights_form", self.form
        yield "weights", self.view
        yield "weights_table", self.table

    def update(self) -> None:
        """Show the current values, at most a few times a second."""
        for _ in self.render_steps():
            pass

    def render_steps(self) -> Iterator[None]:
        """Do the work of update() in steps."""
        self.selection_changed = False
        now = (self.run.count, self.run.revision, self._chosen, self._slice)
        is_same_array = self.run.active and now[:1] + now[2:] == self._shown[:1] + self._shown[2:]
        if now == self._shown or (is_same_array and monotonic() - self._draw_time < DRAW_INTERVAL):
            return
        entries = self.run.weights()
        for part in (self.form, self._parts, self._table_note, self.table):
            part.visible = bool(entries)
        if not entries:
            self._facts_text.text = f"<p>{escape(words('charts')['sentences']['no_weights'])}</p>"
            self._units.visible, self._names, self._shown = False, [], now
            return
        self._update_form(entries)
        is_new = self._shown[2:] != (self._chosen, self._slice) or self._shown[:1] != now[:1]
        self._shown, self._draw_time = (self.run.count, self.run.revision, self._chosen, self._slice), monotonic()
        entry, image_shape = entries[self._chosen], self._image_shape()
        yield
        yield from self._draw(entry, is_new)
        yield from self._draw_kernels(entry, image_shape)
        if is_new or not self.run.active or monotonic() - self._table_time > TABLE_INTERVAL:
            self._table_time = monotonic()
            self._update_table(as_matrix(entry[3], self._slice))

    def restyle(self, dark: bool, large: bool = False) -> None:
        for part in (self.heat, self.spread, self.kernels):
            part.restyle(dark, large)

    def text(self) -> str:
        """Describe the array in a sentence."""
        entries = self.run.weights()
        if not entries:
            return str(words("charts")["sentences"]["no_weights"])
        layer, name, _, array = entries[min(self._chosen, len(entries) - 1)]
        return numbers_text(f"{layer}/{name}", array.shape, summary_statistics(array))

    def _choose(self, name: str, chosen: Any) -> None:
        if name == "array" and str(chosen).isdecimal():
            self._chosen, self._slice = int(chosen), 0
        elif name == "slice" and str(chosen).isdecimal():
            self._slice = int(chosen)
        self.selection_changed = True

    def _update_form(self, entries: list[Entry]) -> None:
        """Offer the arrays and slices; the selection is kept if an array of that name still exists."""
        names = [(layer, name) for layer, name, _, _ in entries]
        if names != self._names:
            old = self._names[self._chosen] if self._chosen < len(self._names) else None
            self._chosen = names.index(old) if old in names else 0
            self._names = names
        slices = list_slices(entries[self._chosen][3].shape)
        self._slice = min(self._slice, max(0, len(slices) - 1))
        arrays = [{"value": str(i), "label": f"{layer} · {name} {shape_text(array.shape)}", "group": layer}
                  for i, (layer, name, _, array) in enumerate(entries)]
        fields = [_picker("array", self.labels["array"], arrays)]
        if slices:
            options = [{"value": str(i), "label": slice_text(index)} for i, index in enumerate(slices)]
            fields.append(_picker("slice", self.labels["slice"], options))
        values = {"array": str(self._chosen), "slice": str(self._slice)}
        if self.form.fields != fields or self.form.values != values:
            self.form.param.update(fields=fields, values=values)

    def _draw(self, entry: Entry, is_new: bool) -> Iterator[None]:
        layer, name, axes, array = entry
        if is_new:
            for part in (self.heat, self.spread, self.kernels):
                if part.existing is not None:
                    part.existing.reset_range()
        matrix = as_matrix(array, self._slice)
        downsampled = downsample(matrix)
        self._facts_text.text = self._facts(entry)
        note = self._downsampling_note(matrix, downsampled.block)
        self._heat_note.text = self._heading(self.labels["picture"], note)
        sentence = numbers_text(f"{layer}/{name}", array.shape, summary_statistics(array))

        def heat(chart: HeatMap) -> None:
            chart.update(downsampled.matrix, downsampled.block, axis_names(axes))
            chart.set_description(sentence)

        def spread(chart: Histogram) -> None:
            chart.update(array)
            chart.set_description(sentence)

        yield from self.heat.render_steps(heat)
        yield from self.spread.render_steps(spread)

    def _image_shape(self) -> ImageShape | None:
        """The shape of the images whose pixels are the rows of the chosen array."""
        network = self.run.network
        shapes = image_shapes(network.layers, self.image_shape) if network else []
        return shapes[self._chosen] if self._chosen < len(shapes) else None

    def _draw_kernels(self, entry: Entry, image_shape: ImageShape | None) -> Iterator[None]:
        self._units.visible = image_shape is not None
        if image_shape is None:
            return
        height, width = image_shape

        def fill(chart: WeightImages) -> None:
            shown = chart.update(entry[3], (height, width))
            values = {"units": entry[3].shape[1], "shown": shown, "h": height, "w": width}
            note = self.labels["some_kernels" if shown < values["units"] else "all_kernels"].format(**values)
            self._kernel_note.text = self._heading(self.labels["kernels"], f"{note} {self.labels['kernel_colours']}")
            chart.set_description(note)

        yield from self.kernels.render_steps(fill)

    def _update_table(self, matrix: Array) -> None:
        part = matrix[:MAX_TABLE_SIZE, :MAX_TABLE_SIZE]
        rows = [[i, *(float(f"{v:.4g}") for v in row)] for i, row in enumerate(part.tolist())]
        self.table.param.update(header=[words("charts")["row"], *map(str, range(part.shape[1]))], rows=rows)
        cut = part.shape != matrix.shape
        note = self.labels["first"].format(rows=part.shape[0], columns=part.shape[1]) if cut else ""
        self._table_note.text = self._heading(self.labels["numbers"], note)

    def _facts(self, entry: Entry) -> str:
        layer, name, axes, array = entry
        rows = {"name": f"{layer} / {name}", "shape": shape_text(array.shape), "axes": " × ".join(axis_labels(axes)),
                "size": f"{array.size:,}", **{key: format_number(v) for key, v in summary_statistics(array).items()}}
        return "<dl>" + "".join(f"<div><dt>{escape(self.labels[key])}</dt><dd><code>{escape(shown)}</code></dd></div>"
                                for key, shown in rows.items()) + "</dl>"

    def _downsampling_note(self, matrix: Array, block: ImageShape) -> str:
        if block == (1, 1):
            return ""
        rows, columns = matrix.shape
        values = {"rows": rows, "columns": columns, "block_rows": block[0], "block_columns": block[1], "most": MAX_SIZE}
        return str(self.labels["shrunk"]).format(**values)

    def _heading(self, title: str, note: str) -> str:
        return f"<h3>{escape(title)}</h3>" + (f"<p>{escape(note)}</p>" if note else "")


def _picker(name: str, title: str, options: list[dict[str, str]]) -> dict[str, Any]:
    return {"name": name, "title": title, "label": "", "widget": "picker", "options": options}


def _column(*parts: Any, **options: Any) -> Column:
    """A Column of Bokeh: Panel's would wrap each text and chart in a pane."""
    return Column(*parts, sizing_mode="stretch_width", margin=0, **options)


def _text(text: str = "") -> Div:
    """A Div of Bokeh: a change of a Panel pane's text walks all models of the page."""
    return Div(text=text, disable_math=True, stylesheets=[STYLE], sizing_mode="stretch_width", margin=0)
