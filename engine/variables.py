"""Variable: an array with a name, such as a weight of a layer."""

from collections.abc import Callable, Mapping
from typing import final

import numpy as np

from engine.typing import Array


@final
class Variable:
    """A named array, as Keras shows a weight.

    arrays: the mapping that holds the array under ``key``, such as the attributes of a layer. The array is looked up
    at each use, since training replaces the weights of layers by views of one vector.
    name: such as ``kernel``. path: such as ``dense/kernel``. trainable: a function, as a layer can be frozen later.
    """

    def __init__(self, arrays: Mapping[str, Array], key: str, *, name: str, path: str,
                 trainable: Callable[[], bool]) -> None:
        self._arrays = arrays
        self._key = key
        self._trainable = trainable
        self.name = name
        self.path = path

    @property
    def shape(self) -> tuple[int, ...]:
        return self.numpy().shape

    @property
    def dtype(self) -> str:
        return str(self.numpy().dtype)

    @property
    def trainable(self) -> bool:
        return self._trainable()

    @property
    def value(self) -> Array:
        return self.numpy()

    def numpy(self) -> Array:
        """The array itself, not a copy."""
        return self._arrays[self._key]

    def assign(self, value: Array) -> None:
        """Replace the values; the shape stays."""
        self.numpy()[...] = value

    def __array__(self, dtype: str | None = None, copy: bool | None = None) -> Array:
        return np.array(self.numpy(), dtype=dtype)

    def __repr__(self) -> str:
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}>"
