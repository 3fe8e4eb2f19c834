"""The model workshop: palette, brick stack and inspector, drawn in the browser, decided on the server."""

from collections.abc import Callable, Mapping
from typing import Any, final

import param
from panel.custom import JSComponent

from app.components.bundle import bundle, styles
from app.components.messages import is_short
from app.texts import words

Edit = Mapping[str, Any]

FORMS = (
    "brick",  # Dense and whatever has no form of its own
    "grooved",  # one vertical groove: Conv1D
    "double-grooved",  # grooves on both sides: Conv2D
    "slope",  # narrows upward: pooling
    "slope-one",  # narrows to one stud: global pooling
    "slope-row",  # from a plate to a row: Flatten, Reshape and the like
    "holes",  # round holes: Dropout, noise
    "ruled",  # thin ruled plate: normalizations, Rescaling
    "widen",  # widens upward: Embedding
    "tube",  # a tube runs through it: recurrent layers
    "frame",  # a frame around what it wraps: Bidirectional, TimeDistributed
    "film",  # thin translucent plate: Activation, ReLU, Softmax
    "ribs",  # ribbed plate of the data: Input
)
"""The forms a brick can have; another name is drawn as ``brick``."""


@final
class Workshop(JSComponent):
    """Shows a model as bricks and reports what the learner does to it; it changes nothing by itself.

    The lists and dicts hold plain data. ``catalog``: groups ``{"group", "title", "items": [{"class_name", "family",
    "form", "summary", "fields"}]}``; a field is the ``form()`` of its range with ``name``, ``label``,
    ``help``, ``default``, ``required``, ``advanced`` and, for ``ofkind``, ``names`` and perhaps ``forms`` (the fields
    of a name). ``stack``: one dict for each brick, ``problem.field`` naming the argument that is wrong, if one is.
    """

    catalog = param.List(default=[], doc="What the palette offers, by group.")
    base = param.Dict(default={}, doc="The data set under the stack: kind, title, shape, count.")
    stack = param.List(default=[], doc="The bricks of the model, from the input to the output.")
    plate = param.Dict(default={}, doc="The compile plate: optimizer, loss, problem.")
    total_params = param.Integer(default=0, doc="Parameters of all bricks together.")
    can_undo = param.Boolean(default=False)
    can_redo = param.Boolean(default=False)
    selected = param.Integer(default=-1, doc="Index of the brick that the inspector shows; -1 for none.")
    upward = param.Boolean(default=True, doc="Whether the model grows upward from its data.")
    notice = param.Dict(default=None, allow_None=True, doc="What just happened: text, and whether undo is offered.")
    words = param.Dict(default=words("workshop"), doc="The Korean words of the component.")

    _esm = bundle("workshop.js")
    _stylesheets = [
        styles("fields.css", "bricks.css", "palette.css", "stack.css", "notes.css", "inspector.css", "workshop.css")
    ]

    def __init__(self, **params: Any) -> None:
        super().__init__(**{"sizing_mode": "stretch_width", **params})
        self._callbacks: list[Callable[[Edit], None]] = []

    def on_edit(self, callback: Callable[[Edit], None]) -> None:
        """Call ``callback`` with each edit, such as ``{"op": "set", "index": 1, "name": "units", "value": 64}``.

        Operations: add (class_name, index), remove (index), move (source, target: the index it has afterwards), set
        (index, name, value), paste (index, bricks), repair (index), undo, redo, select (index), flip.
        """
        self._callbacks.append(callback)

    def _handle_msg(self, data: Edit) -> None:
        if not is_short(data):
            return
        for callback in self._callbacks:
            callback(data)
