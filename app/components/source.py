"""Where the samples come from: embedded or downloaded, how the download goes, what they are, what was guessed."""

from collections.abc import Callable, Mapping
from typing import Any, final

import param
from panel.custom import JSComponent

from app.components.bundle import bundle, styles
from app.components.messages import is_short
from app.texts import words

Choice = Callable[[str], None]
Action = Callable[[str], None]
Undo = Callable[[int], None]


@final
class Source(JSComponent):
    """Shows the state and reports what is pressed; it changes nothing by itself."""

    choices = param.List(default=[], doc="Two sets to switch between: {'value', 'label'}; empty for no switch.")
    chosen = param.String(default="", doc="The value of the choice that is made.")
    problem = param.Dict(default=None, allow_None=True, doc="{'text', 'actions': [{'name', 'title'}]}, or None.")
    progress = param.Number(default=None, allow_None=True, doc="The share of a download, 0 to 1; None for none.")
    status = param.String(default="", doc="What is going on, for everybody to hear.")
    facts = param.List(default=[], doc="Short phrases about the samples.")
    notices = param.List(default=[], doc="What was guessed or repaired: {'text', 'undo'}, the words of a button or ''.")
    words = param.Dict(default=words("interface")["data"], doc="The Korean words of the component.")

    _esm = bundle("source.js")
    _stylesheets = [styles("fields.css", "kit.css", "meter.css", "source.css")]

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"sizing_mode": "stretch_width", **params})
        self._choices: list[Choice] = []
        self._actions: list[Action] = []
        self._undos: list[Undo] = []

    def on_choose(self, callback: Choice) -> None:
        """Call ``callback(value)`` when the switch was turned."""
        self._choices.append(callback)

    def on_action(self, callback: Action) -> None:
        """Call ``callback(name)`` when a button of the problem was pressed."""
        self._actions.append(callback)

    def on_undo(self, callback: Undo) -> None:
        """Call ``callback(index)`` when a notice is taken back."""
        self._undos.append(callback)

    def _handle_msg(self, data: Mapping[str, Any]) -> None:
        if not is_short(data):
            return
        if data.get("op") == "choose":
            for choose in self._choices:
                choose(str(data["value"]))
        elif data.get("op") == "act":
            for act in self._actions:
                act(str(data["name"]))
        elif data.get("op") == "undo" and isinstance(data.get("index"), int):
            for undo in self._undos:
                undo(data["index"])
