"""PyDataset: base class of users' own batch loaders; ``Sequence`` in Keras 2."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from itertools import count
from typing import Any


class PyDataset(ABC):
    """Base class of data sets that return whole batches: ``dataset[i]`` is ``(x, y)`` or ``(x, y, sample_weight)``.

    ``len(dataset)`` or ``num_batches`` is the number of batches; None is infinite. workers, use_multiprocessing and
    max_queue_size are stored but not used: batches are loaded one by one when they are needed.
    Source: Keras 3, ``utils.PyDataset``.
    """

    def __init__(self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10) -> None:
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    @abstractmethod
    def __getitem__(self, index: int) -> Any:
        """The batch with this index, from 0."""

    @property
    def num_batches(self) -> int | None:
        """The number of batches; None is infinite."""
        if hasattr(self, "__len__"):
            return len(self)
        raise NotImplementedError("You need to implement `__len__` or the `num_batches` property.")

    def __iter__(self) -> Iterator[Any]:
        batches = self.num_batches
        return (self[i] for i in (count() if batches is None else range(batches)))

    def on_epoch_begin(self) -> None:  # noqa: B027  (an optional hook)
        """Called before every epoch."""

    def on_epoch_end(self) -> None:  # noqa: B027
        """Called after every epoch, and once before the first."""
