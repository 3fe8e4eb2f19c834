"""Convolutions by Winograd's way (:mod:`engine.kernels.winograd`), a whole batch in one call, by any number of threads.

Arrays, rooms, slopes, bias, rectified and team are as in :mod:`engine.kernels.correlations`.
"""

from typing import Any

from engine.kernels import winograd
from engine.kernels.barrier import begin, finish, whole_samples
from engine.kernels.calls import by_address
from engine.kernels.correlations import add_up, begin_sums, rectify, slope_of
from engine.kernels.jit import Array, inlined, kernel
from engine.kernels.products import multiply_each, multiply_each_turned
from engine.kernels.views import block, flat, item, piece
from engine.kernels.winograd import SPAN

seen_to_places = by_address(winograd.seen_to_places, "4 2 2 i i 2i 2i")
sums_to_places = by_address(winograd.sums_to_places, "4 2 2 i i 2i")
places_to_sums = by_address(winograd.places_to_sums, "2 4 2 i i 2i")
places_to_seen = by_address(winograd.places_to_seen, "2 4 2 i i 2i 2i")


@kernel
def correlate_in_tiles(x: Array, places: Array, bias: Array, z: Array, rooms: Any, layout: Any, team: Any) -> None:
    """``z`` in tiles.

    x: ``(batch, height, width, channels)``. places: of the kernel, ``(36, channels · filters)``. z: ``(batch, p, q,
    filters)``. rooms: ``(seen, sums, tile)``, each with an array for every hand. layout: ``(counts, before, step,
    group)``: how many tiles there are in a column and in a row, what lies before them, how many of them are worked on
    at a time, and on the way back how many samples.
    """
    begin(team)
    (counts, before, step, _), hand = layout, team[2]
    seen, sums, tile, rows = item(rooms[0], hand), item(rooms[1], hand), item(rooms[2], hand), max(1, step // counts[1])
    first, end = whole_samples(x.shape[0] * counts[0], 1, team)
    for row in range(first, end, rows):
        last = min(row + rows, end)
        for start in range(row * counts[1], last * counts[1], step):
            tiles = min(step, last * counts[1] - start)
            seen_to_places(x, seen, tile, start, tiles, counts, before)
            multiply_each(seen, places, sums, 36, (SPAN, places.shape[1], SPAN), (tiles, x.shape[3], z.shape[3]))
            places_to_sums(sums, z, tile, start, tiles, counts)
        if bias.size:
            rectify(piece(flat(z), begins(z, row, counts[0]), begins(z, last, counts[0])), bias)
    finish(team)


@inlined
def begins(z: Array, row: int, rows: int) -> int:
    """Where a row of tiles begins, of which every sample has so many."""
    _, height, width, filters = z.shape
    place: int = (row // rows * height + row % rows * 4) * width * filters
    return place


@kernel
def correlate_in_tiles_back(
    x: Array, dz: Array, rectified: Any, turned: Array, slopes: Array, dx: Array, rooms: Any, layout: Any, team: Any
) -> None:
    """As ``correlate_in_patches_back``, with slopes by the kernel's places, ``(hands, 36, channels · filters)``.

    turned: the places' transposes, ``(36, filters · channels)``. The room for slopes is for a group of samples. All
    others as above.
    """
    begin(team)
    (counts, before, step, group), hand = layout, team[2]
    seen, sums, tile, tiled = item(rooms[0], hand), item(rooms[1], hand), item(rooms[2], hand), counts[0] * counts[1]
    channels, filters, mine = x.shape[3], dz.shape[3], item(slopes, hand)
    first, end = whole_samples(x.shape[0], 1, team)
    begin_sums(mine, rectified, dx, team)
    for sample in range(first, end, group):
        count = min(group, end - sample)
        x_part, dx_part = block(x, sample, sample + count), block(dx, sample, sample + count)
        slope = slope_of(dz, rectified, sample, sample + count, team)
        for start in range(0, count * tiled, step):
            tiles = min(step, count * tiled - start)
            seen_to_places(x_part, seen, tile, start, tiles, counts, before)
            sums_to_places(slope, sums, tile, start, tiles, counts)
            multiply_each_turned(seen, sums, mine, 36, (SPAN, SPAN, mine.shape[1]), (channels, tiles, filters))
            if dx.size:
                multiply_each(sums, turned, seen, 36, (SPAN, turned.shape[1], SPAN), (tiles, filters, channels))
                places_to_seen(seen, dx_part, tile, start, tiles, counts, before)
    add_up(slopes, team)
    finish(team)
