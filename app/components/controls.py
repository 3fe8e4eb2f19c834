"""The controls of a training run: buttons, progress, big numbers and what happened last."""

from collections.abc import Callable, Mapping
from typing import Any, final

import param
from panel.custom import JSComponent

from app.components.bundle import bundle, styles
from app.components.messages import is_short
from app.texts import words

Action = Callable[[str], None]


@final
class Controls(JSComponent):
    """Shows where a run stands, and reports which button was pressed.

    ``figures``: ``[{"label", "value", "note"}]``; a number is written with four digits, a text as it is.
    """

    status = param.Selector(
        default="idle",
        objects=["idle", "preparing", "running", "paused", "stopped", "finished", "diverged", "failed"],
        doc="Where the run stands; it decides which buttons can be pressed.",
    )
    text = param.String(default="", doc="What happened last, the newest epoch with its numbers; read aloud.")
    progress = param.Number(default=0.0, doc="The share of the run that is done, 0 to 1.")
    seconds_left = param.Number(default=None, allow_None=True, doc="Seconds until the end, if known.")
    figures = param.List(default=[], doc="Big numbers: epoch, loss, metric.")
    problem = param.Dict(default=None, allow_None=True, doc="What is wrong: {'text', 'repair': button or None}.")
    blocked = param.String(default="", doc="Why nothing can be started now; empty when it can.")
    note = param.String(default="", doc="What to know of the numbers that are shown; empty for nothing.")
    words = param.Dict(default=words("controls"), doc="The Korean words of the component.")

    _esm = bundle("controls.js")
    _stylesheets = [styles("fields.css", "kit.css", "controls.css")]

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"sizing_mode": "stretch_width", **params})
        self._actions: list[Action] = []

    def on_action(self, callback: Action) -> None:
        """Call ``callback(name)`` with start, pause, continue, stop, step or repair."""
        self._actions.append(callback)

    def _handle_msg(self, data: Mapping[str, Any]) -> None:
        if not is_short(data):
            return
        for action in self._actions if data.get("op") == "action" else []:
            action(str(data["name"]))
