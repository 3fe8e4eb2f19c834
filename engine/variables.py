"""Variables: named arrays whose values change, such as the weights of a layer."""

import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, final

import numpy as np

from engine import registry
from engine.backend.eager_tensor import eager
from engine.backend.trained_weights import refuse_trained
from engine.errors import fail
from engine.naming import auto_name
from engine.typing import Array

DEFAULT_DTYPES = {"f": "float32", "i": "int32", "u": "int32"}
"""The dtype of a variable that is made from Python numbers, by the kind of array that NumPy would make of them."""


class BaseVariable(ABC):
    """What a Keras variable does, on top of a current value and a way to replace it.

    Arithmetic, comparisons and indexing work on the current value and return tensors, ``numpy()`` an array: copies, so
    that values taken before training can be compared with those after it. Source: Keras 3, ``Variable``.
    """

    name: str
    path: str
    trainable: bool

    @abstractmethod
    def read(self) -> Array:
        """The current value as an array, which must not be changed."""

    @abstractmethod
    def write(self, value: Array) -> None:
        """Replace the value. value: of the variable's shape and dtype."""

    @property
    def shape(self) -> tuple[int, ...]:
        return self.read().shape

    @property
    def ndim(self) -> int:
        return self.read().ndim

    @property
    def dtype(self) -> str:
        return str(self.read().dtype)

    @property
    def value(self) -> Any:
        return self.convert()

    def numpy(self) -> Any:
        """A copy of the current value."""
        refuse_trained(self)
        return np.array(self.read())[()]

    def convert(self) -> Any:
        """The current value as a tensor, a copy; raises a ProblemError if a gradient would lack its part."""
        return eager(self.numpy())

    def assign(self, value: Any) -> Any:
        """Replace the value and return it. Raises a ProblemError for another shape and for what is not numbers."""
        new = self._as_array(value)
        if new.shape != self.shape:
            raise fail("wrong_value_shape", "value", variable=self.path, expected=self.shape, received=new.shape)
        self.write(new)
        return self.convert()

    def assign_add(self, value: Any) -> Any:
        """Add to the value and return the sum."""
        return self.assign(self.read() + self._as_array(value))

    def assign_sub(self, value: Any) -> Any:
        """Subtract from the value and return the difference."""
        return self.assign(self.read() - self._as_array(value))

    def _as_array(self, value: Any) -> Array:
        array = np.asarray(_untraced(value))
        if array.dtype.kind not in "biuf":
            raise fail("not_numbers", "value", argument="value", value=str(array.dtype))
        return array.astype(self.dtype)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self.numpy(), dtype=dtype)

    def __repr__(self) -> str:
        return f"<Variable path={self.path}, shape={self.shape}, dtype={self.dtype}, value={np.array(self.read())[()]}>"

    def __format__(self, format_spec: str) -> str:
        return format(float(self), format_spec) if format_spec else str(self)

    # --- conversions ------------------------------------------------------------------------------------------

    def __getitem__(self, key: Any) -> Any:
        return self.convert()[key]

    def __iter__(self) -> Any:
        return iter(self.convert())

    def __bool__(self) -> bool:
        raise TypeError("A Keras Variable cannot be used as a boolean.")

    def __float__(self) -> float:
        return float(self._scalar())

    def __int__(self) -> int:
        return int(self._scalar())

    def __index__(self) -> int:
        if self.read().dtype.kind not in "iu":
            raise TypeError(f"The variable {self.path} is {self.dtype}, not an integer.")
        return int(self._scalar())

    def _scalar(self) -> Any:
        if self.ndim > 0:
            raise TypeError(f"Only scalar arrays can be converted to Python scalars. Got: shape={self.shape}")
        return self.numpy()

    # --- operators --------------------------------------------------------------------------------------------

    def __add__(self, other: Any) -> Any:
        return self.convert() + _operand(other)

    def __radd__(self, other: Any) -> Any:
        return _operand(other) + self.convert()

    def __sub__(self, other: Any) -> Any:
        return self.convert() - _operand(other)

    def __rsub__(self, other: Any) -> Any:
        return _operand(other) - self.convert()

    def __mul__(self, other: Any) -> Any:
        return self.convert() * _operand(other)

    def __rmul__(self, other: Any) -> Any:
        return _operand(other) * self.convert()

    def __truediv__(self, other: Any) -> Any:
        return self.convert() / _operand(other)

    def __rtruediv__(self, other: Any) -> Any:
        return _operand(other) / self.convert()

    def __floordiv__(self, other: Any) -> Any:
        return self.convert() // _operand(other)

    def __rfloordiv__(self, other: Any) -> Any:
        return _operand(other) // self.convert()

    def __mod__(self, other: Any) -> Any:
        return self.convert() % _operand(other)

    def __rmod__(self, other: Any) -> Any:
        return _operand(other) % self.convert()

    def __pow__(self, other: Any) -> Any:
        return self.convert() ** _operand(other)

    def __rpow__(self, other: Any) -> Any:
        return _operand(other) ** self.convert()

    def __matmul__(self, other: Any) -> Any:
        return self.convert() @ _operand(other)

    def __rmatmul__(self, other: Any) -> Any:
        return _operand(other) @ self.convert()

    def __neg__(self) -> Any:
        return -self.convert()

    def __pos__(self) -> Any:
        return self.convert()

    def __abs__(self) -> Any:
        return abs(self.convert())

    def __round__(self, ndigits: int | None = None) -> Any:
        return self.convert().round(ndigits or 0)

    def __lt__(self, other: Any) -> Any:
        return self.convert() < _operand(other)

    def __le__(self, other: Any) -> Any:
        return self.convert() <= _operand(other)

    def __gt__(self, other: Any) -> Any:
        return self.convert() > _operand(other)

    def __ge__(self, other: Any) -> Any:
        return self.convert() >= _operand(other)

    def __eq__(self, other: object) -> Any:
        return self.convert() == _operand(other)

    def __ne__(self, other: object) -> Any:
        return self.convert() != _operand(other)

    __hash__ = None  # type: ignore[assignment]  # as in Keras: == compares the values


