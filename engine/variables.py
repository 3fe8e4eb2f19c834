"""Variable: an array with a name, such as a weight of a layer."""

from collections.abc import Callable, Mapping
from typing import Any, final

import numpy as np

from engine.backend.tensor import add, divide, multiply, raw, subtract
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
    def key(self) -> str:
        """The key of the array in its mapping."""
        return self._key

    def is_in(self, arrays: Mapping[str, Array]) -> bool:
        """Whether the array is held by this mapping."""
        return self._arrays is arrays

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
        self.numpy()[...] = raw(value)

    def assign_add(self, value: Array) -> None:
        """Add to the values."""
        self.assign(np.add(self.numpy(), raw(value)))

    def assign_sub(self, value: Array) -> None:
        """Subtract from the values."""
        self.assign(np.subtract(self.numpy(), raw(value)))

    def __float__(self) -> float:
        return float(self.numpy())

    def __add__(self, other: Any) -> Any:
        return add(self.numpy(), as_operand(other))

    def __radd__(self, other: Any) -> Any:
        return add(other, self.numpy())

    def __sub__(self, other: Any) -> Any:
        return subtract(self.numpy(), as_operand(other))

    def __rsub__(self, other: Any) -> Any:
        return subtract(other, self.numpy())

    def __mul__(self, other: Any) -> Any:
        return multiply(self.numpy(), as_operand(other))

    def __rmul__(self, other: Any) -> Any:
        return multiply(other, self.numpy())

    def __truediv__(self, other: Any) -> Any:
        return divide(self.numpy(), as_operand(other))

    def __rtruediv__(self, other: Any) -> Any:
        return divide(other, self.numpy())

    def __array__(self, dtype: str | None = None, copy: bool | None = None) -> Array:
        return np.array(self.numpy(), dtype=dtype)

    def __repr__(self) -> str:
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}>"


def as_operand(value: Any) -> Any:
    """The array of a Variable; any other operand is unchanged."""
    return value.numpy() if isinstance(value, Variable) else value
