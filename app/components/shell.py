"""The top bar's tools, theme and projector mode; besides, the learner's cookie and the banner of a lost connection."""

from typing import final

import param
from panel.custom import JSComponent

from app.components.bundle import bundle, styles
from app.texts import words


@final
class Shell(JSComponent):
    """Theme and projector mode are the browser's to keep; ``dark`` and ``projector`` tell the server how it looks."""

    learner = param.String(default="", doc="Name to keep in the cookie kb_learner where there is none yet.")
    dark = param.Boolean(default=False, doc="Whether the page is dark; set by the browser.")
    projector = param.Boolean(default=False, doc="Whether the page is in projector mode; set by the browser.")
    tabs = param.List(default=[], doc="The panels of tabs that are shown, by their id; set by the browser.")
    words = param.Dict(default=words("shell"), doc="The Korean words of the component.")

    _esm = bundle("shell.js")
    _stylesheets = [styles("fields.css", "kit.css", "shell.css")]
