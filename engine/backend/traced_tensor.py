"""Tensor: an array that records how it was computed, for reverse-mode differentiation of a learner's own function.

A loss, an activation or a Lambda of a learner is called with a Tensor. A differentiable function of the engine with a
Tensor among its arguments returns a Tensor, whose ``parents`` are pairs of an argument and the pullback to it, the
function ``dx = pullback(dy)``. The functions in NOT_DIFFERENTIABLE return an EagerTensor, without gradient. Anything
else that would turn a Tensor into plain numbers raises a ProblemError.
"""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, NoReturn, TypeVar, cast, final

import numpy as np

from engine.backend.eager_tensor import eager_array
from engine.errors import ProblemError, fail
from engine.typing import Array

F = TypeVar("F", bound=Callable[..., Any])
Pullback = Callable[[Array], Any]

IMPLEMENTATIONS: dict[Callable[..., Any], Callable[..., Any]] = {}
"""Functions of the backend by the NumPy function that they replace for Tensors (NEP 13, 18); see :func:`implements`."""
NOT_DIFFERENTIABLE: set[str] = set()
"""Names of the functions without gradient, as in Keras on TensorFlow; see :func:`not_differentiable`."""


def implements(*numpy_functions: Callable[..., Any]) -> Callable[[F], F]:
    """Decorator: use this function when one of these NumPy functions is called with a Tensor."""

    def register(function: F) -> F:
        IMPLEMENTATIONS.update(dict.fromkeys(numpy_functions, function))
        return function

    return register


def returns_tensor(function: F, module: str = "") -> F:
    """Decorator: convert the result, an array or several, to EagerTensors; other results are unchanged.

    module: the module that the decorated function is a name of, if not that of the function itself.
    """

    @wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        return type(result)(map(eager_array, result)) if type(result) in (list, tuple) else eager_array(result)

    call.__module__ = module or function.__module__
    return cast(F, call)


def not_differentiable(function: F, module: str = "") -> F:
    """Decorator: list the function as one without gradient; its result is an EagerTensor."""
    NOT_DIFFERENTIABLE.add(function.__name__)
    return returns_tensor(function, module)


def _operator(ufunc: Any, is_reflected: bool = False) -> Callable[[Any, Any], Any]:
    """The method of an operator with two operands."""

    def call(self: Any, other: Any) -> Any:
        operands = (other, self) if is_reflected else (self, other)
        return IMPLEMENTATIONS[ufunc](*operands)

    return call


def _method(function: Any) -> Callable[..., Any]:
    """The method that calls the implementation of a NumPy function."""

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        return IMPLEMENTATIONS[function](self, *args, **kwargs)

    return call


def _refused(call: str) -> Callable[..., NoReturn]:
    """A method that raises a ProblemError, since it would turn the tensor into plain numbers."""

    def raise_problem(self: Any, *args: Any, **kwargs: Any) -> NoReturn:
        raise fail("gradient_lost", call=call)

    return raise_problem


