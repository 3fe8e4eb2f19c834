"""Prepare weight arrays for charts: 2-D slices, block means, histograms, statistics, and kernels tiled as images."""

from itertools import product
from math import ceil, prod
from typing import NamedTuple

import numpy as np

from engine.layers.base import Layer
from engine.typing import Array, Shape

MAX_SIZE = 128
"""Maximum rows and columns of an image."""
BINS = 30
MAX_UNITS = 32
"""Maximum number of units whose kernels are shown."""
MAX_SLICES = 200
"""Maximum number of slices of an array that can be chosen."""
GAP = 1
"""Pixels between two kernels."""
ImageShape = tuple[int, int]


class Downsampled(NamedTuple):
    """A matrix of block means. block: rows and columns per element."""

    matrix: Array
    block: ImageShape


class KernelTiles(NamedTuple):
    """Kernels side by side, NaN between them. columns: kernels per row. units: number of kernels."""

    matrix: Array
    columns: int
    units: int


def list_slices(shape: Shape) -> list[tuple[int, ...]]:
    """Indices along the axes after the first two, one for each matrix; empty for arrays of up to two axes."""
    if len(shape) < 3:
        return []
    indices = product(*(range(n or 0) for n in shape[2:]))
    return [index for index, _ in zip(indices, range(MAX_SLICES), strict=False)]


def as_matrix(array: Array, index: int = 0) -> Array:
    """Return a 2-D array: a vector as one row; of more than two axes, the slice ``index`` of :func:`list_slices`."""
    if array.ndim > 2:
        return array.reshape(*array.shape[:2], -1)[:, :, index]
    return array.reshape(1, -1) if array.ndim < 2 else array


def downsample(matrix: Array, max_size: int = MAX_SIZE) -> Downsampled:
    """Reduce a matrix to at most ``max_size`` rows and columns of block means."""
    block = (max(1, ceil(matrix.shape[0] / max_size)), max(1, ceil(matrix.shape[1] / max_size)))
    small = matrix.astype("float32")
    for axis, size in enumerate(block):
        if size > 1:
            starts = np.arange(0, small.shape[axis], size)
            lengths = np.diff(np.append(starts, small.shape[axis])).astype("float32")
            small = np.add.reduceat(small, starts, axis=axis) / np.expand_dims(lengths, 1 - axis)
    return Downsampled(small, block)


def histogram(array: Array, bins: int = BINS) -> tuple[Array, Array]:
    """``(counts, edges)`` of the finite values; ``edges`` is one longer."""
    values = finite_values(array)
    if not len(values):
        return np.zeros(bins, int), np.linspace(-1, 1, bins + 1)
    low, high = float(values.min()), float(values.max())
    margin = 0.0 if high > low else max(abs(high), 1.0) / 2
    return np.histogram(values, bins=bins, range=(low - margin, high + margin))


def summary_statistics(array: Array) -> dict[str, float]:
    """Mean, standard deviation, minimum and maximum; NaN if the array has a NaN, so that it is noticed."""
    if not array.size:
        return dict.fromkeys(("mean", "std", "min", "max"), float("nan"))
    with np.errstate(all="ignore"):
        values = array.astype("float64")
        statistics = {"mean": values.mean(), "std": values.std(), "min": values.min(), "max": values.max()}
    return {name: float(value) for name, value in statistics.items()}


def finite_values(array: Array) -> Array:
    """The finite values, ``(n,)``."""
    flat = array.reshape(-1).astype("float64")
    values: Array = flat[np.isfinite(flat)]
    return values


def tile_kernels(kernel: Array, image_shape: ImageShape, max_units: int = MAX_UNITS) -> KernelTiles:
    """Tile the kernel of each unit as an image of ``h × w``. kernel: ``(h·w, units)``."""
    height, width = image_shape
    count = min(max_units, kernel.shape[1])
    columns = next((n for n in (count, 8) if n <= 8), 8)
    rows = ceil(count / columns)
    matrix = np.full((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP), np.nan, "float32")
    for unit in range(count):
        top, left = (height + GAP) * (unit // columns), (width + GAP) * (unit % columns)
        matrix[top:top + height, left:left + width] = kernel[:, unit].reshape(height, width)
    return KernelTiles(matrix, columns, count)


def image_shapes(layers: list[Layer], data: ImageShape | None = None) -> list[ImageShape | None]:
    """For each weight array, in order, the shape of the images whose pixels are its rows; None if there is none.

    A kernel has one if its layer's input are images of one channel, directly or through layers without weights.
    data: image shape of the data set, if its samples are flattened images.
    """
    result: list[ImageShape | None] = []
    current = data
    for layer in layers:
        current = image_shape_of(layer.built_input_shape) or current
        names = layer.weight_names()
        for name in names:
            shape = layer.array(name).shape
            fits = current is not None and len(shape) == 2 and shape[0] == prod(current) and shape[0] > 1
            result.append(current if fits else None)
        changes = bool(names) and layer.built_input_shape is not None and layer.output_shape != layer.built_input_shape
        current = None if changes else current
    return result


def image_shape_of(shape: Shape | None) -> ImageShape | None:
    """``(h, w)`` of a batch of images with one channel, ``(None, h, w)`` or ``(None, h, w, 1)``; else None."""
    if shape is None or len(shape) not in (3, 4) or (len(shape) == 4 and shape[3] != 1):
        return None
    return (shape[1], shape[2]) if shape[1] and shape[2] else None
