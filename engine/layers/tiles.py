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
        seen, sums = tiles.see(x, block), tiles.sums(block)
        np.matmul(seen, products, out=sums)
        tiles.write(z, block)


def correlate_tiles_gradients(x: Array, dz: Array, kernel: Array, windows: Windows, dkernel: Array,
                              dx: Array | None) -> None:
    """As :func:`engine.layers.correlation.correlate_gradients`."""
    tiles, slope = Tiles(x, dz, windows), np.zeros((36, *kernel.shape[2:]), x.dtype)
    turned, more = np.ascontiguousarray(transformed(kernel).transpose(0, 2, 1)), np.empty_like(slope)
    for block in tiles.blocks():
        seen, sums = tiles.see(x, block), tiles.see_sums(dz, block)
        slope += np.matmul(seen.transpose(0, 2, 1), sums, out=more)
        if dx is not None:
            np.matmul(sums, turned, out=seen)
            tiles.add(dx, block)
    dkernel[...] = (BOTH.T.astype(x.dtype) @ slope.reshape(36, -1)).reshape(dkernel.shape)


def transformed(kernel: Array) -> Array:
    """``G g Gᵀ`` for every channel and filter: ``(36, channels, filters)``."""
    return (BOTH.astype(kernel.dtype) @ kernel.reshape(9, -1)).reshape(36, *kernel.shape[2:])


@final
class Tiles:
    """The tiles of 4 × 4 that cover the sums ``z`` of pictures ``x``, some of them at a time in memory of their own."""

    def __init__(self, x: Array, z: Array, windows: Windows) -> None:
        self.counts = -(-windows.rows.count // 4), -(-windows.columns.count // 4)
        self.before = windows.rows.before, windows.columns.before
        self.count = len(x) * self.counts[0] * self.counts[1]
        self.channels, self.filters = x.shape[3], z.shape[3]
        self._seen, self._sums, self._tile = kernels.room_for_tiles(x.dtype)

    def blocks(self) -> Iterator[range]:
        """The tiles that are worked on at a time."""
        most = self._seen.shape[1] // max(self.channels, self.filters)
        step = min(most, max(32, NUMBERS // (self.channels + self.filters)))
        for first in range(0, self.count, step):
            yield range(first, min(first + step, self.count))

    def seen(self, block: range) -> Array:
        """The places of what the tiles see: ``(36, tiles, channels)``."""
        found: Array = self._seen[:, : len(block) * self.channels]
        return found.reshape(36, len(block), self.channels)

    def sums(self, block: range) -> Array:
        """The places of the tiles' sums: ``(36, tiles, filters)``."""
        found: Array = self._sums[:, : len(block) * self.filters]
        return found.reshape(36, len(block), self.filters)

    def see(self, x: Array, block: range) -> Array:
        """:meth:`seen`, from ``x``."""
        kernels.seen_to_places(x, self._seen, self._tile, block.start, len(block), self.counts, self.before)
        return self.seen(block)

    def write(self, z: Array, block: range) -> None:
        """Makes ``z`` of :meth:`sums`."""
        kernels.places_to_sums(self._sums, z, self._tile, block.start, len(block), self.counts)

    def see_sums(self, dz: Array, block: range) -> Array:
        """:meth:`sums`, as gradients, from ``dz``."""
        kernels.sums_to_places(dz, self._sums, self._tile, block.start, len(block), self.counts)
        return self.sums(block)

    def add(self, dx: Array, block: range) -> None:
        """Adds what :meth:`seen` holds, as gradients, to ``dx``."""
        kernels.places_to_seen(self._seen, dx, self._tile, block.start, len(block), self.counts, self.before)
