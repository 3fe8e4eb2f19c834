"""plot_model: draw a model as a stack of bricks."""

import sys
from importlib import import_module
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

from engine.errors import fail
from engine.utils.brick_drawing import BRICK_HEIGHT, brick, brick_height, brick_width
from engine.utils.vector_drawing import Item, Label, Polygon, to_image, to_svg, translate

if TYPE_CHECKING:
    from engine.layers.base import Layer
    from engine.models.sequential import Sequential

RANKS = ["TB", "BT", "LR", "RL"]
SUFFIXES = (".png", ".svg", ".jpg", ".jpeg", ".pdf")
MARGIN, GAP, INK = 24.0, 46.0, "#565d69"
PIXELS_PER_INCH = 96
CHARACTER_WIDTH = 7.6
"""Mean width of a character of the notes beside a brick, in pixels."""


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
    """Draw the layers of a built model as bricks into a file.

    to_file: with the suffix ``.svg``, ``.png``, ``.jpg``, ``.jpeg`` or ``.pdf``; without a suffix ``.png`` is added.
    rankdir: ``TB`` from top to bottom, ``BT`` from bottom to top as in the app, ``LR``, ``RL``. dpi: pixels per inch.
    expand_nested, show_layer_activations and splines have no effect: the model has no branches, the layers of models
    among the layers are always drawn, and bricks always show their activations. In a notebook the image is returned,
    unless it is a PDF. Source of the arguments: Keras 3.
    """
    if kwargs:
        raise TypeError(f"plot_model has no arguments {sorted(kwargs)}")
    path = Path(to_file)
    path = path if path.suffix else path.with_name(f"{path.name}.png")
    drawing = model_to_dot(model, show_shapes, show_dtype, show_layer_names, rankdir, dpi=dpi,
                           show_trainable=show_trainable)
    drawing.write(path, format=path.suffix[1:])
    return _notebook_image(path)


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
) -> "ModelDrawing":
    """The drawing of a built model, with pydot's methods: ``.create(format="svg")`` returns the bytes of an image."""
    if not model.built or model.input_shape is None:
        raise fail("model_not_built", "model", model=model.name)
    if rankdir not in RANKS:
        raise fail("not_a_choice", "rankdir", argument="rankdir", choices=RANKS, value=rankdir, hint="")
    show = {"shapes": show_shapes, "dtype": show_dtype, "names": show_layer_names, "trainable": show_trainable}
    return ModelDrawing(*draw_model(model, rankdir, show), dpi or PIXELS_PER_INCH)


@final
class ModelDrawing:
    """The drawing of a model, with pydot's methods ``create`` and ``write``; ``prog`` has no effect."""

    def __init__(self, items: list[Item], width: float, height: float, dpi: int) -> None:
        self.items, self.width, self.height, self.dpi = items, width, height, dpi

    def create(self, prog: Any = None, format: str = "png") -> bytes:
        """The bytes of an image; format: ``svg``, ``png``, ``jpg``, ``jpeg`` or ``pdf``."""
        if f".{format.lower()}" not in SUFFIXES:
            raise fail("not_an_image_file", "to_file", argument="to_file", value=f".{format}")
        scale = self.dpi / PIXELS_PER_INCH
        if format.lower() == "svg":
            return to_svg(self.items, self.width, self.height, scale).encode()
        data = BytesIO()
        kind = {"jpg": "JPEG"}.get(format.lower(), format.upper())
        to_image(self.items, self.width, self.height, scale).save(data, format=kind, dpi=(self.dpi, self.dpi))
        return data.getvalue()

    def write(self, path: str | PathLike[str], prog: Any = None, format: str = "png") -> bool:
        """Write the image to a file."""
        Path(path).write_bytes(self.create(prog, format))
        return True


