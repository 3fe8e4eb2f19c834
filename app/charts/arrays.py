"""Arrays of weights as pictures and numbers: slices, block means, bins, and the kernels of units side by side."""

from itertools import product
from math import ceil, prod
from typing import NamedTuple

import numpy as np

from engine.layers.base import Layer
from engine.typing import Array, Shape

MOST = 128
"""Rows and columns of a picture at the most."""
BINS = 30
UNITS = 32
"""Units whose kernels are shown at the most."""
SLICES = 200
"""Slices of an array that are offered at the most."""
GAP = 1
"""Pixels between two kernels."""
Picture = tuple[int, int]


class Shrunk(NamedTuple):
    """A matrix of block means. block: rows and columns that one of its places stands for."""

    matrix: Array
    block: Picture


class Mosaic(NamedTuple):
    """Kernels side by side, NaN between them. columns: kernels in a row. units: kernels in all."""

    matrix: Array
    columns: int
    units: int


def slices_of(shape: Shape) -> list[tuple[int, ...]]:
    """The places along the axes after the first two, one matrix each; none for a matrix or less."""
    if len(shape) < 3:
        return []
    places = product(*(range(n or 0) for n in shape[2:]))
    return [place for place, _ in zip(places, range(SLICES), strict=False)]


def matrix_of(array: Array, place: int = 0) -> Array:
    """An array as rows and columns: a vector is one row; of more than two axes, one of :func:`slices_of`."""
    if array.ndim > 2:
        return array.reshape(*array.shape[:2], -1)[:, :, place]
    return array.reshape(1, -1) if array.ndim < 2 else array


def shrunk(matrix: Array, most: int = MOST) -> Shrunk:
    """At most ``most`` rows and columns, each the mean of a block."""
    block = (max(1, ceil(matrix.shape[0] / most)), max(1, ceil(matrix.shape[1] / most)))
    small = matrix.astype("float32")
    for axis, size in enumerate(block):
        if size > 1:
            starts = np.arange(0, small.shape[axis], size)
            lengths = np.diff(np.append(starts, small.shape[axis])).astype("float32")
            small = np.add.reduceat(small, starts, axis=axis) / np.expand_dims(lengths, 1 - axis)
    return Shrunk(small, block)


def histogram(array: Array, bins: int = BINS) -> tuple[Array, Array]:
    """``(counts, edges)`` of the values that are numbers; ``edges`` is one longer."""
    seen = finite(array)
    if not len(seen):
        return np.zeros(bins, int), np.linspace(-1, 1, bins + 1)
    low, high = float(seen.min()), float(seen.max())
    room = 0.0 if high > low else max(abs(high), 1.0) / 2
    return np.histogram(seen, bins=bins, range=(low - room, high + room))


def figures_of(array: Array) -> dict[str, float]:
    """Mean, standard deviation, least and largest; NaN where a value is none, as it should be seen."""
    if not array.size:
        return dict.fromkeys(("mean", "std", "min", "max"), float("nan"))
    with np.errstate(all="ignore"):
        wide = array.astype("float64")
        found = {"mean": wide.mean(), "std": wide.std(), "min": wide.min(), "max": wide.max()}
    return {name: float(value) for name, value in found.items()}


def finite(array: Array) -> Array:
    """The values that are numbers, ``(n,)``."""
    flat = array.reshape(-1).astype("float64")
    found: Array = flat[np.isfinite(flat)]
    return found


def mosaic(kernel: Array, picture: Picture, most: int = UNITS) -> Mosaic:
    """The column of each unit as a picture of ``h × w``. kernel: ``(h·w, units)``."""
    height, width = picture
    count = min(most, kernel.shape[1])
    columns = next((n for n in (count, 8) if n <= 8), 8)
    rows = ceil(count / columns)
    matrix = np.full((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP), np.nan, "float32")
    for unit in range(count):
        top, left = (height + GAP) * (unit // columns), (width + GAP) * (unit % columns)
        matrix[top:top + height, left:left + width] = kernel[:, unit].reshape(height, width)
    return Mosaic(matrix, columns, count)


def pictures_of(layers: list[Layer], data: Picture | None = None) -> list[Picture | None]:
    """For each array of the weights, in order, the shape of the pictures that its rows are the pixels of.

    A kernel has one if pictures of one channel come in, directly or through layers without weights. data: of the
    pictures that the data set holds, where it hands them over as rows.
    """
    found: list[Picture | None] = []
    seen = data
    for layer in layers:
        seen = picture_shape(layer.built_input_shape) or seen
        names = layer.weight_names()
        for name in names:
            shape = layer.array(name).shape
            fits = seen is not None and len(shape) == 2 and shape[0] == prod(seen) and shape[0] > 1
            found.append(seen if fits else None)
        changes = bool(names) and layer.built_input_shape is not None and layer.output_shape != layer.built_input_shape
        seen = None if changes else seen
    return found


def picture_shape(shape: Shape | None) -> Picture | None:
    """``(h, w)`` of a batch of pictures with one channel, ``(None, h, w)`` or ``(None, h, w, 1)``."""
    if shape is None or len(shape) not in (3, 4) or (len(shape) == 4 and shape[3] != 1):
        return None
    return (shape[1], shape[2]) if shape[1] and shape[2] else None
