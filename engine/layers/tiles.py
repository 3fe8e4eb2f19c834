"""What convolutions of 3 × 3 compute, by Winograd's way: a quarter of the products, between transforms of tiles.

Names and results are those of :mod:`engine.layers.correlation`, but for rounding: in float32 within 1e-5 of the largest
number, where products over patches are within 1e-6. The mathematics stands in :mod:`engine.kernels.winograd`.
"""

from collections.abc import Iterator
from typing import final

import numpy as np

from engine import kernels
from engine.arrays import Array
from engine.layers.windows import Windows
from engine.products import multiply_each

NUMBERS = 12_288
"""How many numbers, of x and z together, a place holds at a time: so that 36 places stay near a core."""
FEWEST, MOST = 8, 512
"""Channels and filters. Below, transforms cost more than the products that they save; above, a block has few tiles."""
MOST_IDLE = 1.7
"""How many times the sums that are asked for the tiles may make, where they reach beyond the edge."""

G = np.array([[1, 0, 0], [-2 / 3, -(2**0.5) / 3, -1 / 3], [-2 / 3, 2**0.5 / 3, -1 / 3], [1 / 6, 2**0.5 / 6, 1 / 3],
              [1 / 6, -(2**0.5) / 6, 1 / 3], [0, 0, 1]])
BOTH = np.kron(G, G)
"""``G g Gᵀ`` as one product with ``g`` as a vector: ``(36, 9)``."""


def tiles_suit(x: Array, kernel: Array, windows: Windows) -> bool:
    """Whether this way is open, and the shorter one."""
    _, _, inside, filters = kernel.shape
    spans = windows.rows, windows.columns
    if x.shape[3] != inside or any((s.size, s.stride, s.dilation) != (3, 1, 1) or s.count < 1 for s in spans):
        return False
    made, asked = 1, 1
    for s in spans:
        made, asked = made * 4 * -(-s.count // 4), asked * s.count
    enough = min(inside, filters) >= FEWEST and max(inside, filters) <= MOST
    return x.dtype.char in "fd" and enough and made <= MOST_IDLE * asked


def correlate_tiles(x: Array, kernel: Array, windows: Windows, z: Array) -> None:
    """As :func:`engine.layers.correlation.correlate`, into ``z``."""
    tiles, products = Tiles(x, z, windows), transformed(kernel)
    for block in tiles.blocks():
        tiles.see(x, block)
        multiply_each(tiles.seen, products.reshape(36, -1), tiles.sums, (len(block), *kernel.shape[2:]))
        tiles.write(z, block)


def correlate_tiles_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array,
                              dx: Array | None) -> None:
    """As :func:`engine.layers.correlation.correlate_gradients`."""
    channels, filters = kernel.shape[2:]
    tiles, slope = Tiles(x, dz, windows), np.zeros((36, channels * filters), x.dtype)
    turned = np.ascontiguousarray(transformed(kernel).transpose(0, 2, 1))
    for block in tiles.blocks():
        tiles.see(x, block)
        tiles.see_sums(dz, block)
        multiply_each(tiles.seen, tiles.sums, slope, (channels, len(block), filters), turned=True, add=True)
        if dx is not None:
            multiply_each(tiles.sums, turned.reshape(36, -1), tiles.seen, (len(block), filters, channels))
            tiles.add(dx, block)
    dkernel[...] = (BOTH.T.astype(x.dtype) @ slope).reshape(dkernel.shape)


def transformed(kernel: Array) -> Array:
    """``G g Gᵀ`` for every channel and filter: ``(36, channels, filters)``."""
    return (BOTH.astype(kernel.dtype) @ kernel.reshape(9, -1)).reshape(36, *kernel.shape[2:])


@final
class Tiles:
    """The tiles of 4 × 4 that cover the sums ``z`` of pictures ``x``, some of them at a time in memory of their own.

    seen: the places of what the tiles see, ``(36, numbers)``, of which those of a block are the first ``(tiles,
    channels)``. sums: those of the tiles' sums, ``(36, numbers)``, likewise ``(tiles, filters)``.
    """

    def __init__(self, x: Array, z: Array, windows: Windows) -> None:
        self.counts = -(-windows.rows.count // 4), -(-windows.columns.count // 4)
        self.before = windows.rows.before, windows.columns.before
        self.count = len(x) * self.counts[0] * self.counts[1]
        self.numbers = x.shape[3] + z.shape[3]
        self.most = max(x.shape[3], z.shape[3])
        self.seen, self.sums, self._tile = kernels.room_for_tiles(x.dtype)

    def blocks(self) -> Iterator[range]:
        """The tiles that are worked on at a time."""
        step = min(self.seen.shape[1] // self.most, max(32, NUMBERS // self.numbers))
        for first in range(0, self.count, step):
            yield range(first, min(first + step, self.count))

    def see(self, x: Array, block: range) -> None:
        """Fills ``seen`` from ``x``."""
        kernels.seen_to_places(x, self.seen, self._tile, block.start, len(block), self.counts, self.before)

    def write(self, z: Array, block: range) -> None:
        """Makes ``z`` of ``sums``."""
        kernels.places_to_sums(self.sums, z, self._tile, block.start, len(block), self.counts)

    def see_sums(self, dz: Array, block: range) -> None:
        """Fills ``sums``, as gradients, from ``dz``."""
        kernels.sums_to_places(dz, self.sums, self._tile, block.start, len(block), self.counts)

    def add(self, dx: Array, block: range) -> None:
        """Adds what ``seen`` holds, as gradients, to ``dx``."""
        kernels.places_to_seen(self.seen, dx, self._tile, block.start, len(block), self.counts, self.before)
