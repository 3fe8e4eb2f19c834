"""The loops of convolution and pooling: windows of a picture copied out, added back, and searched for their largest.

All arrays are C-contiguous. Numbers side by side are worked on as vectors (:mod:`engine.kernels.lines`).
"""

from typing import Any

from engine.kernels.barrier import begin, finish, whole_samples
from engine.kernels.jit import Array, kernel
from engine.kernels.lines import add_line, add_where, clear_line, copy_line, keep_largest
from engine.kernels.views import flat

Pair = tuple[int, int]
Steps = tuple[int, int, int]


@kernel
def gather(x: Array, patches: Array, first: int, counts: Pair, row: Steps, column: Steps) -> None:
    """Copy windows of x into the rows of a matrix; what lies outside of x is 0.

    x: ``(batch, height, width · channels)``. patches: ``(windows, i, j, run)``. The windows are those of number
    ``first`` and on, ``counts`` in a column and in a row of every sample. Window ``(p, q)`` holds at ``(i, j)`` the
    ``run`` numbers of line ``p · row[0] + i · row[1] + row[2]`` from ``q · column[0] + j · column[1] + column[2]`` on.
    """
    height, length, run = x.shape[1], x.shape[2], patches.shape[3]
    source, target = flat(x), flat(patches)
    rest, q = divmod(first, counts[1])
    b, p = divmod(rest, counts[0])
    at = 0
    for _ in range(patches.shape[0]):
        for i in range(patches.shape[1]):
            line = p * row[0] + i * row[1] + row[2]
            for j in range(patches.shape[2]):
                start = q * column[0] + j * column[1] + column[2]
                low = min(max(-start, 0), run) if 0 <= line < height else run
                high = max(min(length - start, run), low)
                clear_line(target, at, low)
                copy_line(target, at + low, source, (b * height + line) * length + start + low, high - low)
                clear_line(target, at + high, run - high)
                at += run
        q += 1
        if q == counts[1]:
            q, p = 0, p + 1
            if p == counts[0]:
                p, b = 0, b + 1


@kernel
def scatter(patches: Array, x: Array, first: int, counts: Pair, row: Steps, column: Steps) -> None:
    """The transpose of :func:`gather`: add every number of the matrix to the place in x that it would come from."""
    height, length, run = x.shape[1], x.shape[2], patches.shape[3]
    target, source = flat(x), flat(patches)
    rest, q = divmod(first, counts[1])
    b, p = divmod(rest, counts[0])
    at = 0
    for _ in range(patches.shape[0]):
        for i in range(patches.shape[1]):
            line = p * row[0] + i * row[1] + row[2]
            for j in range(patches.shape[2]):
                start = q * column[0] + j * column[1] + column[2]
                low = min(max(-start, 0), run) if 0 <= line < height else run
                high = max(min(length - start, run), low)
                add_line(target, (b * height + line) * length + start + low, source, at + low, high - low)
                at += run
        q += 1
        if q == counts[1]:
            q, p = 0, p + 1
            if p == counts[0]:
                p, b = 0, b + 1


@kernel
def largest(x: Array, y: Array, which: Array, size: Pair, stride: Pair, before: Pair, team: Any) -> None:
    """``y``: the largest number of every window and channel; ``which``: its place in the window, the first of equals.

    x: ``(batch, height, width, channels)``. y, which: ``(batch, p, q, channels)``. Window ``(p, q)`` has its upper left
    corner at ``(p, q) · stride - before``; what of it lies outside of x is left out.
    """
    begin(team)
    _, height, width, channels = x.shape
    source, target, places = flat(x), flat(y), flat(which)
    first, end = whole_samples(y.shape[0], 1, team)
    at = first * y.shape[1] * y.shape[2] * channels
    for b in range(first, end):
        for p in range(y.shape[1]):
            top = p * stride[0] - before[0]
            for q in range(y.shape[2]):
                left = q * stride[1] - before[1]
                empty = True
                for i in range(max(-top, 0), min(height - top, size[0])):
                    for j in range(max(-left, 0), min(width - left, size[1])):
                        origin = ((b * height + top + i) * width + left + j) * channels
                        keep_largest(source, origin, target, places, at, channels, i * size[1] + j, empty)
                        empty = False
                at += channels
    finish(team)


@kernel
def largest_gradient(
    dy: Array, which: Array, dx: Array, size: Pair, stride: Pair, before: Pair, team: Any
) -> None:
    """``dx``: of every place the ``dy`` of the windows whose largest number it was; shapes as in :func:`largest`."""
    begin(team)
    _, height, width, channels = dx.shape
    target, source, places = flat(dx), flat(dy), flat(which)
    first, end = whole_samples(dy.shape[0], 1, team)
    at = first * dy.shape[1] * dy.shape[2] * channels
    for b in range(first, end):
        clear_line(target, b * height * width * channels, height * width * channels)
        for p in range(dy.shape[1]):
            top = p * stride[0] - before[0]
            for q in range(dy.shape[2]):
                left = q * stride[1] - before[1]
                for i in range(max(-top, 0), min(height - top, size[0])):
                    for j in range(max(-left, 0), min(width - left, size[1])):
                        origin = ((b * height + top + i) * width + left + j) * channels
                        add_where(target, origin, source, places, at, channels, i * size[1] + j)
                at += channels
    finish(team)
