"""Bricks as plain shapes: the form and the colour of every kind of layer, as the workshop draws them."""

from math import log2
from typing import TYPE_CHECKING, Any

from engine import registry
from engine.utils.vector_drawing import Disc, Item, Point, Shape, Words, box

if TYPE_CHECKING:
    from engine.layers.base import Layer

FAMILIES = {
    "data": "#b5bfc8", "dense": "#6aa84f", "convolution": "#1384c6", "pooling": "#ffd215", "reshaping": "#ffd215",
    "recurrent": "#bd5484", "regularising": "#9199a0", "embedding": "#fb4b09", "activation": "#7a9cc4",
}
PLATES = {"relu": "#cfe3ee", "sigmoid": "#e2574c", "softmax": "#4fae62", "tanh": "#e588b4"}
OTHER_PLATE = "#6f97cf"
BRICK, TOP, EDGE = "#fdfcf8", "#f3f0e8", "#8d8a80"
FACES = ("units", "filters", "rate", "stddev", "target_shape", "n", "pool_size", "kernel_size", "output_dim")
"""Hyperparameters that are written on a brick, where its layer has them."""
TALL, FILM, STRIPE, STUD = 50.0, 22.0, 11.0, 13.0
MANY = 12
LEAST, MOST = 200.0, 420.0


def brick_width(layer: "Layer", studs: int) -> float:
    """Grows with log2 of the numbers that a layer gives, and is never narrower than its words."""
    grown = LEAST + (MOST - LEAST) * min(1.0, log2(max(1, studs)) / 10)
    words = len(type(layer).__name__) * 9.5 + sum(len(text) * 8 + 16 for text in faces(layer)) + 120
    return max(grown, words)


def brick_height(layer: "Layer") -> float:
    """With the plate of its activation and the studs on top."""
    return TALL + STUD + (FILM if activation_name(layer) else 0)


def faces(layer: "Layer") -> list[str]:
    """What is written at the right of a brick."""
    return [str(getattr(layer, name)) for name in FACES if getattr(layer, name, None) is not None]


def activation_name(layer: "Layer") -> str | None:
    """The name of the activation that lies on a layer as a plate; None for none and for linear."""
    activation = getattr(layer, "activation", None)
    if activation is None or layer.form == "film":
        return None
    name = registry.identifier(type(activation))
    return None if name == "linear" else name


def brick(layer: "Layer", width: float, studs: int) -> list[Item]:
    """The shapes of a brick whose lower left corner of the box of :func:`brick_height` is at (0, height)."""
    colour = FAMILIES.get(layer.family, FAMILIES["regularising"])
    plate = activation_name(layer)
    top = STUD + (FILM if plate else 0)
    items: list[Item] = [*_studs(width, studs)]
    if plate:
        shade = PLATES.get(plate, OTHER_PLATE)
        items += [box(0, STUD, width, FILM, f"{shade}90", EDGE), Words(plate, (width - 10, STUD + FILM / 2), 13, "end")]
    items += _body(layer.form, width, top, colour)
    items.append(Words(type(layer).__name__, (STRIPE + 32, top + TALL / 2), 16))
    right = width - 18.0 - (24 if "groove" in layer.form else 0)
    for text in reversed(faces(layer)):
        wide = len(text) * 8 + 14
        items += [box(right - wide, top + TALL / 2 - 12, wide, 24, f"{colour}38"),
                  Words(text, (right - wide / 2, top + TALL / 2), 14, "middle")]
        right -= wide + 6
    return items


def _studs(width: float, count: int) -> list[Item]:
    drawn = min(count, MANY)
    room = width - 20 - (56 if count > MANY else 0)
    pitch = min(30.0, room / max(1, drawn))
    half = min(8.0, pitch * 0.36)
    start = (width + (56 if count > MANY else 0)) / 2 - pitch * (drawn - 1) / 2
    items: list[Item] = [box(start + i * pitch - half, 1, 2 * half, STUD - 1, TOP, EDGE) for i in range(drawn)]
    return items + ([Words(f"x{count}", (8, STUD / 2), 11)] if count > MANY else [])


def _body(form: str, width: float, top: float, colour: str) -> list[Item]:
    """The front of a brick of a form; a brick of which the form has no drawing here is a plain one."""
    low = top + TALL
    outline: list[Point] = [(0, top), (width, top), (width, low), (0, low)]
    inset = {"slope": width * 0.11, "slope-row": 14.0, "slope-one": width / 2 - 17}.get(form, 0.0)
    if inset:
        outline = [(inset, top), (width - inset, top), (width, top + 22), (width, low), (0, low), (0, top + 22)]
    if form == "widen":
        outline = [(0, top), (width, top), (width, low - 20), (width * 0.87, low), (width * 0.13, low), (0, low - 20)]
    fill = f"{PLATES.get('relu')}" if form == "film" else BRICK
    stripe = box(0, top + (22 if inset else 0), STRIPE, TALL - (22 if inset else 20 if form == "widen" else 0), colour)
    return [Shape(outline, fill, EDGE), stripe, *_marks(form, width, top, colour)]


def _marks(form: str, width: float, top: float, colour: str) -> list[Item]:
    """What a form carries on its front."""
    low, middle = top + TALL, top + TALL / 2
    if form in ("grooved", "double-grooved"):
        places = [width - 30] + ([18.0] if form == "double-grooved" else [])
        return [box(x, top, 9, TALL, "#cfccc2", EDGE) for x in places]
    if form == "holes":
        return [Disc((width * 0.5 + 22 * i, middle), (8, 8), "#5a6068", EDGE) for i in range(-1, 2)]
    if form == "tube":
        return [box(STRIPE, middle - 10, width - STRIPE, 20, f"{colour}24"), Disc((0, middle), (4, 10), colour, EDGE),
                Disc((width, middle), (4, 10), colour, EDGE)]
    if form == "frame":
        return [box(6, top + 6, width - 12, TALL - 12, None, colour)]
    start, end, step, length = {"ruled": (20, width - 4, 9, 7), "ribs": (18, width - 3, 8, -9),
                                "slope-row": (20, width - 6, 12, -6)}.get(form, (0, 0, 1, 0))
    edge = top if length > 0 else low
    return [Shape(((x, edge), (x, edge + length)), None, EDGE) for x in _steps(start, end, step)]


def _steps(start: Any, end: Any, step: Any) -> list[float]:
    return [start + i * step for i in range(max(0, int((end - start) / step)))]
