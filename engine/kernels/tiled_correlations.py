"""Convolutions by Winograd's way (:mod:`engine.kernels.winograd`), a whole batch in one call, by any number of threads.

Arrays, rooms, slopes and team are as in :mod:`engine.kernels.correlations`.
"""

from typing import Any

from engine.kernels import winograd
from engine.kernels.barrier import begin, finish, share, whole_samples
from engine.kernels.calls import by_address
from engine.kernels.correlations import add_up, clear
from engine.kernels.jit import Array, kernel
from engine.kernels.products import multiply_each, multiply_each_turned
from engine.kernels.winograd import SPAN

seen_to_places = by_address(winograd.seen_to_places, "4 2 2 i i 2i 2i")
sums_to_places = by_address(winograd.sums_to_places, "4 2 2 i i 2i")
places_to_sums = by_address(winograd.places_to_sums, "2 4 2 i i 2i")
places_to_seen = by_address(winograd.places_to_seen, "2 4 2 i i 2i 2i")


@kernel
def correlate_in_tiles(x: Array, places: Array, z: Array, rooms: Any, layout: Any, team: Any) -> None:
    """``z`` in tiles.

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
        multiply_each(seen, places, sums, 36, (SPAN, places.shape[1], SPAN), (tiles, x.shape[3], z.shape[3]))
        places_to_sums(sums, z, tile, start, tiles, counts)
    finish(team)


@kernel
def correlate_in_tiles_back(
    x: Array, dz: Array, turned: Array, slopes: Array, dx: Array, rooms: Any, layout: Any, team: Any
) -> None:
    """As ``correlate_in_patches_back``, with slopes by the kernel's places, ``(hands, 36, channels · filters)``.

    turned: the places' transposes, ``(36, filters · channels)``. All others as above.
    """
    begin(team)
    (counts, before, step), hand = layout, team[2]
    seen, sums, tile = rooms[0][hand], rooms[1][hand], rooms[2][hand]
    channels, filters, mine = x.shape[3], dz.shape[3], slopes[hand]
    first, end = whole_samples(x.shape[0], counts[0] * counts[1], team)
    mine[:] = 0
    clear(dx, team)
    for start in range(first, end, step):
        tiles = min(step, end - start)
        seen_to_places(x, seen, tile, start, tiles, counts, before)
        sums_to_places(dz, sums, tile, start, tiles, counts)
        multiply_each_turned(seen, sums, mine, 36, (SPAN, SPAN, mine.shape[1]), (channels, tiles, filters))
        if dx.size:
            multiply_each(sums, turned, seen, 36, (SPAN, turned.shape[1], SPAN), (tiles, filters, channels))
            places_to_seen(seen, dx, tile, start, tiles, counts, before)
    add_up(slopes, team)
    finish(team)
