"""Decision regions of a classifier in the plane: an image of shades, and the lines between the regions."""

from typing import NamedTuple

import numpy as np
from bokeh.plotting.contour import contour_data

from app.charts.theme import mix
from app.compute.observing import GRID
from engine.typing import Array

UPSAMPLING = 2
"""Pixels of the image per step of the grid, so that borders are smooth."""
SHADES = 101
LEVELS = 20
"""Shades of each class if there are more than two, from undecided to certain."""
DEEPEST = 0.5
"""Share of the class's colour in its deepest shade; the rest is the card's colour."""
Lines = tuple[list[Array], list[Array]]


class DecisionRegions(NamedTuple):
    """shades: ``(rows, columns)`` uint8, indices in :func:`shade_colours`. xs, ys: of the lines between regions."""

    shades: Array
    xs: list[Array]
    ys: list[Array]


def class_probabilities(y: Array) -> Array:
    """Probabilities ``(n, classes)`` from one sigmoid or several softmax outputs; a NaN becomes 0.5."""
    flat = np.clip(np.nan_to_num(y.reshape(len(y), -1).astype("float32"), nan=0.5, posinf=1, neginf=0), 0, 1)
    return flat if flat.shape[1] > 1 else np.concatenate([1 - flat, flat], axis=1)


def compute_regions(y: Array, bounds: tuple[float, ...]) -> DecisionRegions:
    """Compute the regions from outputs ``y`` on the grid over ``bounds``."""
    planes = class_probabilities(y).T.reshape(-1, GRID, GRID)
    x, y_axis = np.linspace(bounds[0], bounds[1], GRID), np.linspace(bounds[2], bounds[3], GRID)
    margins = _class_margins(planes)
    lines = [_zero_contour(x, y_axis, margin) for margin in (margins[1:] if len(margins) == 2 else margins)]
    xs, ys = [x for line_xs, _ in lines for x in line_xs], [y for _, line_ys in lines for y in line_ys]
    fine = np.stack([_upsample(plane) for plane in planes])
    return DecisionRegions(shade_two_classes(fine) if len(fine) == 2 else shade_classes(fine), xs, ys)


def shade_two_classes(planes: Array) -> Array:
    """Shade indices: 0 where class 0 is certain, 100 where class 1 is."""
    total = np.maximum(planes.sum(axis=0), 1e-9)
    shades: Array = np.rint(planes[1] / total * (SHADES - 1)).astype("uint8")
    return shades


def shade_classes(planes: Array) -> Array:
    """Shade indices: ``LEVELS`` for each class, the deepest where it is certain."""
    count, best = len(planes), planes.argmax(axis=0)
    certainty = (planes.max(axis=0) - 1 / count) / (1 - 1 / count)
    level = np.clip(np.rint(certainty * (LEVELS - 1)), 0, LEVELS - 1)
    shades: Array = (best * LEVELS + level).astype("uint8")
    return shades


def shade_colours(count: int, classes: tuple[str, ...], card: str) -> list[str]:
    """The colour of every shade for ``count`` classes."""
    if count == 2:
        low, high = classes[:2]
        middle = SHADES // 2
        shades = [(low if i < middle else high, abs(i - middle) / middle) for i in range(SHADES)]
        return [mix(card, colour, DEEPEST * share) for colour, share in shades]
    steps = [DEEPEST * (0.2 + 0.8 * level / (LEVELS - 1)) for level in range(LEVELS)]
    return [mix(card, classes[label % len(classes)], share) for label in range(count) for share in steps]


def _class_margins(planes: Array) -> Array:
    """Each class's probability minus the largest of the others, in the shape of planes; 0 at its border."""
    margins = []
    for label in range(len(planes)):
        others = np.delete(planes, label, axis=0)
        margins.append(planes[label] - others.max(axis=0))
    return np.stack(margins)


def _zero_contour(x: Array, y: Array, margin: Array) -> Lines:
    """Lines along which the margin is 0."""
    if not (margin.min() < 0 < margin.max()):
        return [], []
    lines = contour_data(x, y, margin, [0.0], want_fill=False).line_data
    return (lines.xs, lines.ys) if lines else ([], [])


def _upsample(plane: Array) -> Array:
    """Upsample a plane with bilinear interpolation."""
    rows, columns = (np.linspace(0, n - 1, (n - 1) * UPSAMPLING + 1) for n in plane.shape)
    i, j = (np.minimum(at.astype(int), n - 2) for at, n in ((rows, plane.shape[0]), (columns, plane.shape[1])))
    up, right = (rows - i)[:, None], (columns - j)[None, :]
    low = plane[i][:, j] * (1 - right) + plane[i][:, j + 1] * right
    high = plane[i + 1][:, j] * (1 - right) + plane[i + 1][:, j + 1] * right
    upsampled: Array = low * (1 - up) + high * up
    return upsampled
