"""A weight as Keras shows it to learners: an array with a name, seen through the layer that owns it."""

from typing import TYPE_CHECKING, final

import numpy as np

from engine.typing import Array

if TYPE_CHECKING:
    from engine.layers.weighted import Weighted


@final
class Variable:
    """One weight of one layer. Reading and assigning go to the layer's own array."""

    def __init__(self, layer: "Weighted", name: str) -> None:
        self._layer = layer
        self.name = name

    @property
    def path(self) -> str:
        return f"{self._layer.name}/{self.name}"

    @property
    def shape(self) -> tuple[int, ...]:
        return self.numpy().shape

    @property
    def dtype(self) -> str:
        return str(self.numpy().dtype)

    @property
    def trainable(self) -> bool:
        return self.name in self._layer.weight_names(trainable=True)

    @property
    def value(self) -> Array:
        return self.numpy()

    def numpy(self) -> Array:
        """The array itself, not a copy."""
        return self._layer.array(self.name)

    def assign(self, value: Array) -> None:
        """Replace the numbers; the shape stays."""
        self.numpy()[...] = value

    def __array__(self, dtype: str | None = None, copy: bool | None = None) -> Array:
        return np.array(self.numpy(), dtype=dtype)

    def __repr__(self) -> str:
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}>"
