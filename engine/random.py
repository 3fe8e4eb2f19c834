"""Random streams that are derived, never carried: the same place in training always draws the same numbers.

Training may be cut into slices anywhere and go on in another process. So no generator is ever stored; each is made
anew from ``SeedSequence(seed, spawn_key=(stream, …))``. (``default_rng([seed, 1])`` and ``default_rng([seed, 1, 0])``
would be the same stream: ``spawn_key`` keeps them apart.)
"""

from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import lru_cache
from typing import final

import numpy as np

from engine.typing import Array

ALL_BITS = (1 << 64) - 1


class Stream(IntEnum):
    """What the numbers are for."""

    WEIGHTS = 1
    SHUFFLE = 2
    LAYER = 3
    DATA = 4
    MASK = 5


def generator(seed: int, *key: int) -> np.random.Generator:
    """The generator of one place: ``generator(seed, Stream.SHUFFLE, epoch)``."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))


@lru_cache(maxsize=256)
def _start(seed: int, layer: int) -> int:
    """Where the keys of a layer's epochs begin."""
    return int(np.random.SeedSequence(seed, spawn_key=(Stream.MASK, layer)).generate_state(1, np.uint64)[0])


def mixed(start: int, place: int) -> int:
    """Value ``place`` of SplitMix64 seeded with start, as in :mod:`engine.kernels.dropout`."""
    z = (start + (place + 1) * 0x9E3779B97F4A7C15) & ALL_BITS
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & ALL_BITS
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & ALL_BITS
    return z ^ (z >> 31)


def mixed_array(start: np.uint64, count: int) -> Array:
    """``[mixed(start, 0), …, mixed(start, count - 1)]`` as uint64."""
    z = start + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)  # wraps, as it is to do
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@final
@dataclass(frozen=True, slots=True)
class CallContext:
    """Where training stands, as layers see it: true while training, false in inference.

    seed: of the whole run. epoch, batch: counted from 0. mask: which time steps of the layer's input count, boolean of
    shape ``(batch, time)``; None where all do.
    """

    training: bool = False
    seed: int = 0
    epoch: int = 0
    batch: int = 0
    mask: Array | None = field(default=None, compare=False)

    def __bool__(self) -> bool:
        return self.training

    def generator(self, layer: int) -> np.random.Generator:
        """The numbers of one layer (by its place in the stack) for this batch."""
        return generator(self.seed, Stream.LAYER, layer, self.epoch, self.batch)

    def start(self, layer: int) -> int:
        """As :meth:`generator`, for kernels that compute a random number from a key where they need it: where the keys
        of this epoch's batches begin (:func:`mixed`)."""
        return mixed(_start(self.seed, layer), self.epoch)

    def masked(self, mask: Array | None) -> "CallContext":
        """The same moment for an input of which these time steps count."""
        return self if mask is self.mask else replace(self, mask=mask)


INFERENCE = CallContext()
