"""Random number streams derived from seed, epoch and batch, never stored.

Training may be interrupted at any batch and continue in another process with the same random numbers. So each
generator is created when needed from ``SeedSequence(seed, spawn_key=(stream, …))``. (``default_rng([seed, 1])`` and
``default_rng([seed, 1, 0])`` are the same stream; with ``spawn_key`` they differ.)
"""

from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import lru_cache
from typing import final

import numpy as np

from engine.typing import Array

ALL_BITS = (1 << 64) - 1


class Stream(IntEnum):
    """The purposes of random numbers, each with a stream."""

    WEIGHTS = 1
    SHUFFLE = 2
    LAYER = 3
    DATA = 4
    MASK = 5


def generator(seed: int, *key: int) -> np.random.Generator:
    """The generator of a stream: ``generator(seed, Stream.SHUFFLE, epoch)``."""
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=key)))


@lru_cache(maxsize=256)
def _layer_key(seed: int, layer: int) -> int:
    """The key from which the keys of a layer's epochs are made."""
    return int(np.random.SeedSequence(seed, spawn_key=(Stream.MASK, layer)).generate_state(1, np.uint64)[0])


def splitmix64(key: int, index: int) -> int:
    """The value at an index of the SplitMix64 sequence that begins at ``key``, as in :mod:`engine.kernels.dropout`."""
    z = (key + (index + 1) * 0x9E3779B97F4A7C15) & ALL_BITS
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & ALL_BITS
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & ALL_BITS
    return z ^ (z >> 31)


def splitmix64_array(key: np.uint64, count: int) -> Array:
    """``[splitmix64(key, 0), …, splitmix64(key, count - 1)]`` as uint64."""
    z = key + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)  # wraps around, as intended
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@final
@dataclass(frozen=True, slots=True)
class CallContext:
    """The context of a layer's call; true in training, false in inference.

    seed: of the whole run. epoch, batch: counted from 0. mask: the time steps of the layer's input that count, boolean
    of shape ``(batch, time)``; None if all count.
    """

    training: bool = False
    seed: int = 0
    epoch: int = 0
    batch: int = 0
    mask: Array | None = field(default=None, compare=False)

    def __bool__(self) -> bool:
        return self.training

    def generator(self, layer: int) -> np.random.Generator:
        """The generator of a layer, by its index in the stack, for this batch."""
        return generator(self.seed, Stream.LAYER, layer, self.epoch, self.batch)

    def epoch_key(self, layer: int) -> int:
        """The key of a layer for this epoch, from which :func:`splitmix64` makes that of a batch.

        It is for kernels that compute random numbers from a key, without a generator.
        """
        return splitmix64(_layer_key(self.seed, layer), self.epoch)

    def masked(self, mask: Array | None) -> "CallContext":
        """The same context with another mask."""
        return self if mask is self.mask else replace(self, mask=mask)


INFERENCE = CallContext()
