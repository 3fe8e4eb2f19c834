"""Turning, shifting, shearing and zooming one picture as Keras 2's image preprocessing does it.

Its numbers are those of ``scipy.ndimage.affine_transform`` of order 0 and 1, which Keras calls.
"""

import numpy as np

from engine.errors import fail
from engine.typing import Array
from engine.validators import Choice

FILL_MODES = Choice(choices=("constant", "nearest", "reflect", "wrap"))


def apply_affine_transform(x: Array, theta: float = 0, tx: float = 0, ty: float = 0, shear: float = 0, zx: float = 1,
                           zy: float = 1, row_axis: int = 1, col_axis: int = 2, channel_axis: int = 0,
                           fill_mode: str = "nearest", cval: float = 0.0, order: int = 1) -> Array:
    """One picture, ``(channels, height, width)`` or with the axes that are named, of the same shape.

    theta, shear: in degrees. tx, ty: down and to the right, in pixels. zx, zy: above 1 makes smaller. fill_mode: what
    lies outside; cval: the value for ``"constant"``. order: 0 takes the nearest pixel, 1 mixes the four around.
    """
    FILL_MODES.check("fill_mode", fill_mode)
    if order not in (0, 1):
        raise fail("not_a_choice", "order", argument="interpolation_order", choices=(0, 1), value=order, hint="")
    if x.ndim != 3 or {row_axis, col_axis, channel_axis} != {0, 1, 2}:
        raise fail("picture_rank", "x", expected="3", received=x.shape)
    matrix = _matrix(theta, tx, ty, shear, zx, zy)
    if matrix is None:
        return x
    matrix = _around_the_middle(matrix, x.shape[row_axis], x.shape[col_axis])
    if col_axis > row_axis:
        matrix = matrix[[1, 0, 2]][:, [1, 0, 2]]
    picture = np.moveaxis(x, channel_axis, -1)
    return np.moveaxis(_looked_up(picture, matrix, fill_mode, cval, order), -1, channel_axis)


def _matrix(theta: float, tx: float, ty: float, shear: float, zx: float, zy: float) -> Array | None:
    """``(3, 3)``, rotation · shift · shear · zoom; None where nothing is to be done."""
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
    found = np.array(steps[0], "float64")
    for step in steps[1:]:
        found = found @ np.array(step, "float64")
    return found


def _around_the_middle(matrix: Array, height: int, width: int) -> Array:
    """The matrix with its zero in the middle, in the order of axes that Keras gives the two lengths."""
    there, back = np.eye(3), np.eye(3)
    there[:2, 2] = height / 2 - 0.5, width / 2 - 0.5
    back[:2, 2] = -there[:2, 2]
    found: Array = there @ matrix @ back
    return found


def _looked_up(picture: Array, matrix: Array, fill_mode: str, cval: float, order: int) -> Array:
    """``(height, width, channels)``: each pixel from where the matrix says, in float64, in the picture's type."""
    height, width, channels = picture.shape
    rows, columns = np.indices((height, width), dtype="float64").reshape(2, -1)
    places = matrix[:2, :2] @ np.stack([rows, columns]) + matrix[:2, 2:]
    row, row_inside = _mapped(places[0], height, fill_mode)
    column, column_inside = _mapped(places[1], width, fill_mode)
    flat = picture.reshape(-1, channels)
    if order == 0:
        found = flat[_index(np.floor(row + 0.5), height) * width + _index(np.floor(column + 0.5), width)]
    else:
        top, left = np.floor(row), np.floor(column)
        found = np.zeros((height * width, channels))
        for r, share_r in ((top, top + 1 - row), (top + 1, row - top)):
            for c, share_c in ((left, left + 1 - column), (left + 1, column - left)):
                found += flat[_index(r, height) * width + _index(c, width)] * (share_r * share_c)[:, None]
    inside = (row_inside & column_inside)[:, None]
    y: Array = np.where(inside, found, cval).astype(picture.dtype).reshape(picture.shape)
    return y


def _mapped(x: Array, length: int, fill_mode: str) -> tuple[Array, Array]:
    """Coordinates brought to where there are pixels, and which of them were not lost by ``constant``."""
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
    """Whole places, mirrored at the edges of the outer pixels: ``c b a | a b c | c b a``."""
    place = x.astype(int) % (2 * length)
    return np.where(place < length, place, 2 * length - 1 - place)
