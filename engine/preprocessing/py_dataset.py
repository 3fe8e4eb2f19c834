"""PyDataset: batches that are made when they are asked for, by their number."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any


class PyDataset(ABC):
    """A number of batches ``(x, y)``; ``fit`` asks for each by its number and tells when an epoch is over."""

    @abstractmethod
    def __len__(self) -> int:
        """Batches in an epoch."""

    @abstractmethod
    def __getitem__(self, index: int) -> Any:
        """One batch."""

    def __iter__(self) -> Iterator[Any]:
        return (self[index] for index in range(len(self)))

    def on_epoch_end(self) -> None:
        """Called after each epoch."""
        return
