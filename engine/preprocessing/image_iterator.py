"""ImageIterator: base class of Keras 2's image iterators, with infinite iteration and batches by index for ``fit``."""

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
    """``n`` images in batches, with a new order in each epoch if ``shuffle`` is set. Iteration is infinite.

    seed: if given, ``np.random`` is seeded before each batch, as in Keras, which makes each batch reproducible.
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
        """Shuffle again, if ``shuffle`` is set."""
        self._order()

    def reset(self) -> None:
        """Let ``next`` begin again with the first batch of a new epoch."""
        self.batch_index = 0

    @abstractmethod
    def batch(self, index: Array) -> Any:
        """The batch of the images with these indices."""

    def _seed(self) -> None:
        if self.seed is not None:
            np.random.seed(self.seed + self.total_batches_seen)

    def _order(self) -> Array:
        self.index_array = np.random.permutation(self.n) if self.shuffle else np.arange(self.n)
        return self.index_array


def save_images(x: Array, index: Array, folder: str | None, name: tuple[str, str], data_format: str,
                max_number: int) -> None:
    """Save transformed images for inspection, if a folder is given.

    index: the index of each image in ``x``, for its file name. name: ``(prefix, format)`` of the files. max_number:
    limit of the random number in a file name.
    """
    if not folder:
        return
    prefix, suffix = name
    for image, row in zip(x, index, strict=True):
        file = Path(folder) / f"{prefix}_{row}_{np.random.randint(max_number)}.{suffix}"
        array_to_img(image, data_format).save(file)


def split_bounds(subset: str | None, validation_split: float) -> tuple[float, float] | None:
    """The fractions of the images at which a subset begins and ends; None if ``subset`` is None.

    The first images are for validation.
    """
    SUBSETS.convert("subset", subset)
    if subset is None:
        return None
    return (0, validation_split) if subset == "validation" else (validation_split, 1)
