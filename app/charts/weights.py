"""Inside the model: every array of get_weights(), as a picture, as a spread and as numbers, live."""

from collections.abc import Iterator
from html import escape
from time import monotonic
from typing import Any, final

from bokeh.models import Column, Div, Row

from app.charts.arrays import MOST, Picture, figures_of, matrix_of, pictures_of, shrunk, slices_of
from app.charts.heat_map import HeatMap
from app.charts.histogram import Histogram
from app.charts.kernels import Kernels
from app.charts.saying import axis_names, number, numbers_text, shape_text, slice_text
from app.charts.stage import Stage
from app.components.form import Form
from app.components.gallery import Gallery
from app.state.run import Run
from app.texts import words
from engine.typing import Array

SECONDS = 0.3
"""Between two pictures of an array while training goes on."""
TABLE_SECONDS = 1.0
MOST_NUMBERS = 20
"""Rows and columns of the table at the most."""
STYLE = """
:host { color: var(--kb-ink); font: var(--kb-text)/var(--kb-line) var(--kb-font); word-break: keep-all }
h3, p, dl { font-family: var(--kb-font) }
h3 { font-size: 1em; margin: 12px 0 0 }
p { color: var(--kb-muted); font-size: var(--kb-small); margin: 2px 0 }
code { font-family: var(--kb-code); overflow-wrap: anywhere }
dl { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 8px 0 0 }
dl div { display: flex; gap: 8px } dt { color: var(--kb-muted) } dd { font-variant-numeric: tabular-nums; margin: 0 }
"""
Entry = tuple[str, str, str, Array]


