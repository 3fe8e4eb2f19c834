"""StreamAdapter: batches that are pulled one by one from generators, PyDatasets and other iterables."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from copy import copy
from itertools import chain, count, islice
from typing import Any, final

from engine.errors import fail
from engine.random import Stream as RandomStream
from engine.random import generator
from engine.training.data_adapters.batch import Batch, as_batch
from engine.training.data_adapters.class_weight import apply_class_weight
from engine.training.data_adapters.containers import is_array
from engine.training.data_adapters.data_adapter import DataAdapter, warn_ran_out
from engine.training.fit_config import FitConfig
from engine.utils.py_dataset import PyDataset

PEEKED_BATCHES = 2
"""Batches that Keras reads before the first epoch; an exhausted generator begins again with these."""


class Source(ABC):
    """An iterable of batches that is read pass by pass."""

    length: int | None = None
    """The number of batches in a pass, where it is known."""

    @abstractmethod
    def first(self) -> Any:
        """Return the first batch without consuming it."""

    @abstractmethod
    def batches(self, seed: int | None, index: int) -> Iterator[Any]:
        """Iterate over pass ``index``, counted from 0; with a seed in a shuffled order, if there is random access."""

    def on_epoch_begin(self) -> None:  # noqa: B027  (most sources do nothing here)
        """Called before every epoch."""

    def on_epoch_end(self) -> None:  # noqa: B027
        """Called after every epoch, and before the first."""


@final
class IteratorSource(Source):
    """A generator or iterator, which can be read only once."""

    def __init__(self, source: Iterator[Any]) -> None:
        self.source = source
        self.peeked = list(islice(source, PEEKED_BATCHES))
        if not self.peeked:
            raise fail("empty_generator", "x")

    def first(self) -> Any:
        return self.peeked[0]

    def batches(self, seed: int | None, index: int) -> Iterator[Any]:
        return chain(self.peeked, self.source)


@final
class PyDatasetSource(Source):
    """A PyDataset, whose batches are read by index."""

    def __init__(self, source: PyDataset) -> None:
        self.source = source
        self.length = source.num_batches
        if self.length == 0:
            raise fail("empty_generator", "x")

    def first(self) -> Any:
        return self.source[0]

    def batches(self, seed: int | None, index: int) -> Iterator[Any]:
        order: Iterable[int] = count() if self.length is None else range(self.length)
        if seed is not None and self.length is not None:
            order = generator(seed, RandomStream.SHUFFLE, index).permutation(self.length).tolist()
        return (self.source[i] for i in order)

    def on_epoch_begin(self) -> None:
        self.source.on_epoch_begin()

    def on_epoch_end(self) -> None:
        self.source.on_epoch_end()


@final
class IterableSource(Source):
    """Any other iterable, which can be read again for every pass."""

    def __init__(self, source: Iterable[Any]) -> None:
        self.source = source
        self.length = len(source) if isinstance(source, Sized) else None

    def first(self) -> Any:
        for batch in self.source:
            return batch
        raise fail("empty_generator", "x")

    def batches(self, seed: int | None, index: int) -> Iterator[Any]:
        return iter(self.source)


def as_source(data: Any) -> Source | None:
    """The source for an iterable of batches; None for arrays and objects that convert to arrays."""
    if isinstance(data, PyDataset):
        return PyDatasetSource(data)
    if data is None or hasattr(data, "__array__") or isinstance(data, list | tuple | dict | str | bytes | range):
        return None
    if isinstance(data, Iterator):
        return IteratorSource(data)
    return IterableSource(data) if isinstance(data, Iterable) else None


@final
class StreamAdapter(DataAdapter):
    """Batches of a source, in the order in which it yields them.

    As in Keras, an epoch of fewer steps than the source has leaves the rest to the next epoch; an evaluation begins
    with the first batch each time. class_weight: as ``fit`` takes it. input_name: the key of ``x`` in dicts.
    """

    num_samples = None

    def __init__(self, source: Source, class_weight: Mapping[int, float] | None = None,
                 input_name: str | None = None) -> None:
        self.source = source
        self.input_name = input_name
        self.class_weight = class_weight
        self._functions: tuple[Callable[[Batch], Batch], ...] = ()
        self._sample: Batch | None = None
        self._limit: int | None = None
        self._batches: Iterator[Any] | None = None
        self._passes = self._pulled_in_pass = self._pulled_in_epoch = 0
        self._in_epoch = False

    @property
    def sample(self) -> Batch:
        return self._convert(self.source.first()) if self._sample is None else self._sample

    def map(self, function: Callable[[Batch], Batch]) -> "StreamAdapter":
        mapped = copy(self)
        mapped._functions = (*self._functions, function)
        mapped._sample = function(self.sample)
        return mapped

    def limit(self, steps: int, batch_size: int) -> "StreamAdapter":
        limited = copy(self)
        limited._limit = steps
        return limited

    def num_batches(self, batch_size: int) -> int | None:
        return self._limit or self.source.length

    def training_batch(self, config: FitConfig, epoch: int, step: int) -> Batch | None:
        if step == 0:
            self._begin_epoch()
        return self._pull(config.steps_per_epoch, config.seed if config.shuffle else None)

    def is_exhausted(self, config: FitConfig, epoch: int, step: int) -> bool:
        return self._pass_is_over()

    def evaluation_batch(self, batch_size: int, step: int) -> Batch | None:
        if step == 0:
            self.reset()
            self._begin_epoch()
        return self._pull()

    def batches(self, batch_size: int, steps: int | None = None) -> Iterator[Batch]:
        self._begin_epoch()
        for step in count():
            if step == (steps or self.num_batches(batch_size)):
                return
            batch = None if step and self._pass_is_over() else self._pull(steps)
            if batch is None:
                warn_ran_out()
                self.end_epoch()
                return
            yield batch

    def reset(self) -> None:
        self._batches, self._sample, self._in_epoch = None, None, False
        self.source.on_epoch_end()

    def end_epoch(self) -> None:
        """Call the source's hook, once per epoch."""
        if self._in_epoch:
            self._in_epoch = False
            self.source.on_epoch_end()

    def _begin_epoch(self) -> None:
        self.end_epoch()
        self._in_epoch, self._pulled_in_epoch = True, 0
        self.source.on_epoch_begin()

    def _pass_is_over(self) -> bool:
        """Whether the source is known to have no batch left; the next one pulled is the first of a new pass."""
        return self._batches is None and self.source.length is not None

    def _pull(self, steps: int | None = None, seed: int | None = None) -> Batch | None:
        """Return the next batch, or None once at the end of the data, after which a new pass begins.

        steps: batches per epoch, if fewer than the source has. seed: of the order of the batches; None is unshuffled.
        """
        if self._batches is None:
            self._batches = self.source.batches(seed, self._passes)
            self._passes, self._pulled_in_pass = self._passes + 1, 0
        data = next(self._batches, None)
        if data is None:
            self._batches = None
            self.end_epoch()
            return None
        self._pulled_in_pass += 1
        self._pulled_in_epoch += 1
        if self._pulled_in_pass == self.source.length:
            self._batches = None
        if self._pulled_in_epoch == (steps or self._limit or self.source.length):
            self.end_epoch()
        return self._convert(data)

    def _convert(self, data: Any) -> Batch:
        batch = unpack_batch(data, self.input_name)
        if self.class_weight is not None:
            batch = apply_class_weight(batch, self.class_weight)
        for function in self._functions:
            batch = function(batch)
        return batch


def unpack_batch(data: Any, input_name: str | None = None) -> Batch:
    """The batch that a source yielded as ``(x,)``, ``(x, y)``, ``(x, y, sample_weight)``, or as the array ``x``."""
    if hasattr(data, "__array__"):
        return as_batch(data, input_name=input_name)
    if not isinstance(data, tuple | list) or not 1 <= len(data) <= 3 or not hasattr(data[0], "__len__"):
        raise fail("not_a_batch", "x", value=type(data).__name__)
    if any(isinstance(part, list) and is_array(part) for part in data):
        raise fail("list_in_batch", "x")
    x, y, sample_weight = (*data, None, None)[:3]
    return as_batch(x, y, sample_weight, input_name)
