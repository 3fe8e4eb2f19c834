"""Dataset: batches to be gone through again and again, with the few methods of ``tf.data`` that tutorials call."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, final

import numpy as np

Source = Callable[[], Iterator[Any]]


@final
class Dataset:
    """Elements ``x`` or ``(x, y)``, batched or single. ``for`` goes through them anew each time; ``len`` counts them.

    source: makes an iterator. count: how many elements it gives. class_names, file_paths: where it came from a folder.
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
        """As ``len``."""
        return self.count

    def as_numpy_iterator(self) -> Iterator[Any]:
        """As ``iter``: everything here is NumPy's."""
        return self.source()

    def map(self, map_func: Callable[..., Any], num_parallel_calls: Any = None) -> "Dataset":
        """Every element changed by a function of ``x`` or of ``x, y``."""
        def source() -> Iterator[Any]:
            for element in self:
                yield map_func(*element) if isinstance(element, tuple) else map_func(element)
        return self._like(source, self.count)

    def take(self, count: int) -> "Dataset":
        """The first elements; all for −1."""
        count = self.count if count < 0 else min(count, self.count)
        return self._like(lambda: islice(iter(self), count), count)

    def skip(self, count: int) -> "Dataset":
        """All but the first elements."""
        return self._like(lambda: islice(iter(self), count, None), max(self.count - count, 0))

    def repeat(self, count: int = 1) -> "Dataset":
        """The elements so many times over."""
        return self._like(lambda: (element for _ in range(count) for element in self), self.count * count)

    def shuffle(self, buffer_size: int, seed: int | None = None, reshuffle_each_iteration: bool = True) -> "Dataset":
        """In another order each time: each element is drawn from the next ``buffer_size`` that are waiting."""
        rng = np.random.default_rng(seed)

        def source() -> Iterator[Any]:
            waiting: list[Any] = []
            for element in self:
                waiting.append(element)
                if len(waiting) >= buffer_size:
                    yield waiting.pop(int(rng.integers(len(waiting))))
            while waiting:
                yield waiting.pop(int(rng.integers(len(waiting))))
        return self._like(source, self.count)

    def batch(self, batch_size: int, drop_remainder: bool = False) -> "Dataset":
        """So many elements together, along a new first axis."""
        def source() -> Iterator[Any]:
            elements = iter(self)
            while group := list(islice(elements, batch_size)):
                if len(group) == batch_size or not drop_remainder:
                    yield together(group)
        whole, rest = divmod(self.count, batch_size)
        return self._like(source, whole + bool(rest and not drop_remainder))

    def unbatch(self) -> "Dataset":
        """The samples one by one."""
        def source() -> Iterator[Any]:
            for element in self:
                yield from zip(*element, strict=True) if isinstance(element, tuple) else element
        return self._like(source, sum(len(e[0] if isinstance(e, tuple) else e) for e in self))

    def cache(self, filename: str = "") -> "Dataset":
        """Kept in memory once they have all been made."""
        kept: list[Any] = []

        def source() -> Iterator[Any]:
            if len(kept) == self.count:
                yield from kept
                return
            found = []
            for element in self:
                found.append(element)
                yield element
            kept[:] = found
        return self._like(source, self.count)

    def prefetch(self, buffer_size: Any = None) -> "Dataset":
        """Itself: nothing is made ahead here."""
        return self

    def _like(self, source: Source, count: int) -> "Dataset":
        return Dataset(source, count, self.class_names, self.file_paths)


def together(elements: list[Any]) -> Any:
    """Elements as one batch."""
    if isinstance(elements[0], tuple):
        return tuple(np.stack(part) for part in zip(*elements, strict=True))
    return np.stack(elements)
