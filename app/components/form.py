"""A form of the page: fields from the registry and pickers with Korean names, drawn in the browser."""

from collections.abc import Callable, Mapping
from typing import Any, final

import param
from panel.custom import JSComponent

from app.components.bundle import bundle, styles
from app.components.messages import is_short
from app.texts import words

Change = Callable[[str, Any], None]
Repair = Callable[[str], None]


@final
class Form(JSComponent):
    """Shows values and what is wrong with them, and reports what is typed; it changes no value by itself.

    A field is what ``app.state.forms.field_of`` gives. ``title`` replaces its Keras name as the accessible name, and
    ``wide`` lets it take a whole row. Two more widgets: ``picker`` (one choice) and ``pickers`` (a list of choices),
    with ``options``: ``[{"value", "label", "help", "group"}]``. Text that is no value of the field is reported as typed
    and stays in its place for as long as ``values`` holds it.
    """

    label = param.String(default="", doc="Accessible name of the group of fields; empty for none.")
    fields = param.List(default=[], doc="The fields, in order; those with ``advanced`` come in a part that opens.")
    values = param.Dict(default={}, doc="Value by name of field; a field's default stands for a name that is missing.")
    problems = param.Dict(default={}, doc="By name of field, or '' for the form: {'text', 'repair': button or None}.")
    columns = param.Integer(default=0, doc="Most columns; 0 for as many as there is room for.")
    words = param.Dict(default={**words("workshop"), **words("form")}, doc="The Korean words of the component.")

    _esm = bundle("form.js")
    _stylesheets = [styles("fields.css", "kit.css", "form.css")]

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"sizing_mode": "stretch_width", **params})
        self._changes: list[Change] = []
        self._repairs: list[Repair] = []

    def on_change(self, callback: Change) -> None:
        """Call ``callback(name, value)`` when a field was changed by the learner."""
        self._changes.append(callback)

    def on_repair(self, callback: Repair) -> None:
        """Call ``callback(name)`` when the repair of a field's problem was pressed; ``''`` is the form's own."""
        self._repairs.append(callback)

    def _handle_msg(self, data: Mapping[str, Any]) -> None:
        if not is_short(data):
            return
        if data.get("op") == "change":
            for change in self._changes:
                change(str(data["name"]), data.get("value"))
        elif data.get("op") == "repair":
            for repair in self._repairs:
                repair(str(data["name"]))
