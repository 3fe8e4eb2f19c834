"""BatchDataset: an iterable of batches with the methods of ``tf.data.Dataset`` that tutorials use."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, final

import numpy as np

Source = Callable[[], Iterator[Any]]


@final
class BatchDataset:
    """Elements ``x`` or ``(x, y)``, batched or single. Can be iterated repeatedly; ``len`` counts the elements.

    source: a function that returns a new iterator of all elements. count: the number of elements. class_names,
    file_paths: of data sets from a folder.
    """

    def __init__(self, source: Source, count: int, class_names: list[str] | None = None,
                 file_paths: list[str] | None = None) -> None:
        self.source, self.count = source, count
        self.class_names, self.file_paths = class_names, file_paths

    def __iter__(self) -> Iterator[Any]:
        return self.source()

    def __len__(self) -> int:
        return self.count

    def cardinality(self) -> int:
        """The number of elements, like ``len``."""
        return self.count

    def as_numpy_iterator(self) -> Iterator[Any]:
        """An iterator, like ``iter``: the elements are NumPy arrays already."""
        return self.source()

    def map(self, map_func: Callable[..., Any], num_parallel_calls: Any = None) -> "BatchDataset":
        """Apply a function of ``x``, or of ``x, y``, to each element. num_parallel_calls has no effect."""
        def source() -> Iterator[Any]:
            for element in self:
                yield map_func(*element) if isinstance(element, tuple) else map_func(element)
        return self._like(source, self.count)

    def take(self, count: int) -> "BatchDataset":
        """The first ``count`` elements; −1 for all."""
        count = self.count if count < 0 else min(count, self.count)
        return self._like(lambda: islice(iter(self), count), count)

    def skip(self, count: int) -> "BatchDataset":
        """All but the first ``count`` elements."""
        return self._like(lambda: islice(iter(self), count, None), max(self.count - count, 0))

    def repeat(self, count: int = 1) -> "BatchDataset":
        """The elements, ``count`` times."""
        return self._like(lambda: (element for _ in range(count) for element in self), self.count * count)

    def shuffle(self, buffer_size: int, seed: int | None = None,
                reshuffle_each_iteration: bool = True) -> "BatchDataset":
        """Shuffle again in each iteration: each element is drawn from a buffer of the next ``buffer_size`` elements.

        reshuffle_each_iteration has no effect.
        """
        rng = np.random.default_rng(seed)

        def source() -> Iterator[Any]:
            buffer: list[Any] = []
            for element in self:
                buffer.append(element)
                if len(buffer) >= buffer_size:
                    yield buffer.pop(int(rng.integers(len(buffer))))
            while buffer:
                yield buffer.pop(int(rng.integers(len(buffer))))
        return self._like(source, self.count)

    def batch(self, batch_size: int, drop_remainder: bool = False) -> "BatchDataset":
        """Stack ``batch_size`` elements along a new first axis."""
        def source() -> Iterator[Any]:
            elements = iter(self)
            while batch := list(islice(elements, batch_size)):
                if len(batch) == batch_size or not drop_remainder:
                    yield stack(batch)
        full, remainder = divmod(self.count, batch_size)
        return self._like(source, full + bool(remainder and not drop_remainder))

    def unbatch(self) -> "BatchDataset":
        """The samples of the batches, one by one."""
        def source() -> Iterator[Any]:
            for element in self:
                yield from zip(*element, strict=True) if isinstance(element, tuple) else element
        return self._like(source, sum(len(e[0] if isinstance(e, tuple) else e) for e in self))

    def cache(self, filename: str = "") -> "BatchDataset":
        """Keep the elements in memory after the first complete iteration. filename has no effect."""
        cached: list[Any] = []

        def source() -> Iterator[Any]:
            if len(cached) == self.count:
                yield from cached
                return
            elements = []
            for element in self:
                elements.append(element)
                yield element
            cached[:] = elements
        return self._like(source, self.count)

    def prefetch(self, buffer_size: Any = None) -> "BatchDataset":
        """Return the data set unchanged: elements are not prefetched."""
        return self

    def _like(self, source: Source, count: int) -> "BatchDataset":
        return BatchDataset(source, count, self.class_names, self.file_paths)


def stack(elements: list[Any]) -> Any:
    """Stack elements to one batch."""
    if isinstance(elements[0], tuple):
        return tuple(np.stack(part) for part in zip(*elements, strict=True))
    return np.stack(elements)
