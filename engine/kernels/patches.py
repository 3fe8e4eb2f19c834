"""im2col and col2im: copy the windows of images into the rows of a matrix, and add them back.

All arrays are C-contiguous.
"""

from engine.kernels.lowlevel.array_views import flatten
from engine.kernels.lowlevel.vector_ops import add_values, copy_values, zero_values
from engine.kernels.runtime.jit import Array, kernel

Pair = tuple[int, int]
Steps = tuple[int, int, int]


@kernel
def im2col(x: Array, patches: Array, first: int, counts: Pair, row: Steps, column: Steps) -> None:
    """Copy windows of x into the rows of patches; values outside x are 0.

    x: ``(batch, height, width · channels)``. patches: the windows from index ``first`` on, ``(windows, m, n, run)``: a
    window has ``m · n`` runs of consecutive values. counts: the number of windows vertically and horizontally in an
    image. row, column: ``(stride, dilation, offset)``; row counts rows of x, column values in a row. Window ``(p, q)``
    of an image holds at ``(i, j)`` the ``run`` values of row ``p · row[0] + i · row[1] + row[2]`` from index
    ``q · column[0] + j · column[1] + column[2]`` on.
    """
    height, length, run = x.shape[1], x.shape[2], patches.shape[3]
    source, target = flatten(x), flatten(patches)
    rest, q = divmod(first, counts[1])
    b, p = divmod(rest, counts[0])
    position = 0
    for _ in range(patches.shape[0]):
        for i in range(patches.shape[1]):
            y = p * row[0] + i * row[1] + row[2]
            for j in range(patches.shape[2]):
                start = q * column[0] + j * column[1] + column[2]
                low = min(max(-start, 0), run) if 0 <= y < height else run
                high = max(min(length - start, run), low)
                zero_values(target, position, low)
                copy_values(target, position + low, source, (b * height + y) * length + start + low, high - low)
                zero_values(target, position + high, run - high)
                position += run
        q += 1
        if q == counts[1]:
            q, p = 0, p + 1
            if p == counts[0]:
                p, b = 0, b + 1


@kernel
def col2im(patches: Array, x: Array, first: int, counts: Pair, row: Steps, column: Steps) -> None:
    """The transpose of :func:`im2col`: add each value of patches to the value of x that im2col would copy there."""
    height, length, run = x.shape[1], x.shape[2], patches.shape[3]
    target, source = flatten(x), flatten(patches)
    rest, q = divmod(first, counts[1])
    b, p = divmod(rest, counts[0])
    position = 0
    for _ in range(patches.shape[0]):
        for i in range(patches.shape[1]):
            y = p * row[0] + i * row[1] + row[2]
            for j in range(patches.shape[2]):
                start = q * column[0] + j * column[1] + column[2]
                low = min(max(-start, 0), run) if 0 <= y < height else run
                high = max(min(length - start, run), low)
                add_values(target, (b * height + y) * length + start + low, source, position + low, high - low)
                position += run
        q += 1
        if q == counts[1]:
            q, p = 0, p + 1
            if p == counts[0]:
                p, b = 0, b + 1
