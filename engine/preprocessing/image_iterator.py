"""ImageIterator: batches of pictures without end, and by number for ``fit``; what all of Keras 2's iterators are."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.preprocessing.image_files import array_to_img
from engine.typing import Array
from engine.utils.py_dataset import PyDataset
from engine.validators import Choice

SUBSETS = Choice(choices=("training", "validation"), optional=True)


class ImageIterator(PyDataset, ABC):
    """``n`` pictures in batches; shuffled anew in every epoch. ``next(it)`` and ``for`` go on for ever.

    seed: where given, ``np.random`` is set anew before every batch, as in Keras, which makes each batch repeatable.
    """

    def __init__(self, n: int, batch_size: int, shuffle: bool, seed: int | None) -> None:
        super().__init__()
        self.n, self.batch_size, self.shuffle, self.seed = n, batch_size, shuffle, seed
        self.batch_index = 0
        self.total_batches_seen = 0
        self.index_array: Array | None = None

    def __len__(self) -> int:
        return (self.n + self.batch_size - 1) // self.batch_size

    def __getitem__(self, index: int) -> Any:
        if not 0 <= index < len(self):
            raise IndexError(index)
        self._seed()
        self.total_batches_seen += 1
        order = self._order() if self.index_array is None else self.index_array
        return self.batch(order[self.batch_size * index : self.batch_size * (index + 1)])

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        self._seed()
        self.total_batches_seen += 1
        order = self._order() if self.index_array is None or self.batch_index == 0 else self.index_array
        start = self.batch_index * self.batch_size % max(self.n, 1)
        self.batch_index = self.batch_index + 1 if self.n > start + self.batch_size else 0
        return self.batch(order[start : start + self.batch_size])

    def on_epoch_end(self) -> None:
        """Shuffle anew."""
        self._order()

    def reset(self) -> None:
        """``next`` begins with a new order."""
        self.batch_index = 0

    @abstractmethod
    def batch(self, index: Array) -> Any:
        """The pictures of these numbers, with what belongs to them."""

    def _seed(self) -> None:
        if self.seed is not None:
            np.random.seed(self.seed + self.total_batches_seen)

    def _order(self) -> Array:
        self.index_array = np.random.permutation(self.n) if self.shuffle else np.arange(self.n)
        return self.index_array


def save_pictures(x: Array, index: Array, folder: str | None, name: tuple[str, str], data_format: str,
                  highest: int) -> None:
    """Write changed pictures for a look at them, if a folder is named. name: beginning, and format."""
    if not folder:
        return
    prefix, suffix = name
    for image, number in zip(x, index, strict=True):
        file = Path(folder) / f"{prefix}_{number}_{np.random.randint(highest)}.{suffix}"
        array_to_img(image, data_format).save(file)


def split_of(subset: str | None, share: float) -> tuple[float, float] | None:
    """What shares of the pictures a subset begins and ends at: the first are for validation."""
    SUBSETS.convert("subset", subset)
    return None if subset is None else (0, share) if subset == "validation" else (share, 1)
