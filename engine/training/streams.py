"""Batches that are pulled one by one: from generators, from PyDatasets, from anything that can be iterated."""

import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from itertools import chain, count, islice
from typing import Any, final

from engine.errors import fail
from engine.random import Stream as RandomStream
from engine.random import generator
from engine.training.data import Samples, samples, with_class_weights
from engine.utils.py_dataset import PyDataset

PEEKED = 2
"""Batches that Keras looks at before the first epoch; a generator that is used up begins again with these."""


class Source(ABC):
    """Where a stream gets its batches: one pass after the other."""

    length: int | None = None
    """Batches in a pass, where that is known."""

    @abstractmethod
    def first(self) -> Any:
        """The first batch, without using it up."""

    @abstractmethod
    def once(self, seed: int | None, turn: int) -> Iterator[Any]:
        """The batches of one pass, counted from 0; with a seed in an order of that pass, where they can be chosen."""

    def on_epoch_begin(self) -> None:  # noqa: B027  (most sources do nothing here)
        """Before every epoch."""

    def on_epoch_end(self) -> None:  # noqa: B027
        """After every epoch, and before the first."""


@final
class Pulled(Source):
    """A generator or iterator, which can be gone through once."""

    def __init__(self, source: Iterator[Any]) -> None:
        self.source = source
        self.peeked = list(islice(source, PEEKED))
        if not self.peeked:
            raise fail("empty_generator", "x")

    def first(self) -> Any:
        return self.peeked[0]

    def once(self, seed: int | None, turn: int) -> Iterator[Any]:
        return chain(self.peeked, self.source)


@final
class Indexed(Source):
    """A PyDataset."""

    def __init__(self, source: PyDataset) -> None:
        self.source = source
        self.length = source.num_batches
        if self.length == 0:
            raise fail("empty_generator", "x")

    def first(self) -> Any:
        return self.source[0]

    def once(self, seed: int | None, turn: int) -> Iterator[Any]:
        order: Iterable[int] = count() if self.length is None else range(self.length)
        if seed is not None and self.length is not None:
            order = generator(seed, RandomStream.SHUFFLE, turn).permutation(self.length).tolist()
        return (self.source[i] for i in order)

    def on_epoch_begin(self) -> None:
        self.source.on_epoch_begin()

    def on_epoch_end(self) -> None:
        self.source.on_epoch_end()


@final
class Iterated(Source):
    """Anything that can be gone through again and again."""

    def __init__(self, source: Iterable[Any]) -> None:
        self.source = source
        self.length = len(source) if isinstance(source, Sized) else None

    def first(self) -> Any:
        for batch in self.source:
            return batch
        raise fail("empty_generator", "x")

    def once(self, seed: int | None, turn: int) -> Iterator[Any]:
        return iter(self.source)


@final
class Stream:
    """The batches of a source as samples, epoch by epoch.

    asked: batches an epoch, where that was said; else as many as the source has. seed: of the order of the batches,
    where the source can be shuffled; None is as they come. class_weight: as ``fit`` takes it. ready: makes of a batch
    what training wants. As in Keras an epoch of fewer steps
    leaves the rest to the next one; a validation begins anew each time (``begin_anew``).
    """

    def __init__(self, source: Source, steps: int | None = None,
                 class_weight: Mapping[int, float] | None = None) -> None:
        self.source = source
        self.asked = steps
        self.class_weight = class_weight
        self.seed: int | None = None
        self.ready: Callable[[Samples], Samples] = lambda batch: batch
        self._batches: Iterator[Any] | None = None
        self._turn = self._seen = self._in_epoch = 0
        self._under_way = False

    @property
    def steps(self) -> int | None:
        """Batches an epoch; None until the end is met."""
        return self.asked or self.source.length

    def first(self) -> Samples:
        """The first batch, as it came."""
        return self._samples(self.source.first())

    def begin_anew(self) -> None:
        """The next batch is the first of a pass."""
        self._batches, self._under_way = None, False
        self.source.on_epoch_end()

    def begin_epoch(self) -> None:
        """Before the first batch of an epoch."""
        self.end_epoch()
        self._under_way, self._in_epoch = True, 0
        self.source.on_epoch_begin()

    def next(self) -> Samples | None:
        """The next batch as training wants it; None where there is none, and after that from the beginning."""
        if self._batches is None:
            self._batches = self.source.once(self.seed, self._turn)
            self._turn, self._seen = self._turn + 1, 0
        batch = next(self._batches, None)
        if batch is None:
            self._batches = None
            self.end_epoch()
            return None
        self._seen += 1
        self._in_epoch += 1
        if self._seen == self.source.length:
            self._batches = None
        if self._in_epoch == self.steps:
            self.end_epoch()
        return self.ready(self._samples(batch))

    def _samples(self, batch: Any) -> Samples:
        found = as_samples(batch)
        return found if self.class_weight is None else with_class_weights(found, self.class_weight)

    def runs_out(self) -> bool:
        """Whether the source is known to have no batch left for this epoch."""
        return self._batches is None and self.source.length is not None

    def end_epoch(self) -> None:
        """After the last batch of an epoch; it does not matter if it is called again."""
        if self._under_way:
            self._under_way = False
            self.source.on_epoch_end()

    def epoch(self) -> Iterator[Samples]:
        """The batches of one epoch; warns where they run out before its end is known."""
        self.begin_epoch()
        for done in count():
            if done == self.steps:
                return
            batch = None if done and self.runs_out() else self.next()
            if batch is None:
                warn_ran_out()
                self.end_epoch()
                return
            yield batch


def warn_ran_out() -> None:
    """Tell, in Keras's words, that there were fewer batches than asked for."""
    warnings.warn("Your input ran out of data; interrupting training. Make sure that your dataset or generator can "
                  "generate at least `steps_per_epoch * epochs` batches. You may need to use the `.repeat()` function "
                  "when building your dataset.", stacklevel=2)


def as_samples(batch: Any) -> Samples:
    """What a source yields: ``(x,)``, ``(x, y)``, ``(x, y, sample_weight)``, or ``x`` alone as an array."""
    if hasattr(batch, "__array__"):
        return samples(batch)
    if not isinstance(batch, tuple | list) or not 1 <= len(batch) <= 3 or not hasattr(batch[0], "__len__"):
        raise fail("not_a_batch", "x", value=type(batch).__name__)
    return samples(*batch)


def source_of(given: Any) -> Source | None:
    """The source that ``x`` of ``fit`` is; None if it is an array, or anything else that makes one."""
    if isinstance(given, PyDataset):
        return Indexed(given)
    if given is None or hasattr(given, "__array__") or isinstance(given, list | tuple | dict | str | bytes | range):
        return None
    if isinstance(given, Iterator):
        return Pulled(given)
    return Iterated(given) if isinstance(given, Iterable) else None
