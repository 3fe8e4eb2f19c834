"""Convolutions over patches, a whole batch in one call, by any number of threads: some patches at a time are laid out,
multiplied with the kernel, and put where they belong.

All arrays are float32 and C-contiguous. ``rooms`` have a place for each thread, as ``slopes`` have, the gradients of
the kernel, which are added up in the end: they are then the first. ``team``: :mod:`engine.kernels.barrier`.

What is done to the sums next is done while they are near the core: with a ``bias``, ``(filters,)``, they become ``max(z
+ bias, 0)``; it is empty where they are to stay. On the way back ``rectified`` is ``(y, room, sums)``: what came of that,
or nothing; a place for each thread for slopes, and for their sums, ``(hands, 2, filters)``, of which the first are by
the bias. With it, dz is not the slope by the sums but by y.
"""

from typing import Any

from engine.kernels import dense, patches, recurrence
from engine.kernels.barrier import begin, finish, share, wait_for_all, whole_samples
from engine.kernels.calls import by_address
from engine.kernels.jit import Array, inlined, kernel
from engine.kernels.products import multiply, multiply_turned
from engine.kernels.views import flat, piece

gather, scatter = by_address(patches.gather, "3 4 i 2i 3i 3i"), by_address(patches.scatter, "4 3 i 2i 3i 3i")
add_to = by_address(recurrence.add_to, "1 1")
rectify, rectify_back = by_address(dense.rectify, "1 1"), by_address(dense.rectify_back, "1 1 1 1 1")


@kernel
def correlate_in_patches(
    x: Array, matrix: Array, bias: Array, z: Array, rooms: Array, layout: Any, team: Any
) -> None:
    """``z``: of every window, what it sees times the kernel.

    x: ``(batch, height, width · channels)``. matrix: the kernel, ``(i · j · run, filters)``. z: ``(windows, filters)``.
    rooms: ``(hands, rows, i, j, run)``. layout: ``(counts, row, column)``: which windows there are, as
    :func:`engine.kernels.patches.gather` takes them.
    """
    begin(team)
    counts, row, column = layout
    room, (width, filters), (first, end) = rooms[team[2]], matrix.shape, share(z.shape[0], team)
    for start in range(first, end, room.shape[0]):
        rows = min(room.shape[0], end - start)
        gather(x, room[:rows], start, counts, row, column)
        multiply(room, matrix, z[start:start + rows], (rows, width, filters), (0, width), False)
        if bias.size:
            rectify(piece(flat(z), start * filters, (start + rows) * filters), bias)
    finish(team)


@kernel
def correlate_in_patches_back(
    x: Array, dz: Array, rectified: Any, turned: Array, slopes: Array, dx: Array, rooms: Array, layout: Any, team: Any
) -> None:
    """``slopes = Σ patchᵀ · dz``; ``dx``: the sums of ``dz · turned``; it is empty where it is not asked for.

    turned: the transposed kernel. slopes: ``(hands, i · j · run, filters)``. dx: of x's shape. All others as above.
    """
    begin(team)
    counts, row, column = layout
    room, mine, (filters, width) = rooms[team[2]], slopes[team[2]], turned.shape
    first, end = whole_samples(x.shape[0], counts[0] * counts[1], team)
    mine[:] = 0
    begin_sums(rectified, team)
    clear(dx, team)
    for start in range(first, end, room.shape[0]):
        rows = min(room.shape[0], end - start)
        slope = slope_of(flat(dz), rectified, start * filters, (start + rows) * filters, team)
        gather(x, room[:rows], start, counts, row, column)
        multiply_turned(room, slope, mine, (width, rows, filters), (0, width), 1.0, True)
        if dx.size:
            multiply(slope, turned, room, (rows, filters, width), (0, filters), False)
            scatter(room[:rows], dx, start, counts, row, column)
    add_up(slopes, team)
    finish(team)


@inlined
def begin_sums(rectified: Any, team: Any) -> None:
    """No slope by the bias yet."""
    y, _, sums = rectified
    if y.size:
        sums[team[2]] = 0


@inlined
def slope_of(dz: Array, rectified: Any, first: int, end: int, team: Any) -> Array:
    """These numbers of the slope by the sums. dz: flat."""
    (y, room, sums), hand, slope = rectified, team[2], piece(dz, first, end)
    if y.size:
        through = piece(flat(room[hand]), 0, end - first)
        rectify_back(slope, piece(flat(y), first, end), through, sums[hand, 0], sums[hand, 1])
        slope = through
    return slope


@inlined
def add_up(slopes: Array, team: Any) -> None:
    """Add what all hands found to what the first did."""
    wait_for_all(team)
    lines = slopes.reshape(slopes.shape[0], -1)
    first, end = share(lines.shape[1], team)
    for hand in range(1, lines.shape[0]):
        add_to(lines[0, first:end], lines[hand, first:end])


@inlined
def clear(dx: Array, team: Any) -> None:
    """Make this hand's samples 0."""
    if dx.size:
        first, end = whole_samples(dx.shape[0], dx.size // dx.shape[0], team)
        piece(flat(dx), first, end)[:] = 0
