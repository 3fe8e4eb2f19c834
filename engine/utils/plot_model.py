"""plot_model: a model as a picture of its bricks."""

import sys
from importlib import import_module
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from engine.errors import fail
from engine.utils.brick_drawing import TALL, brick, brick_height, brick_width
from engine.utils.vector_drawing import Item, Shape, Words, moved, to_image, to_svg

if TYPE_CHECKING:
    from engine.layers.base import Layer
    from engine.models.sequential import Sequential

RANKS = ["TB", "BT", "LR", "RL"]
ENDINGS = (".png", ".svg", ".jpg", ".jpeg", ".pdf")
MARGIN, GAP, INK = 24.0, 46.0, "#565d69"
PIXELS_PER_INCH = 96
LETTER = 7.6
"""Mean width of a letter beside a brick, in pixels."""


def plot_model(
    model: "Sequential",
    to_file: str | PathLike[str] = "model.png",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = False,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int = 200,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    splines: str = "ortho",
    **kwargs: Any,
) -> Any:
    """Draw the layers of a built model as bricks into a file: ``.png`` (and what else Pillow writes), or ``.svg``.

    rankdir: ``TB`` from the top down, ``BT`` from the ground up as bricks are stacked, ``LR``, ``RL``. dpi: pixels an
    inch. expand_nested, show_layer_activations and splines change nothing: a stack has no branches, and activations
    always lie on their bricks. In a notebook the picture is returned. Source of the arguments: Keras 3.
    """
    if kwargs:
        raise TypeError(f"plot_model has no arguments {sorted(kwargs)}")
    path = Path(to_file)
    path = path if path.suffix else path.with_name(f"{path.name}.png")
    drawn = model_to_dot(model, show_shapes, show_dtype, show_layer_names, rankdir, dpi=dpi,
                         show_trainable=show_trainable)
    drawn.write(path, format=path.suffix[1:])
    return _shown(path)


def model_to_dot(
    model: "Sequential",
    show_shapes: bool = False,
    show_dtype: bool = False,
    show_layer_names: bool = True,
    rankdir: str = "TB",
    expand_nested: bool = False,
    dpi: int = 200,
    subgraph: bool = False,
    show_layer_activations: bool = False,
    show_trainable: bool = False,
    **kwargs: Any,
) -> "ModelPicture":
    """The picture of a model in place of a graph for Graphviz: ``.create(format="svg")`` gives what the graph gives."""
    if not model.built or model.input_shape is None:
        raise fail("model_not_built", "model", model=model.name)
    if rankdir not in RANKS:
        raise fail("not_a_choice", "rankdir", argument="rankdir", choices=RANKS, value=rankdir, hint="")
    asked = {"shapes": show_shapes, "dtype": show_dtype, "names": show_layer_names, "trainable": show_trainable}
    return ModelPicture(*picture(model, rankdir, asked), dpi or PIXELS_PER_INCH)


@final
class ModelPicture:
    """A drawn model, with the methods of pydot's graphs that turn it into files; ``prog`` changes nothing."""

    def __init__(self, items: list[Item], width: float, height: float, dpi: int) -> None:
        self.items, self.width, self.height, self.dpi = items, width, height, dpi

    def create(self, prog: Any = None, format: str = "png") -> bytes:
        """The bytes of a picture: ``svg``, ``png``, and what else Pillow writes."""
        if f".{format.lower()}" not in ENDINGS:
            raise fail("not_an_image_file", "to_file", argument="to_file", value=f".{format}")
        scale = self.dpi / PIXELS_PER_INCH
        if format.lower() == "svg":
            return to_svg(self.items, self.width, self.height, scale).encode()
        data = BytesIO()
        kind = {"jpg": "JPEG"}.get(format.lower(), format.upper())
        to_image(self.items, self.width, self.height, scale).save(data, format=kind, dpi=(self.dpi, self.dpi))
        return data.getvalue()

    def write(self, path: str | PathLike[str], prog: Any = None, format: str = "png") -> bool:
        """A file with the picture."""
        Path(path).write_bytes(self.create(prog, format))
        return True


