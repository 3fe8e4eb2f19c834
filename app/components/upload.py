"""A learner's own file: chosen with a button or dropped, and sent to the server piece by piece."""

from collections.abc import Callable, Mapping
from typing import Any, final

import param
from panel.custom import JSComponent

from app.components.bundle import bundle, styles
from app.texts import words

Message = Callable[[Mapping[str, Any]], None]


@final
class Upload(JSComponent):
    """Sends a file and says what became of it; whoever listens puts the pieces together.

    Messages: ``{"op": "begin", "number", "name", "size"}``, then ``{"op": "piece", "number", "at", "data"}`` with the
    bytes in base64, or ``{"op": "fail", "number"}`` if the browser cannot read on. The next piece is sent when
    ``received`` says that the one before has come, so that no message is large and none has to wait in the server.
    """

    limit = param.Integer(default=5_000_000, doc="Bytes of a file at most; a larger one is not sent.")
    received = param.Dict(default={}, doc="Number of the upload and the bytes of it that have come.")
    reading = param.Boolean(default=False, doc="Whether the whole file has come and is being read.")
    file = param.String(default="", doc="Name of the file in use; empty for none.")
    problem = param.Dict(default=None, allow_None=True, doc="Why the last file was refused: {'text'}.")
    words = param.Dict(default=words("interface")["data"], doc="The Korean words of the component.")

    _esm = bundle("upload.js")
    _stylesheets = [styles("fields.css", "kit.css", "meter.css", "upload.css")]

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"sizing_mode": "stretch_width", **params})
        self._messages: list[Message] = []

    def on_message(self, callback: Message) -> None:
        """Call ``callback`` with each message."""
        self._messages.append(callback)

    def _handle_msg(self, data: Mapping[str, Any]) -> None:
        for callback in self._messages:
            callback(data)