def draw_model(model: "Sequential", rankdir: str, show: dict[str, bool]) -> tuple[list[Item], float, float]:
    """``(items, width, height)``: the graphic items of the drawing of a model, and its size in pixels.

    show: whether to write ``shapes``, ``dtype``, ``names`` and ``trainable`` beside each brick.
    """
    from engine.layers.input_layer import InputLayer  # layers import engine.utils

    shape = model.input_shape
    assert shape is not None
    layers = model.network.layers
    bricks: list[Layer] = [InputLayer(shape=shape[1:], name="input"), *layers]
    shapes = [shape, shape, *(layer.output_shape for layer in layers)]
    notes = [_notes(layer, shapes[i] if i else None, shapes[i + 1], show) for i, layer in enumerate(bricks)]
    studs = [int(s[-1] or 1) if s and len(s) > 1 else 1 for s in shapes[1:]]
    return (_draw_vertical if rankdir in ("TB", "BT") else _draw_horizontal)(bricks, studs, notes, rankdir)


def _notes(layer: "Layer", before: Any, after: Any, show: dict[str, bool]) -> list[str]:
    """The lines of text beside a brick."""
    lines = [str(layer.name)] if show["names"] else []
    if show["shapes"]:
        lines.append(str(after) if before is None else f"{before} -> {after}")
    if show["dtype"]:
        lines.append(layer.compute_dtype)
    if show["trainable"] and layer.weight_names():
        lines.append("trainable" if layer.trainable else "not trainable")
    return lines


def _draw_vertical(bricks: "list[Layer]", studs: list[int], notes: list[list[str]],
                   rankdir: str) -> tuple[list[Item], float, float]:
    widths = [brick_width(layer, n) for layer, n in zip(bricks, studs, strict=True)]
    widest = max(widths)
    notes_width = max((len(line) for note in notes for line in note), default=0) * CHARACTER_WIDTH
    height = sum(map(brick_height, bricks)) + 2 * MARGIN
    items: list[Item] = []
    y = MARGIN
    order = range(len(bricks)) if rankdir == "TB" else reversed(range(len(bricks)))
    for i in order:
        brick_size = brick_height(bricks[i])
        shapes = brick(bricks[i], widths[i], studs[i])
        items += translate(shapes, MARGIN + (widest - widths[i]) / 2, y, brick_size if rankdir == "TB" else None)
        centre = y + (BRICK_HEIGHT / 2 if rankdir == "TB" else brick_size - BRICK_HEIGHT / 2)
        for row, line in enumerate(notes[i]):
            line_y = centre + (row - (len(notes[i]) - 1) / 2) * 17
            items.append(Label(line, (2 * MARGIN + widest, line_y), 13, "start", INK))
        y += brick_size
    return items, widest + 2 * MARGIN + (notes_width + MARGIN if notes_width else 0), height


def _draw_horizontal(bricks: "list[Layer]", studs: list[int], notes: list[list[str]],
                     rankdir: str) -> tuple[list[Item], float, float]:
    bottom = max(map(brick_height, bricks)) + MARGIN
    items: list[Item] = []
    x = MARGIN
    order = list(range(len(bricks))) if rankdir == "LR" else list(reversed(range(len(bricks))))
    for position, i in enumerate(order):
        width = brick_width(bricks[i], studs[i])
        if position:
            start, end = (x - GAP + 6, x - 6) if rankdir == "LR" else (x - 6, x - GAP + 6)
            items += _arrow(start, end, bottom - BRICK_HEIGHT / 2)
        items += translate(brick(bricks[i], width, studs[i]), x, bottom - brick_height(bricks[i]))
        for row, line in enumerate(notes[i]):
            items.append(Label(line, (x + width / 2, bottom + 18 + 17 * row), 13, "middle", INK))
        x += max(width, max((len(line) for line in notes[i]), default=0) * CHARACTER_WIDTH) + GAP
    return items, x - GAP + MARGIN, bottom + MARGIN + 17 * max(map(len, notes))


def _arrow(start: float, end: float, y: float) -> list[Item]:
    back = -7 if end > start else 7
    head = ((end, y), (end + back, y - 5), (end + back, y + 5))
    return [Polygon(((start, y), (end, y)), None, INK, 1.6), Polygon(head, INK)]


def _notebook_image(path: Path) -> Any:
    """The image for display in a notebook; None outside of a notebook and for a PDF."""
    if "IPython.core.magics.namespace" not in sys.modules or path.suffix.lower() == ".pdf":
        return None
    display = import_module("IPython.display")
    return display.SVG(filename=str(path)) if path.suffix.lower() == ".svg" else display.Image(filename=str(path))
