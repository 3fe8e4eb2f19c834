"""Draw a layer as a brick: form, colour and labels for each kind of layer, as in the app's workbench."""

from math import log2
from typing import TYPE_CHECKING, Any

from engine import registry
from engine.utils.vector_drawing import Ellipse, Item, Label, Point, Polygon, box

if TYPE_CHECKING:
    from engine.layers.base import Layer

FAMILIES = {
    "data": "#b5bfc8", "dense": "#6aa84f", "convolution": "#1384c6", "pooling": "#ffd215", "reshaping": "#ffd215",
    "recurrent": "#bd5484", "regularising": "#9199a0", "embedding": "#fb4b09", "activation": "#7a9cc4",
}
PLATES = {"relu": "#cfe3ee", "sigmoid": "#e2574c", "softmax": "#4fae62", "tanh": "#e588b4"}
OTHER_PLATE = "#6f97cf"
BRICK, TOP, EDGE = "#fdfcf8", "#f3f0e8", "#8d8a80"
LABELLED = ("units", "filters", "rate", "stddev", "target_shape", "n", "pool_size", "kernel_size", "output_dim")
"""Hyperparameters that a brick shows, if its layer has them."""
BRICK_HEIGHT, PLATE_HEIGHT, STRIPE_WIDTH, STUD_HEIGHT = 50.0, 22.0, 11.0, 13.0
MAX_STUDS = 12
MIN_WIDTH, MAX_WIDTH = 200.0, 420.0


def brick_width(layer: "Layer", studs: int) -> float:
    """The width of a brick: grows with log2 of the number of output units (studs); at least that of its labels."""
    scaled = MIN_WIDTH + (MAX_WIDTH - MIN_WIDTH) * min(1.0, log2(max(1, studs)) / 10)
    label_width = len(type(layer).__name__) * 9.5 + sum(len(text) * 8 + 16 for text in brick_labels(layer)) + 120
    return max(scaled, label_width)


def brick_height(layer: "Layer") -> float:
    """The height of a brick, including studs and the plate of an activation."""
    return BRICK_HEIGHT + STUD_HEIGHT + (PLATE_HEIGHT if activation_name(layer) else 0)


def brick_labels(layer: "Layer") -> list[str]:
    """The hyperparameter values at the right of a brick."""
    return [str(getattr(layer, name)) for name in LABELLED if getattr(layer, name, None) is not None]


def activation_name(layer: "Layer") -> str | None:
    """The name of the activation drawn as a plate on a layer's brick; None if there is no plate.

    An activation without a plate is linear, or belongs to a layer of the form ``film``.
    """
    activation = getattr(layer, "activation", None)
    if activation is None or layer.form == "film":
        return None
    name = registry.identifier(type(activation))
    return None if name == "linear" else name


def brick(layer: "Layer", width: float, studs: int) -> list[Item]:
    """The graphic items of a brick, in a box from (0, 0), top left, to ``(width, brick_height(layer))``.

    studs: number of output units.
    """
    colour = FAMILIES.get(layer.family, FAMILIES["regularising"])
    activation = activation_name(layer)
    top = STUD_HEIGHT + (PLATE_HEIGHT if activation else 0)
    items: list[Item] = [*_studs(width, studs)]
    if activation:
        shade = PLATES.get(activation, OTHER_PLATE)
        items += [box(0, STUD_HEIGHT, width, PLATE_HEIGHT, f"{shade}90", EDGE),
                  Label(activation, (width - 10, STUD_HEIGHT + PLATE_HEIGHT / 2), 13, "end")]
    items += _body(layer.form, width, top, colour)
    items.append(Label(type(layer).__name__, (STRIPE_WIDTH + 32, top + BRICK_HEIGHT / 2), 16))
    right = width - 18.0 - (24 if "groove" in layer.form else 0)
    for text in reversed(brick_labels(layer)):
        text_width = len(text) * 8 + 14
        items += [box(right - text_width, top + BRICK_HEIGHT / 2 - 12, text_width, 24, f"{colour}38"),
                  Label(text, (right - text_width / 2, top + BRICK_HEIGHT / 2), 14, "middle")]
        right -= text_width + 6
    return items


def _studs(width: float, count: int) -> list[Item]:
    drawn = min(count, MAX_STUDS)
    space = width - 20 - (56 if count > MAX_STUDS else 0)
    pitch = min(30.0, space / max(1, drawn))
    half = min(8.0, pitch * 0.36)
    start = (width + (56 if count > MAX_STUDS else 0)) / 2 - pitch * (drawn - 1) / 2
    items: list[Item] = [box(start + i * pitch - half, 1, 2 * half, STUD_HEIGHT - 1, TOP, EDGE) for i in range(drawn)]
    return items + ([Label(f"x{count}", (8, STUD_HEIGHT / 2), 11)] if count > MAX_STUDS else [])


def _body(form: str, width: float, top: float, colour: str) -> list[Item]:
    """The front of a brick of this form; a form without a drawing is a plain rectangle."""
    low = top + BRICK_HEIGHT
    outline: list[Point] = [(0, top), (width, top), (width, low), (0, low)]
    inset = {"slope": width * 0.11, "slope-row": 14.0, "slope-one": width / 2 - 17}.get(form, 0.0)
    if inset:
        outline = [(inset, top), (width - inset, top), (width, top + 22), (width, low), (0, low), (0, top + 22)]
    if form == "widen":
        outline = [(0, top), (width, top), (width, low - 20), (width * 0.87, low), (width * 0.13, low), (0, low - 20)]
    fill = f"{PLATES.get('relu')}" if form == "film" else BRICK
    cut = 22 if inset else 20 if form == "widen" else 0
    stripe = box(0, top + (22 if inset else 0), STRIPE_WIDTH, BRICK_HEIGHT - cut, colour)
    return [Polygon(outline, fill, EDGE), stripe, *_marks(form, width, top, colour)]


def _marks(form: str, width: float, top: float, colour: str) -> list[Item]:
    """The marks on the front of a brick of this form, such as its holes or grooves."""
    low, middle = top + BRICK_HEIGHT, top + BRICK_HEIGHT / 2
    if form in ("grooved", "double-grooved"):
        offsets = [width - 30] + ([18.0] if form == "double-grooved" else [])
        return [box(x, top, 9, BRICK_HEIGHT, "#cfccc2", EDGE) for x in offsets]
    if form == "holes":
        return [Ellipse((width * 0.5 + 22 * i, middle), (8, 8), "#5a6068", EDGE) for i in range(-1, 2)]
    if form == "tube":
        return [box(STRIPE_WIDTH, middle - 10, width - STRIPE_WIDTH, 20, f"{colour}24"),
                Ellipse((0, middle), (4, 10), colour, EDGE), Ellipse((width, middle), (4, 10), colour, EDGE)]
    if form == "frame":
        return [box(6, top + 6, width - 12, BRICK_HEIGHT - 12, None, colour)]
    start, end, step, length = {"ruled": (20, width - 4, 9, 7), "ribs": (18, width - 3, 8, -9),
                                "slope-row": (20, width - 6, 12, -6)}.get(form, (0, 0, 1, 0))
    edge = top if length > 0 else low
    return [Polygon(((x, edge), (x, edge + length)), None, EDGE) for x in _steps(start, end, step)]


def _steps(start: Any, end: Any, step: Any) -> list[float]:
    return [start + i * step for i in range(max(0, int((end - start) / step)))]
