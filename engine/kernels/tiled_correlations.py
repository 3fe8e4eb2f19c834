"""Convolutions by Winograd's way (:mod:`engine.kernels.winograd`), a whole batch in one call, by any number of threads.

Arrays, rooms, slopes, bias, rectified and team are as in :mod:`engine.kernels.correlations`.
"""

from typing import Any

from engine.kernels import winograd
from engine.kernels.barrier import begin, finish, whole_samples
from engine.kernels.calls import by_address
from engine.kernels.correlations import add_up, begin_sums, clear, rectify, slope_of
from engine.kernels.jit import Array, inlined, kernel
from engine.kernels.products import multiply_each, multiply_each_turned
from engine.kernels.views import flat, piece
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
    group)``: how many tiles there are in a column and in a row, what lies before them, how many of them are worked on at
    a time, and how many samples.
    """
    begin(team)
    (counts, before, step, group), hand = layout, team[2]
    seen, sums, tile, tiled = rooms[0][hand], rooms[1][hand], rooms[2][hand], counts[0] * counts[1]
    first, end = whole_samples(x.shape[0], 1, team)
    for sample in range(first, end, group):
        x_part, z_part = samples(x, sample, min(group, end - sample)), samples(z, sample, min(group, end - sample))
        for start in range(0, x_part.shape[0] * tiled, step):
            tiles = min(step, x_part.shape[0] * tiled - start)
            seen_to_places(x_part, seen, tile, start, tiles, counts, before)
            multiply_each(seen, places, sums, 36, (SPAN, places.shape[1], SPAN), (tiles, x.shape[3], z.shape[3]))
            places_to_sums(sums, z_part, tile, start, tiles, counts)
        if bias.size:
            rectify(z_part, bias)
    finish(team)


@kernel
def correlate_in_tiles_back(
    x: Array, dz: Array, rectified: Any, turned: Array, slopes: Array, dx: Array, rooms: Any, layout: Any, team: Any
) -> None:
    """As ``correlate_in_patches_back``, with slopes by the kernel's places, ``(hands, 36, channels · filters)``.

    turned: the places' transposes, ``(36, filters · channels)``. The room for slopes: as many as a group of samples has.
    All others as above.
    """
    begin(team)
    (counts, before, step, group), hand = layout, team[2]
    seen, sums, tile, tiled = rooms[0][hand], rooms[1][hand], rooms[2][hand], counts[0] * counts[1]
    (_, p, q, filters), channels, mine = dz.shape, x.shape[3], slopes[hand]
    first, end = whole_samples(x.shape[0], 1, team)
    mine[:] = 0
    begin_sums(rectified, team)
    clear(dx, team)
    for sample in range(first, end, group):
        count = min(group, end - sample)
        x_part, dx_part = samples(x, sample, count), samples(dx, sample if dx.size else 0, count if dx.size else 0)
        size = p * q * filters
        slope = slope_of(flat(dz), rectified, sample * size, (sample + count) * size, team).reshape(count, p, q, filters)
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


@inlined
def samples(pictures: Array, first: int, count: int) -> Array:
    """So many of them, as an array that the compiler knows to be contiguous."""
    _, height, width, channels = pictures.shape
    size = height * width * channels
    return piece(flat(pictures), first * size, (first + count) * size).reshape(count, height, width, channels)
