"""Convolutions over patches, a whole batch in one call, by any number of threads: some patches at a time are laid out,
multiplied with the kernel, and put where they belong.

All arrays are float32 and C-contiguous. ``rooms`` have a place for each thread, as ``slopes`` have, the gradients of
the kernel, which are added up in the end: they are then the first. ``team``: :mod:`engine.kernels.barrier`.

What is done to the sums next is done while they are near the core: with a ``bias``, ``(filters,)``, they become
``max(z + bias, 0)``; it is empty where they are to stay. On the way back ``rectified`` is ``(y, room, sums)``: what
came of that, of dz's shape, or nothing; a place for each thread for slopes; and one for their sums, ``(hands, 2,
filters)``, of which the first are by the bias. With it, dz is not the slope by the sums but by y.
"""

from typing import Any

from engine.kernels import dense, patches
from engine.kernels.barrier import begin, finish, share, wait_for_all, whole_samples
from engine.kernels.calls import by_address
from engine.kernels.jit import Array, inlined, kernel
from engine.kernels.lines import add_line, clear_line
from engine.kernels.products import multiply, multiply_turned
from engine.kernels.squares import turn_together
from engine.kernels.views import block, flat, item, part

gather, scatter = by_address(patches.gather, "3 4 i 2i 3i 3i"), by_address(patches.scatter, "4 3 i 2i 3i 3i")
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
    room, (width, filters), (first, end) = item(rooms, team[2]), matrix.shape, share(z.shape[0], team)
    for start in range(first, end, room.shape[0]):
        rows = min(room.shape[0], end - start)
        gather(x, block(room, 0, rows), start, counts, row, column)
        multiply(room, matrix, block(z, start, start + rows), (rows, width, filters), (0, width), False)
        if bias.size:
            rectify(block(z, start, start + rows), bias)
    finish(team)


@kernel
def correlate_in_patches_back(
    x: Array, dz: Array, rectified: Any, matrices: Any, slopes: Array, dx: Array, rooms: Array, layout: Any, team: Any
) -> None:
    """``slopes = Σ patchᵀ · dz``; ``dx``: the sums of ``dz · matrixᵀ``; it is empty where it is not asked for.

    matrices: ``(matrix, turned)``, the second room for the transposed kernel. slopes: ``(hands, i · j · run,
    filters)``. dx: of x's shape. All others as above.
    """
    begin(team)
    (counts, row, column), (matrix, turned) = layout, matrices
    room, mine, (filters, width) = item(rooms, team[2]), item(slopes, team[2]), turned.shape
    first, end = whole_samples(x.shape[0], counts[0] * counts[1], team)
    begin_sums(mine, rectified, dx, team)
    if dx.size:
        turn_together(matrix, turned, team)
        wait_for_all(team)
    for start in range(first, end, room.shape[0]):
        rows = min(room.shape[0], end - start)
        slope = slope_of(dz, rectified, start, start + rows, team)
        gather(x, block(room, 0, rows), start, counts, row, column)
        multiply_turned(room, slope, mine, (width, rows, filters), (0, width), 1.0, True)
        if dx.size:
            multiply(slope, turned, room, (rows, filters, width), (0, filters), False)
            scatter(block(room, 0, rows), dx, start, counts, row, column)
    add_up(slopes, team)
    finish(team)


@inlined
def begin_sums(mine: Array, rectified: Any, dx: Array, team: Any) -> None:
    """Make 0 what this hand is to add to: its slopes by kernel and bias, and its samples of dx."""
    y, _, sums = rectified
    clear_line(flat(mine), 0, mine.size)
    if y.size:
        clear_line(flat(item(sums, team[2])), 0, 2 * sums.shape[2])
    if dx.size:
        first, end = whole_samples(dx.shape[0], dx.size // dx.shape[0], team)
        clear_line(flat(dx), first, end - first)


@inlined
def slope_of(dz: Array, rectified: Any, first: int, end: int, team: Any) -> Array:
    """The slope by the sums of these windows, or samples."""
    (y, room, sums), hand = rectified, team[2]
    slope: Array = block(dz, first, end)
    if y.size:
        through, own = part(room, hand, 0, end - first), item(sums, hand)
        rectify_back(slope, block(y, first, end), through, item(own, 0), item(own, 1))
        slope = through
    return slope


@inlined
def add_up(slopes: Array, team: Any) -> None:
    """Add what all hands found to what the first did."""
    wait_for_all(team)
    total, size = flat(slopes), slopes.size // slopes.shape[0]
    first, end = share(size, team)
    for hand in range(1, slopes.shape[0]):
        add_line(total, first, total, hand * size + first, end - first)
