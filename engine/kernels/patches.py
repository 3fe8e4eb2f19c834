"""The loops of convolution and pooling: windows of a picture copied out, added back, and searched for their largest.

All arrays are C-contiguous. Indices are unsigned wherever a loop runs over channels: Numba would look at the sign of
each signed one, and the loop would not be vectorised (measured: 2 ns a number against 0.3).
"""

from math import isnan
from typing import Any

from numba import uintp

from engine.kernels.barrier import begin, finish, whole_samples
from engine.kernels.jit import Array, kernel

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
    source, target = x.reshape(-1), patches.reshape(-1)
    rest, q = divmod(first, counts[1])
    b, p = divmod(rest, counts[0])
    at = uintp(0)
    for _ in range(patches.shape[0]):
        for i in range(patches.shape[1]):
            line = p * row[0] + i * row[1] + row[2]
            for j in range(patches.shape[2]):
                start = q * column[0] + j * column[1] + column[2]
                low = min(max(-start, 0), run) if 0 <= line < height else run
                high = max(min(length - start, run), low)
                origin, place = uintp((b * height + line) * length + start + low), at + uintp(low)
                for k in range(uintp(low)):
                    target[at + uintp(k)] = 0
                for k in range(uintp(high - low)):
                    target[place + uintp(k)] = source[origin + uintp(k)]
                for k in range(uintp(high), uintp(run)):
                    target[at + uintp(k)] = 0
                at += uintp(run)
        q += 1
        if q == counts[1]:
            q, p = 0, p + 1
            if p == counts[0]:
                p, b = 0, b + 1


@kernel
def scatter(patches: Array, x: Array, first: int, counts: Pair, row: Steps, column: Steps) -> None:
    """The transpose of :func:`gather`: add every number of the matrix to the place in x that it would come from."""
    height, length, run = x.shape[1], x.shape[2], patches.shape[3]
    target, source = x.reshape(-1), patches.reshape(-1)
    rest, q = divmod(first, counts[1])
    b, p = divmod(rest, counts[0])
    at = uintp(0)
    for _ in range(patches.shape[0]):
        for i in range(patches.shape[1]):
            line = p * row[0] + i * row[1] + row[2]
            for j in range(patches.shape[2]):
                start = q * column[0] + j * column[1] + column[2]
                low = min(max(-start, 0), run) if 0 <= line < height else run
                high = max(min(length - start, run), low)
                origin, place = uintp((b * height + line) * length + start + low), at + uintp(low)
                for k in range(uintp(high - low)):
                    target[origin + uintp(k)] += source[place + uintp(k)]
                at += uintp(run)
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
    height, width, channels = x.shape[1], x.shape[2], uintp(x.shape[3])
    source, target, places = x.reshape(-1), y.reshape(-1), which.reshape(-1)
    first, end = whole_samples(y.shape[0], 1, team)
    at = uintp(first * y.shape[1] * y.shape[2]) * channels
    for b in range(first, end):
        for p in range(y.shape[1]):
            top = p * stride[0] - before[0]
            for q in range(y.shape[2]):
                left = q * stride[1] - before[1]
                empty = True
                for i in range(max(-top, 0), min(height - top, size[0])):
                    for j in range(max(-left, 0), min(width - left, size[1])):
                        origin = uintp((b * height + top + i) * width + left + j) * channels
                        place = which.dtype.type(i * size[1] + j)
                        for k in range(channels):
                            new = source[origin + uintp(k)]
                            better = empty or new > target[at + uintp(k)] or isnan(new)  # a NaN stays
                            target[at + uintp(k)] = new if better else target[at + uintp(k)]
                            places[at + uintp(k)] = place if better else places[at + uintp(k)]
                        empty = False
                at += channels
    finish(team)


@kernel
def largest_gradient(
    dy: Array, which: Array, dx: Array, size: Pair, stride: Pair, before: Pair, team: Any
) -> None:
    """``dx``: of every place the ``dy`` of the windows whose largest number it was; shapes as in :func:`largest`."""
    begin(team)
    height, width, channels = dx.shape[1], dx.shape[2], uintp(dx.shape[3])
    target, source, places = dx.reshape(-1), dy.reshape(-1), which.reshape(-1)
    zero, (first, end) = dy.dtype.type(0), whole_samples(dy.shape[0], 1, team)
    at = uintp(first * dy.shape[1] * dy.shape[2]) * channels
    for b in range(first, end):
        target[b * height * width * dx.shape[3]:(b + 1) * height * width * dx.shape[3]] = 0
        for p in range(dy.shape[1]):
            top = p * stride[0] - before[0]
            for q in range(dy.shape[2]):
                left = q * stride[1] - before[1]
                for i in range(max(-top, 0), min(height - top, size[0])):
                    for j in range(max(-left, 0), min(width - left, size[1])):
                        origin = uintp((b * height + top + i) * width + left + j) * channels
                        place = which.dtype.type(i * size[1] + j)
                        for k in range(channels):
                            here = places[at + uintp(k)] == place
                            target[origin + uintp(k)] += source[at + uintp(k)] if here else zero
                at += channels
    finish(team)