def picture(model: "Sequential", rankdir: str, asked: dict[str, bool]) -> tuple[list[Item], float, float]:
    """The shapes of a model's picture, its width and its height in pixels."""
    from engine.layers.input_layer import InputLayer  # layers need engine.utils: they come later

    shape = model.input_shape
    assert shape is not None
    bricks: list[Layer] = [InputLayer(shape=shape[1:], name="input"), *model.layers]
    shapes = [shape, shape, *(layer.output_shape for layer in model.layers)]
    notes = [_notes(layer, shapes[i] if i else None, shapes[i + 1], asked) for i, layer in enumerate(bricks)]
    studs = [int(s[-1] or 1) if s and len(s) > 1 else 1 for s in shapes[1:]]
    return (_upright if rankdir in ("TB", "BT") else _lying)(bricks, studs, notes, rankdir)


def _notes(layer: "Layer", before: Any, after: Any, asked: dict[str, bool]) -> list[str]:
    """What is written beside a brick."""
    found = [str(layer.name)] if asked["names"] else []
    if asked["shapes"]:
        found.append(str(after) if before is None else f"{before} -> {after}")
    if asked["dtype"]:
        found.append(layer.compute_dtype)
    if asked["trainable"] and layer.weight_names():
        found.append("trainable" if layer.trainable else "not trainable")
    return found


def _upright(bricks: "list[Layer]", studs: list[int], notes: list[list[str]],
             rankdir: str) -> tuple[list[Item], float, float]:
    widths = [brick_width(layer, n) for layer, n in zip(bricks, studs, strict=True)]
    widest = max(widths)
    beside = max((len(line) for note in notes for line in note), default=0) * LETTER
    height = sum(map(brick_height, bricks)) + 2 * MARGIN
    items: list[Item] = []
    y = MARGIN
    order = range(len(bricks)) if rankdir == "TB" else reversed(range(len(bricks)))
    for i in order:
        tall = brick_height(bricks[i])
        shapes = brick(bricks[i], widths[i], studs[i])
        items += moved(shapes, MARGIN + (widest - widths[i]) / 2, y, tall if rankdir == "TB" else None)
        front = y + (TALL / 2 if rankdir == "TB" else tall - TALL / 2)
        for number, line in enumerate(notes[i]):
            at = front + (number - (len(notes[i]) - 1) / 2) * 17
            items.append(Words(line, (2 * MARGIN + widest, at), 13, "start", INK))
        y += tall
    return items, widest + 2 * MARGIN + (beside + MARGIN if beside else 0), height


def _lying(bricks: "list[Layer]", studs: list[int], notes: list[list[str]],
           rankdir: str) -> tuple[list[Item], float, float]:
    low = max(map(brick_height, bricks)) + MARGIN
    items: list[Item] = []
    x = MARGIN
    order = list(range(len(bricks))) if rankdir == "LR" else list(reversed(range(len(bricks))))
    for place, i in enumerate(order):
        width = brick_width(bricks[i], studs[i])
        if place:
            start, end = (x - GAP + 6, x - 6) if rankdir == "LR" else (x - 6, x - GAP + 6)
            items += _arrow(start, end, low - TALL / 2)
        items += moved(brick(bricks[i], width, studs[i]), x, low - brick_height(bricks[i]))
        for number, line in enumerate(notes[i]):
            items.append(Words(line, (x + width / 2, low + 18 + 17 * number), 13, "middle", INK))
        x += max(width, max((len(line) for line in notes[i]), default=0) * LETTER) + GAP
    return items, x - GAP + MARGIN, low + MARGIN + 17 * max(map(len, notes))


def _arrow(start: float, end: float, y: float) -> list[Item]:
    back = -7 if end > start else 7
    head = ((end, y), (end + back, y - 5), (end + back, y + 5))
    return [Shape(((start, y), (end, y)), None, INK, 1.6), Shape(head, INK)]


def _shown(path: Path) -> Any:
    """The picture for a notebook to show; None outside of one."""
    if "IPython.core.magics.namespace" not in sys.modules or path.suffix.lower() == ".pdf":
        return None
    display = import_module("IPython.display")
    return display.SVG(filename=str(path)) if path.suffix.lower() == ".svg" else display.Image(filename=str(path))
