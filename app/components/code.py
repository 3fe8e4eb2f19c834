"""The code face: Keras code with colours, edited as text, copied, and taken away as a file."""

from collections.abc import Callable, Mapping
from typing import Any, final

import param
from panel.custom import JSComponent

from app.components.bundle import bundle, styles
from app.texts import words
from engine.limits import MAX_INPUT

CodeEdit = Callable[[str], None]
Request = Callable[[], None]


@final
class Code(JSComponent):
    """Shows code, and reports it when a learner has changed it. What is being typed is never overwritten."""

    text = param.String(default="", doc="The code.")
    label = param.String(default="", doc="Accessible name of the text field; empty for the usual one.")
    editable = param.Boolean(default=True)
    problems = param.List(default=[], doc="What could not be read: [{'line': from 1, or None, 'text'}].")
    notices = param.List(default=[], doc="What was cleaned or has no effect here: [{'line': from 1, or None, 'text'}].")
    py = param.String(default="", doc="What the .py button hands out; empty for no such button.")
    ipynb = param.String(default="", doc="What the .ipynb button hands out; empty for no such button.")
    zip = param.Boolean(default=False, doc="Whether there is a .zip button, which asks for an archive.")
    archive = param.String(default="", doc="The archive that was asked for, in base64; handed out when it comes.")
    note = param.String(default="", doc="What else the code needs to run elsewhere.")
    file_name = param.String(default="keras_blocks", doc="Name of the files, without its ending.")
    words = param.Dict(default=words("code"), doc="The Korean words of the component.")

    _esm = bundle("code.js")
    _stylesheets = [styles("fields.css", "kit.css", "python.css", "code.css")]

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"sizing_mode": "stretch_width", **params})
        self._edits: list[CodeEdit] = []
        self._requests: list[Request] = []

    def on_edit(self, callback: CodeEdit) -> None:
        """Call ``callback(text)`` with the whole text after each pause in typing."""
        self._edits.append(callback)

    def on_archive(self, callback: Request) -> None:
        """Call ``callback()`` when an archive is asked for; it sets ``archive``."""
        self._requests.append(callback)

    def _handle_msg(self, data: Mapping[str, Any]) -> None:
        for request in self._requests if data.get("op") == "archive" else []:
            request()
        for edit in self._edits if data.get("op") == "edit" else []:
            edit(str(data["text"])[: MAX_INPUT + 1])
