"""Convolutions, a whole batch in one call, by any number of threads: block by block what a product needs is laid out,
multiplied, and put where it belongs.

All arrays are float32 and C-contiguous. ``rooms`` have a place for each thread, as ``slopes`` have, the gradients of
the kernel, which are added up in the end: they are then the first. ``team``: :mod:`engine.kernels.barrier`.
"""

from typing import Any

from engine.kernels import patches, winograd
from engine.kernels.barrier import begin, finish, share, wait_for_all, whole_samples
from engine.kernels.jit import Array, by_address, kernel
from engine.kernels.products import multiply, multiply_each, multiply_turned
from engine.kernels.recurrence import add_to

gather, scatter = by_address(patches.gather, "3 4 i p t t"), by_address(patches.scatter, "4 3 i p t t")
seen_to_places = by_address(winograd.seen_to_places, "4 2 3 i i p p")
sums_to_places = by_address(winograd.sums_to_places, "4 2 3 i i p")
places_to_sums = by_address(winograd.places_to_sums, "2 4 3 i i p")
places_to_seen = by_address(winograd.places_to_seen, "2 4 3 i i p p")


@kernel
def correlate_in_patches(x: Array, matrix: Array, z: Array, rooms: Array, layout: Any, team: Any) -> None:
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
    finish(team)


@kernel
def correlate_in_patches_back(
    x: Array, dz: Array, turned: Array, slopes: Array, dx: Array, rooms: Array, layout: Any, team: Any
) -> None:
    """``slopes = Σ patchᵀ · dz``; adds ``dz · turned`` to dx, which is empty where it is not asked for.

    turned: the transposed kernel. slopes: ``(hands, i · j · run, filters)``. dx: of x's shape. All others as above.
    """
    begin(team)
    counts, row, column = layout
    room, mine, (filters, width) = rooms[team[2]], slopes[team[2]], turned.shape
    first, end = whole_samples(x.shape[0], counts[0] * counts[1], team)
    mine[:] = 0
    for start in range(first, end, room.shape[0]):
        rows = min(room.shape[0], end - start)
        slope = dz[start:start + rows]
        gather(x, room[:rows], start, counts, row, column)
        multiply_turned(room, slope, mine, (width, rows, filters), (0, width), 1.0, True)
        if dx.size:
            multiply(slope, turned, room, (rows, filters, width), (0, filters), False)
            scatter(room[:rows], dx, start, counts, row, column)
    add_up(slopes, team)
    finish(team)


@kernel
def correlate_in_tiles(x: Array, places: Array, z: Array, rooms: Any, layout: Any, team: Any) -> None:
    """``z`` by Winograd's way (:mod:`engine.kernels.winograd`).

    x: ``(batch, height, width, channels)``. places: of the kernel, ``(36, channels · filters)``. z: ``(batch, p, q,
    filters)``. rooms: ``(seen, sums, tile)``, each with an array for every hand. layout: ``(counts, before, step)``:
    how many tiles there are in a column and in a row, what lies before them, and how many are worked on at a time.
    """
    begin(team)
    (counts, before, step), hand = layout, team[2]
    seen, sums, tile = rooms[0][hand], rooms[1][hand], rooms[2][hand]
    first, end = share(x.shape[0] * counts[0] * counts[1], team)
    for start in range(first, end, step):
        tiles = min(step, end - start)
        seen_to_places(x, seen, tile, start, tiles, counts, before)
        multiply_each(seen, places, sums, (tiles, x.shape[3], z.shape[3]), False, False)
        places_to_sums(sums, z, tile, start, tiles, counts)
    finish(team)


@kernel
def correlate_in_tiles_back(
    x: Array, dz: Array, turned: Array, slopes: Array, dx: Array, rooms: Any, layout: Any, team: Any
) -> None:
    """As :func:`correlate_in_patches_back`, with slopes by the kernel's places, ``(hands, 36, channels · filters)``.

    turned: the places' transposes, ``(36, filters · channels)``. All others as above.
    """
    begin(team)
    (counts, before, step), hand = layout, team[2]
    seen, sums, tile = rooms[0][hand], rooms[1][hand], rooms[2][hand]
    channels, filters, mine = x.shape[3], dz.shape[3], slopes[hand]
    first, end = whole_samples(x.shape[0], counts[0] * counts[1], team)
    mine[:] = 0
    for start in range(first, end, step):
        tiles = min(step, end - start)
        seen_to_places(x, seen, tile, start, tiles, counts, before)
        sums_to_places(dz, sums, tile, start, tiles, counts)
        multiply_each(seen, sums, mine, (channels, tiles, filters), True, True)
        if dx.size:
            multiply_each(sums, turned, seen, (tiles, filters, channels), False, False)
            places_to_seen(seen, dx, tile, start, tiles, counts, before)
    add_up(slopes, team)
    finish(team)


@kernel
def add_up(slopes: Array, team: Any) -> None:
    """Add what all hands found to what the first did."""
    wait_for_all(team)
    flat = slopes.reshape(slopes.shape[0], -1)
    first, end = share(flat.shape[1], team)
    for hand in range(1, flat.shape[0]):
        add_to(flat[0, first:end], flat[hand, first:end])
