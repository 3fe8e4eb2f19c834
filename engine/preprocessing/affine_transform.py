"""Rotate, shift, shear and zoom one image as Keras 2's image preprocessing does.

The values are those of ``scipy.ndimage.affine_transform`` of order 0 and 1, which Keras calls.
"""

import numpy as np

from engine.errors import fail
from engine.typing import Array
from engine.validators import Choice

FILL_MODES = Choice(choices=("constant", "nearest", "reflect", "wrap"))


def apply_affine_transform(x: Array, theta: float = 0, tx: float = 0, ty: float = 0, shear: float = 0, zx: float = 1,
                           zy: float = 1, row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0,
                           fill_mode: str = "nearest", cval: float = 0.0, order: int = 1) -> Array:
    """Transform one image, ``(channels, height, width)`` or with the given axes; its shape does not change.

    theta, shear: in degrees. tx, ty: shift to the left and up, in pixels. zx, zy: factors for width and height; above 1
    zooms out. fill_mode: how points outside are filled; cval: the value for ``"constant"``. order: 0 nearest pixel, 1
    bilinear.
    """
    FILL_MODES.check("fill_mode", fill_mode)
    if order not in (0, 1):
        raise fail("not_a_choice", "order", argument="interpolation_order", choices=(0, 1), value=order, hint="")
    if x.ndim != 3 or {row_axis, col_axis, channel_axis} != {0, 1, 2}:
        raise fail("picture_rank", "x", expected="3", received=x.shape)
    matrix = _matrix(theta, tx, ty, shear, zx, zy)
    if matrix is None:
        return x
    matrix = _center_matrix(matrix, x.shape[row_axis], x.shape[col_axis])
    if col_axis > row_axis:
        matrix = matrix[[1, 0, 2]][:, [1, 0, 2]]
    image = np.moveaxis(x, channel_axis, -1)
    return np.moveaxis(_interpolate(image, matrix, fill_mode, cval, order), -1, channel_axis)


def _matrix(theta: float, tx: float, ty: float, shear: float, zx: float, zy: float) -> Array | None:
    """The matrix ``(3, 3)`` rotation · shift · shear · zoom; None for the identity."""
    steps = []
    if theta != 0:
        a = np.deg2rad(theta)
        steps.append([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    if tx != 0 or ty != 0:
        steps.append([[1, 0, tx], [0, 1, ty], [0, 0, 1]])
    if shear != 0:
        a = np.deg2rad(shear)
        steps.append([[1, -np.sin(a), 0], [0, np.cos(a), 0], [0, 0, 1]])
    if zx != 1 or zy != 1:
        steps.append([[zx, 0, 0], [0, zy, 0], [0, 0, 1]])
    if not steps:
        return None
    matrix = np.array(steps[0], "float64")
    for step in steps[1:]:
        matrix = matrix @ np.array(step, "float64")
    return matrix


def _center_matrix(matrix: Array, height: int, width: int) -> Array:
    """Move the origin of a matrix to the centre of the image, with the order of the two lengths as in Keras."""
    to_centre, to_origin = np.eye(3), np.eye(3)
    to_centre[:2, 2] = height / 2 - 0.5, width / 2 - 0.5
    to_origin[:2, 2] = -to_centre[:2, 2]
    centred: Array = to_centre @ matrix @ to_origin
    return centred


def _interpolate(image: Array, matrix: Array, fill_mode: str, cval: float, order: int) -> Array:
    """The image ``(height, width, channels)`` interpolated at the points to which the matrix maps its pixels.

    The interpolation is computed in float64.
    """
    height, width, channels = image.shape
    rows, columns = np.indices((height, width), dtype="float64").reshape(2, -1)
    points = matrix[:2, :2] @ np.stack([rows, columns]) + matrix[:2, 2:]
    row, row_inside = _fill(points[0], height, fill_mode)
    column, column_inside = _fill(points[1], width, fill_mode)
    flat = image.reshape(-1, channels)
    if order == 0:
        y = flat[_index(np.floor(row + 0.5), height) * width + _index(np.floor(column + 0.5), width)]
    else:
        top, left = np.floor(row), np.floor(column)
        y = np.zeros((height * width, channels))
        for r, weight_r in ((top, top + 1 - row), (top + 1, row - top)):
            for c, weight_c in ((left, left + 1 - column), (left + 1, column - left)):
                y += flat[_index(r, height) * width + _index(c, width)] * (weight_r * weight_c)[:, None]
    inside = (row_inside & column_inside)[:, None]
    filled: Array = np.where(inside, y, cval).astype(image.dtype).reshape(image.shape)
    return filled


def _fill(x: Array, length: int, fill_mode: str) -> tuple[Array, Array]:
    """``(x, inside)``. x: coordinates, mapped into the image by the fill mode, except for ``reflect``, which
    :func:`_index` applies. inside: False where cval is used.
    """
    last = length - 1
    inside = np.ones(x.shape, bool)
    if fill_mode == "constant":
        inside = (x >= 0) & (x <= last)
    elif fill_mode == "wrap" and last:
        x = np.where(x < 0, x + last * (np.trunc(-x / last) + 1), x)
        x = np.where(x > last, x - last * np.trunc(x / last), x)
    if fill_mode != "reflect":
        x = x.clip(0, last)
    return x, inside


def _index(x: Array, length: int) -> Array:
    """Integer indices, mirrored at the edges of the image: ``c b a | a b c | c b a``."""
    index = x.astype(int) % (2 * length)
    return np.where(index < length, index, 2 * length - 1 - index)