@final
class Tensor:
    """An array of floats with the record of its computation; it has the methods of an EagerTensor."""

    __slots__ = ("data", "parents")
    __hash__ = object.__hash__

    def __init__(self, data: Any, parents: "tuple[tuple[Tensor, Pullback], ...]" = ()) -> None:
        self.data: Array = np.asarray(data)
        self.parents = parents

    @property
    def shape(self) -> tuple[int, ...]:
        return self.data.shape

    @property
    def ndim(self) -> int:
        return self.data.ndim

    @property
    def size(self) -> int:
        return self.data.size

    @property
    def dtype(self) -> "np.dtype[Any]":
        return self.data.dtype

    @property
    def T(self) -> Any:  # noqa: N802  (NumPy's name)
        return IMPLEMENTATIONS[np.transpose](self)

    def get_shape(self) -> tuple[int, ...]:
        return self.data.shape

    def transpose(self, *axes: Any) -> Any:
        return IMPLEMENTATIONS[np.transpose](self, axes[0] if len(axes) == 1 else axes or None)

    def reshape(self, *shape: Any) -> Any:
        return IMPLEMENTATIONS[np.reshape](self, shape[0] if len(shape) == 1 else shape)

    def flatten(self) -> Any:
        return IMPLEMENTATIONS[np.reshape](self, (-1,))

    ravel = flatten

    def astype(self, dtype: Any) -> Any:
        return IMPLEMENTATIONS[np.astype](self, dtype)

    def copy(self) -> "Tensor":
        return self

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        return f"Tensor({self.data!r})"

    def __format__(self, format_spec: str) -> str:
        return format(self.data[()], format_spec) if format_spec else str(self)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, Tensor):
            raise fail("gradient_lost", call="x[…]")

        def pullback(dy: Array) -> Array:
            dx = np.zeros_like(self.data)
            np.add.at(dx, key, dy)
            return dx

        return Tensor(self.data[key], ((self, pullback),))

    def __setitem__(self, key: Any, value: Any) -> None:
        raise fail("tensor_is_constant")

    # --- as an array of NumPy -----------------------------------------------------------------------------------

    def __array__(self, dtype: Any = None, copy: Any = None) -> Array:
        raise fail("gradient_lost", call="np.array(x)")

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        name = f"np.{ufunc.__name__}" + ("" if method == "__call__" else f".{method}")
        if method != "__call__" or options or ufunc not in IMPLEMENTATIONS:
            raise fail("gradient_lost", call=f"{name}(x)")
        return IMPLEMENTATIONS[ufunc](*inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        if function in IMPLEMENTATIONS:
            try:
                return IMPLEMENTATIONS[function](*args, **options)
            except TypeError as error:  # an argument of NumPy that the implementation lacks
                raise _not_on_the_trace(function) from error
        raise _not_on_the_trace(function)

    numpy, item, tolist = _refused("x.numpy()"), _refused("x.item()"), _refused("x.tolist()")
    __float__, __int__, __bool__ = _refused("float(x)"), _refused("int(x)"), _refused("bool(x) or “if x:”")
    __index__, __complex__ = _refused("x as an index"), _refused("complex(x)")

    # --- operators ----------------------------------------------------------------------------------------------

    __add__, __radd__ = _operator(np.add), _operator(np.add, True)
    __sub__, __rsub__ = _operator(np.subtract), _operator(np.subtract, True)
    __mul__, __rmul__ = _operator(np.multiply), _operator(np.multiply, True)
    __truediv__, __rtruediv__ = _operator(np.divide), _operator(np.divide, True)
    __floordiv__, __rfloordiv__ = _operator(np.floor_divide), _operator(np.floor_divide, True)
    __mod__, __rmod__ = _operator(np.remainder), _operator(np.remainder, True)
    __pow__, __rpow__ = _operator(np.power), _operator(np.power, True)
    __matmul__, __rmatmul__ = _operator(np.matmul), _operator(np.matmul, True)
    __lt__, __le__, __gt__, __ge__ = map(_operator, (np.less, np.less_equal, np.greater, np.greater_equal))
    __eq__, __ne__ = _operator(np.equal), _operator(np.not_equal)
    __neg__, __abs__ = _method(np.negative), _method(np.absolute)
    mean, sum, max, min, prod = map(_method, (np.mean, np.sum, np.max, np.min, np.prod))
    std, var, cumsum, dot, clip = map(_method, (np.std, np.var, np.cumsum, np.dot, np.clip))
    round, squeeze, take, argmax, argmin = map(_method, (np.round, np.squeeze, np.take, np.argmax, np.argmin))
    argsort, any, all = map(_method, (np.argsort, np.any, np.all))

    def __pos__(self) -> "Tensor":
        return self


def _not_on_the_trace(function: Any) -> ProblemError:
    return fail("gradient_lost", call=f"np.{function.__name__}(x)")