def _untraced(value: Any) -> Any:
    """The values of a traced tensor, through which no gradient flows into a variable; anything else is unchanged."""
    return getattr(value, "data", value) if hasattr(value, "parents") else value


def _operand(other: Any) -> Any:
    return other.convert() if isinstance(other, BaseVariable) else other


@final
class Variable(BaseVariable):
    """An array with a name.

    A layer keeps each weight in a Variable, whose ``array`` forward and backward passes read, and which training
    replaces by a view of one vector of all weights; whoever holds the Variable follows the training.
    """

    def __init__(self, initializer: Any, shape: Any = None, dtype: Any = None, trainable: bool = True,
                 autocast: bool = True, aggregation: str = "none", synchronization: str = "auto",
                 name: str | None = None, layout: Any = None) -> None:
        """initializer: the value, or with ``shape`` an initializer, its name, or a function of shape and dtype.

        autocast, aggregation, synchronization and layout have no effect. Raises a ProblemError for what is not numbers.
        """
        self._hold(_initial_value(initializer, shape, dtype), name or auto_name(Variable), trainable)

    @classmethod
    def of(cls, array: Array, name: str, trainable: bool) -> "Variable":
        """A variable that holds this array itself, not a copy."""
        variable = cls.__new__(cls)
        variable._hold(array, name, trainable)
        return variable

    def _hold(self, array: Array, name: str, trainable: bool) -> None:
        self.array, self.name, self.path, self._trainable = array, name, name, trainable
        self._owner: weakref.ReferenceType[Any] | None = None
        self._key = ""

    def adopt(self, owner: Any, key: str, path: str) -> None:
        """Set the layer that the variable belongs to. key: its name there, such as ``layer/kernel``."""
        self._owner, self._key, self.path = weakref.ref(owner), key, path

    @property
    def owner(self) -> Any:
        """The layer that the variable belongs to, or None."""
        return None if self._owner is None else self._owner()

    @property
    def layout_path(self) -> str:
        """The path in the layout of :class:`engine.network.parameters.Parameters`."""
        owner = self.owner
        return self.path if owner is None else f"{owner.name}/{self._key}"

    @property
    def is_marked_trainable(self) -> bool:
        """Whether the variable itself may be trained, whatever its layer says."""
        return self._trainable

    @property
    def trainable(self) -> bool:
        """Whether training changes the variable: neither it nor its layer is frozen."""
        owner = self.owner
        return self._trainable if owner is None else bool(owner.is_trainable(self._key))

    @trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)

    def read(self) -> Array:
        return self.array

    def write(self, value: Array) -> None:
        self.array[...] = value

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_owner": None}


def _initial_value(initializer: Any, shape: Any, dtype: Any) -> Array:
    if callable(initializer) or isinstance(initializer, str):
        if shape is None:
            raise fail("required", "shape", argument="shape")
        function: Callable[..., Any] = registry.package("initializer").get(initializer)
        return np.array(function(tuple(np.atleast_1d(shape).tolist()), dtype=dtype or "float32"))
    array = np.array(initializer)
    if array.dtype.kind not in "biuf":
        raise fail("not_numbers", "initializer", argument="initializer", value=str(array.dtype))
    is_typed = hasattr(initializer, "dtype")
    return array.astype(dtype or (array.dtype if is_typed else DEFAULT_DTYPES.get(array.dtype.kind, array.dtype)))
