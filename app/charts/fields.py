"""What a model says of every place in the plane, as one picture of shades and the lines between its regions."""

from typing import NamedTuple

import numpy as np
from bokeh.plotting.contour import contour_data

from app.charts.theme import mix
from app.compute.observing import GRID
from engine.typing import Array

FINER = 2
"""The picture has so many pixels between two places of the grid, so that borders are smooth."""
SHADES = 101
LEVELS = 20
"""Shades of each class where there are more than two: from as good as none to sure."""
DEEPEST = 0.5
"""How much of a class's colour the surest shade has; the rest is the card's."""
Lines = tuple[list[Array], list[Array]]


class Field(NamedTuple):
    """shades: ``(rows, columns)`` uint8, numbers in :func:`shade_colours`. xs, ys: of the lines between regions."""

    shades: Array
    xs: list[Array]
    ys: list[Array]


def chances(y: Array) -> Array:
    """The model's chance of every class, ``(n, classes)``, of one sigmoid or several softmax outputs.

    An output that is no number counts as undecided.
    """
    flat = np.clip(np.nan_to_num(y.reshape(len(y), -1).astype("float32"), nan=0.5, posinf=1, neginf=0), 0, 1)
    return flat if flat.shape[1] > 1 else np.concatenate([1 - flat, flat], axis=1)


def field_of(y: Array, bounds: tuple[float, ...]) -> Field:
    """The picture of outputs ``y`` on the grid over ``bounds``."""
    each = chances(y)
    planes = each.T.reshape(-1, GRID, GRID)
    x, y_axis = np.linspace(bounds[0], bounds[1], GRID), np.linspace(bounds[2], bounds[3], GRID)
    leads = _leads(planes)
    lines = [_line(x, y_axis, lead) for lead in (leads[1:] if len(leads) == 2 else leads)]
    xs, ys = [x for found, _ in lines for x in found], [y for _, found in lines for y in found]
    fine = np.stack([_finer(plane) for plane in planes])
    return Field(two_shades(fine) if len(fine) == 2 else many_shades(fine), xs, ys)


def two_shades(planes: Array) -> Array:
    """0 where class 0 is sure, 100 where class 1 is."""
    total = np.maximum(planes.sum(axis=0), 1e-9)
    found: Array = np.rint(planes[1] / total * (SHADES - 1)).astype("uint8")
    return found


def many_shades(planes: Array) -> Array:
    """``LEVELS`` shades for each class, the deepest where it is sure."""
    count, best = len(planes), planes.argmax(axis=0)
    sure = (planes.max(axis=0) - 1 / count) / (1 - 1 / count)
    level = np.clip(np.rint(sure * (LEVELS - 1)), 0, LEVELS - 1)
    found: Array = (best * LEVELS + level).astype("uint8")
    return found


def shade_colours(count: int, classes: tuple[str, ...], card: str) -> list[str]:
    """The colour of every shade for ``count`` classes."""
    if count == 2:
        low, high = classes[:2]
        middle = SHADES // 2
        away = [(low if at < middle else high, abs(at - middle) / middle) for at in range(SHADES)]
        return [mix(card, colour, DEEPEST * share) for colour, share in away]
    steps = [DEEPEST * (0.2 + 0.8 * level / (LEVELS - 1)) for level in range(LEVELS)]
    return [mix(card, classes[label % len(classes)], share) for label in range(count) for share in steps]


def _leads(planes: Array) -> Array:
    """How far each class is ahead of the best other one; 0 is its border."""
    found = []
    for label in range(len(planes)):
        others = np.delete(planes, label, axis=0)
        found.append(planes[label] - others.max(axis=0))
    return np.stack(found)


def _line(x: Array, y: Array, lead: Array) -> Lines:
    """Where the lead is 0."""
    if not (lead.min() < 0 < lead.max()):
        return [], []
    found = contour_data(x, y, lead, [0.0], want_fill=False).line_data
    return (found.xs, found.ys) if found else ([], [])


def _finer(plane: Array) -> Array:
    """The same plane with more pixels, in straight lines between the known ones."""
    rows, columns = (np.linspace(0, n - 1, (n - 1) * FINER + 1) for n in plane.shape)
    i, j = (np.minimum(at.astype(int), n - 2) for at, n in ((rows, plane.shape[0]), (columns, plane.shape[1])))
    up, right = (rows - i)[:, None], (columns - j)[None, :]
    low = plane[i][:, j] * (1 - right) + plane[i][:, j + 1] * right
    high = plane[i + 1][:, j] * (1 - right) + plane[i + 1][:, j + 1] * right
    found: Array = low * (1 - up) + high * up
    return found
