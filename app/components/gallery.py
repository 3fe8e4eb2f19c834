"""Samples of a data set: cards with predictions, a preview without them, or a table."""

from collections.abc import Callable, Mapping
from typing import Any, final

import param
from panel.custom import JSComponent

from app.components.bundle import bundle, styles
from app.components.messages import is_short
from app.texts import words

Selection = Callable[[list[int]], None]


@final
class Gallery(JSComponent):
    """Shows samples and reports which of them the learner picked.

    An item is ``{"number", "image", "values", "label", "predicted", "right", "probabilities"}``. ``number``: of the
    sample, from 0 (its place where left out). ``image``: ``{"w", "h", "pixels"}``, base64 of one uint8 a pixel (0
    paper, 255 ink) or three, or None. ``values``: ``[{"name", "value"}]`` or None. ``label`` and ``predicted``: a
    class, a number or None. ``right``: True, False, or None where nothing is to be marked.
    """

    mode = param.Selector(default="cards", objects=["cards", "table"])
    label = param.String(default="", doc="Accessible name; empty for the usual one.")
    items = param.List(default=[], doc="The samples, as cards.")
    classes = param.List(default=[], doc="Names of the classes; empty where the answer is a number.")
    header = param.List(default=[], doc="Names of the columns of the table.")
    rows = param.List(default=[], doc="Rows of the table: lists of numbers and texts.")
    empty = param.String(default=None, allow_None=True, doc="Said where there is nothing; None for the usual words.")
    note = param.String(default="", doc="A sentence over the samples.")
    selectable = param.Boolean(default=False, doc="Whether cards can be picked.")
    selected = param.List(default=[], doc="Numbers of the samples that are picked.")
    words = param.Dict(default=words("gallery"), doc="The Korean words of the component.")

    _esm = bundle("gallery.js")
    _stylesheets = [styles("fields.css", "kit.css", "gallery.css")]

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"sizing_mode": "stretch_width", **params})
        self._selections: list[Selection] = []

    def on_select(self, callback: Selection) -> None:
        """Call ``callback(numbers)`` with all samples that are picked, whenever one is picked or no longer."""
        self._selections.append(callback)

    def _handle_msg(self, data: Mapping[str, Any]) -> None:
        if not is_short(data):
            return
        if data.get("op") == "select":
            numbers = [int(number) for number in data["selected"]]
            for selection in self._selections:
                selection(numbers)