@final
class WeightsView:
    """One array at a time of a run's weights, chosen by name.

    picture: ``(h, w)`` of the pictures in the data, where the data set hands them over as rows. asked: whether another
    array has been chosen since the last update.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.picture: Picture | None = None
        self.said = words("charts")["weights"]
        self.form = Form(columns=2)
        self.form.on_change(self._choose)
        self.heat, self.spread, self.kernels = Stage(HeatMap), Stage(Histogram), Stage(Kernels)
        self.table = Gallery(mode="table", label=self.said["table"])
        self._about, self._heat_note, self._kernel_note, self._table_note = (_text() for _ in range(4))
        wide = {"flex": "1 1 320px", "min-width": "0"}
        heading = _text(f"<h3>{escape(self.said['spread'])}</h3>")
        self._parts = Row(
            _column(self._heat_note, self.heat.view, styles=wide), _column(heading, self.spread.view, styles=wide),
            sizing_mode="stretch_width", margin=0, styles={"flex-wrap": "wrap", "gap": "0 24px"})
        self._units = _column(self._kernel_note, self.kernels.view, visible=False)
        self.view: Column = _column(self._about, self._parts, self._units, self._table_note)
        self._chosen = self._place = 0
        self.asked = False
        self._shown: tuple[Any, ...] = ()
        self._drawn = self._written = 0.0
        self._names: list[tuple[str, str]] = []
        self.update()

    def roots(self) -> Iterator[tuple[str, Any]]:
        """What the page places one under another, by name."""
        yield "weights_form", self.form
        yield "weights", self.view
        yield "weights_table", self.table

    def update(self) -> None:
        """Show the array as it is now, at most a few times a second."""
        for _ in self.pieces():
            pass

    def pieces(self) -> Iterator[None]:
        """What update() does, piece by piece."""
        self.asked = False
        now = (self.run.count, self.run.revision, self._chosen, self._place)
        waiting = self.run.active and now[:1] + now[2:] == self._shown[:1] + self._shown[2:]
        if now == self._shown or (waiting and monotonic() - self._drawn < SECONDS):
            return
        entries = self.run.weights()
        for part in (self.form, self._parts, self._table_note, self.table):
            part.visible = bool(entries)
        if not entries:
            self._about.text = f"<p>{escape(words('charts')['sentences']['no_weights'])}</p>"
            self._units.visible, self._names, self._shown = False, [], now
            return
        self._offer(entries)
        another = self._shown[2:] != (self._chosen, self._place) or self._shown[:1] != now[:1]
        self._shown, self._drawn = (self.run.count, self.run.revision, self._chosen, self._place), monotonic()
        entry, picture = entries[self._chosen], self._picture()
        yield
        yield from self._draw(entry, another)
        yield from self._draw_kernels(entry, picture)
        if another or not self.run.active or monotonic() - self._written > TABLE_SECONDS:
            self._written = monotonic()
            self._write(matrix_of(entry[3], self._place))

    def restyle(self, dark: bool, large: bool = False) -> None:
        for part in (self.heat, self.spread, self.kernels):
            part.restyle(dark, large)

    def text(self) -> str:
        """One sentence on the array that is shown."""
        entries = self.run.weights()
        if not entries:
            return str(words("charts")["sentences"]["no_weights"])
        layer, name, _, array = entries[min(self._chosen, len(entries) - 1)]
        return numbers_text(f"{layer}/{name}", array.shape, figures_of(array))

    def _choose(self, name: str, chosen: Any) -> None:
        if name == "array" and str(chosen).isdecimal():
            self._chosen, self._place = int(chosen), 0
        elif name == "slice" and str(chosen).isdecimal():
            self._place = int(chosen)
        self.asked = True

    def _offer(self, entries: list[Entry]) -> None:
        """The arrays and slices to choose from; the choice stays where there is still an array of that name."""
        names = [(layer, name) for layer, name, _, _ in entries]
        if names != self._names:
            old = self._names[self._chosen] if self._chosen < len(self._names) else None
            self._chosen = names.index(old) if old in names else 0
            self._names = names
        places = slices_of(entries[self._chosen][3].shape)
        self._place = min(self._place, max(0, len(places) - 1))
        arrays = [{"value": str(i), "label": f"{layer} · {name} {shape_text(array.shape)}", "group": layer}
                  for i, (layer, name, _, array) in enumerate(entries)]
        fields = [_picker("array", self.said["array"], arrays)]
        if places:
            options = [{"value": str(i), "label": slice_text(place)} for i, place in enumerate(places)]
            fields.append(_picker("slice", self.said["slice"], options))
        values = {"array": str(self._chosen), "slice": str(self._place)}
        if self.form.fields != fields or self.form.values != values:
            self.form.param.update(fields=fields, values=values)

    def _draw(self, entry: Entry, another: bool) -> Iterator[None]:
        layer, name, axes, array = entry
        if another:
            for part in (self.heat, self.spread, self.kernels):
                if part.made is not None:
                    part.made.begin()
        matrix = matrix_of(array, self._place)
        small = shrunk(matrix)
        self._about.text = self._facts(entry)
        self._heat_note.text = self._with_note(self.said["picture"], self._shrunk_note(matrix, small.block))
        sentence = numbers_text(f"{layer}/{name}", array.shape, figures_of(array))

        def heat(chart: HeatMap) -> None:
            chart.update(small.matrix, small.block, axis_names(axes))
            chart.say(sentence)

        def spread(chart: Histogram) -> None:
            chart.update(array)
            chart.say(sentence)

        yield from self.heat.pieces(heat)
        yield from self.spread.pieces(spread)

    def _picture(self) -> Picture | None:
        """The shape of the pictures whose pixels are the rows of the chosen array."""
        network = self.run.network
        pictures = pictures_of(network.layers, self.picture) if network else []
        return pictures[self._chosen] if self._chosen < len(pictures) else None

    def _draw_kernels(self, entry: Entry, picture: Picture | None) -> Iterator[None]:
        self._units.visible = picture is not None
        if picture is None:
            return
        height, width = picture

        def fill(chart: Kernels) -> None:
            shown = chart.update(entry[3], (height, width))
            told = {"units": entry[3].shape[1], "shown": shown, "h": height, "w": width}
            note = self.said["some_kernels" if shown < told["units"] else "all_kernels"].format(**told)
            self._kernel_note.text = self._with_note(self.said["kernels"], f"{note} {self.said['kernel_colours']}")
            chart.say(note)

        yield from self.kernels.pieces(fill)

    def _write(self, matrix: Array) -> None:
        part = matrix[:MOST_NUMBERS, :MOST_NUMBERS]
        rows = [[i, *(float(f"{v:.4g}") for v in row)] for i, row in enumerate(part.tolist())]
        self.table.param.update(header=[words("charts")["row"], *map(str, range(part.shape[1]))], rows=rows)
        cut = part.shape != matrix.shape
        note = self.said["first"].format(rows=part.shape[0], columns=part.shape[1]) if cut else ""
        self._table_note.text = self._with_note(self.said["numbers"], note)

    def _facts(self, entry: Entry) -> str:
        layer, name, axes, array = entry
        rows = {"name": f"{layer} / {name}", "shape": shape_text(array.shape), "axes": axes,
                "size": f"{array.size:,}", **{key: number(v) for key, v in figures_of(array).items()}}
        return "<dl>" + "".join(f"<div><dt>{escape(self.said[key])}</dt><dd><code>{escape(shown)}</code></dd></div>"
                                for key, shown in rows.items()) + "</dl>"

    def _shrunk_note(self, matrix: Array, block: Picture) -> str:
        if block == (1, 1):
            return ""
        rows, columns = matrix.shape
        told = {"rows": rows, "columns": columns, "block_rows": block[0], "block_columns": block[1], "most": MOST}
        return str(self.said["shrunk"]).format(**told)

    def _with_note(self, title: str, note: str) -> str:
        return f"<h3>{escape(title)}</h3>" + (f"<p>{escape(note)}</p>" if note else "")


def _picker(name: str, title: str, options: list[dict[str, str]]) -> dict[str, Any]:
    return {"name": name, "title": title, "label": "", "widget": "picker", "options": options}


def _column(*parts: Any, **options: Any) -> Column:
    """Bokeh's own, as texts and charts are: Panel's has a pane around each of them."""
    return Column(*parts, sizing_mode="stretch_width", margin=0, **options)


def _text(text: str = "") -> Div:
    """Bokeh's own: whenever the text of a pane of Panel changes, all models of the page are gone through."""
    return Div(text=text, disable_math=True, stylesheets=[STYLE], sizing_mode="stretch_width", margin=0)
