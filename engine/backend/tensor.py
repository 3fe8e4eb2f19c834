"""Tensor: an array that records how it was computed, for reverse-mode differentiation of custom losses.

A differentiable function of :mod:`engine.backend` with a Tensor among its arguments returns a Tensor, whose ``parents``
are pairs of an argument and the pullback to it, the function ``dx = pullback(dy)``. :func:`gradient` applies the
pullbacks from the result back to the source. Other functions, such as comparisons, return plain NumPy arrays, and so do
all functions without a Tensor among their arguments.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar, final

import numpy as np

from engine.backend.config import floatx
from engine.typing import Array

F = TypeVar("F", bound=Callable[..., Any])
Pullback = Callable[[Array], Any]

IMPLEMENTATIONS: dict[Callable[..., Any], Callable[..., Any]] = {}
"""Functions of the backend by the NumPy function that they replace for Tensors (NEP 13, 18); see :func:`implements`."""


def implements(*numpy_functions: Callable[..., Any]) -> Callable[[F], F]:
    """Decorator: use this function when one of these NumPy functions is called with a Tensor."""

    def register(function: F) -> F:
        IMPLEMENTATIONS.update(dict.fromkeys(numpy_functions, function))
        return function

    return register


@final
class Tensor:
    """An array of floats with the record of its computation."""

    __slots__ = ("data", "parents")

    def __init__(self, data: Any, parents: "tuple[tuple[Tensor, Pullback], ...]" = ()) -> None:
        self.data: Array = np.asarray(data)
        self.parents = parents

    # --- as an array --------------------------------------------------------------------------------------------

    @property
    def shape(self) -> tuple[int, ...]:
        return self.data.shape

    @property
    def ndim(self) -> int:
        return self.data.ndim

    @property
    def dtype(self) -> "np.dtype[Any]":
        return self.data.dtype

    def numpy(self) -> Array:
        """The plain array, through which no gradient flows."""
        return self.data

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> "Iterator[Any]":
        return (self[i] for i in range(len(self)))

    def __float__(self) -> float:
        return float(self.data)

    def __bool__(self) -> bool:
        return bool(self.data)

    def __repr__(self) -> str:
        return f"Tensor({self.data!r})"

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or options or ufunc not in IMPLEMENTATIONS:
            return NotImplemented
        return IMPLEMENTATIONS[ufunc](*inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        return IMPLEMENTATIONS[function](*args, **options) if function in IMPLEMENTATIONS else NotImplemented

    # --- operators ----------------------------------------------------------------------------------------------

    def __add__(self, other: Any) -> Any:
        return add(self, other)

    def __radd__(self, other: Any) -> Any:
        return add(other, self)

    def __sub__(self, other: Any) -> Any:
        return subtract(self, other)

    def __rsub__(self, other: Any) -> Any:
        return subtract(other, self)

    def __mul__(self, other: Any) -> Any:
        return multiply(self, other)

    def __rmul__(self, other: Any) -> Any:
        return multiply(other, self)

    def __truediv__(self, other: Any) -> Any:
        return divide(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return divide(other, self)

    def __pow__(self, other: Any) -> Any:
        return pow(self, other)

    def __rpow__(self, other: Any) -> Any:
        return pow(other, self)

    def __matmul__(self, other: Any) -> Any:
        return matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return matmul(other, self)

    def __neg__(self) -> Any:
        return negative(self)

    def __abs__(self) -> Any:
        return apply(np.abs(self.data), (self, lambda dy: dy * np.sign(self.data)))

    def __lt__(self, other: Any) -> Any:
        return self.data < raw(other)

    def __le__(self, other: Any) -> Any:
        return self.data <= raw(other)

    def __gt__(self, other: Any) -> Any:
        return self.data > raw(other)

    def __ge__(self, other: Any) -> Any:
        return self.data >= raw(other)

    def __eq__(self, other: object) -> Any:
        return self.data == raw(other)

    def __ne__(self, other: object) -> Any:
        return self.data != raw(other)

    __hash__ = object.__hash__

    def __getitem__(self, key: Any) -> Any:
        def pullback(dy: Array) -> Array:
            dx = np.zeros_like(self.data)
            np.add.at(dx, key, dy)
            return dx

        return apply(self.data[key], (self, pullback))


# --- making tensors -------------------------------------------------------------------------------------------------

def raw(x: Any) -> Any:
    """Convert a Tensor or list to a NumPy array; Python numbers are unchanged, so that float32 is not promoted."""
    if isinstance(x, Tensor):
        return x.data
    if isinstance(x, np.generic):
        return x if isinstance(x, np.float32 | np.float16) else x.item()
    if isinstance(x, np.ndarray | bool | int | float):
        return x
    array = np.asarray(x)
    return array.astype(floatx()) if array.dtype == np.float64 else array


def apply(data: Any, *parents: tuple[Any, Pullback]) -> Any:
    """Return the result ``data``, as a Tensor if an argument is one. parents: pairs of an argument and its pullback."""
    tracked = tuple((x, pullback) for x, pullback in parents if isinstance(x, Tensor))
    return Tensor(data, tracked) if tracked else data


def pair(a: Any, b: Any) -> tuple[Any, Any]:
    """Convert two arguments as :func:`raw` does; an array that is paired with a Tensor gets the Tensor's dtype."""
    x, y = raw(a), raw(b)
    if isinstance(a, Tensor) and isinstance(y, np.ndarray):
        return x, y.astype(x.dtype, copy=False)
    if isinstance(b, Tensor) and isinstance(x, np.ndarray):
        return x.astype(y.dtype, copy=False), y
    return x, y


def unbroadcast(dy: Any, like: Any) -> Array:
    """Sum ``dy`` over the axes along which an argument of the shape of ``like`` was broadcast."""
    shape, dx = np.shape(like), np.asarray(dy)
    if dx.shape == shape:
        return dx
    dx = dx.sum(axis=tuple(range(dx.ndim - len(shape))))
    repeated = tuple(i for i, length in enumerate(shape) if length == 1 and dx.shape[i] != 1)
    return dx.sum(axis=repeated, keepdims=True) if repeated else np.broadcast_to(dx, shape)


# --- arithmetic -----------------------------------------------------------------------------------------------------

@implements(np.add)
def add(a: Any, b: Any) -> Any:
    """``a + b``."""
    x, y = pair(a, b)
    return apply(x + y, (a, lambda dy: unbroadcast(dy, x)), (b, lambda dy: unbroadcast(dy, y)))


@implements(np.subtract)
def subtract(a: Any, b: Any) -> Any:
    """``a - b``."""
    x, y = pair(a, b)
    return apply(x - y, (a, lambda dy: unbroadcast(dy, x)), (b, lambda dy: unbroadcast(-dy, y)))


@implements(np.multiply)
def multiply(a: Any, b: Any) -> Any:
    """``a · b``, element by element."""
    x, y = pair(a, b)
    return apply(x * y, (a, lambda dy: unbroadcast(dy * y, x)), (b, lambda dy: unbroadcast(dy * x, y)))


@implements(np.negative)
def negative(x: Any) -> Any:
    """``-x``."""
    return multiply(x, -1.0)


@implements(np.divide)
def divide(a: Any, b: Any) -> Any:
    """``a / b``."""
    x, y = pair(a, b)
    return apply(x / y, (a, lambda dy: unbroadcast(dy / y, x)), (b, lambda dy: unbroadcast(-dy * x / (y * y), y)))


@implements(np.power, np.float_power)
def pow(a: Any, b: Any) -> Any:
    """``a ** b``."""
    x, p = pair(a, b)
    y = x**p

    def pull_base(dy: Array) -> Array:
        exponent = np.where(np.equal(p, 0), 1, np.subtract(p, 1)).astype(dy.dtype)
        return unbroadcast(dy * p * np.power(x, exponent), x)

    def pull_exponent(dy: Array) -> Array:
        return unbroadcast(dy * y * np.log(np.where(np.greater(x, 0), x, 1).astype(dy.dtype)), p)

    return apply(y, (a, pull_base), (b, pull_exponent))


@implements(np.matmul)
def matmul(a: Any, b: Any) -> Any:
    """``a @ b`` of matrices, or of stacks of matrices whose leading axes are broadcast."""
    x, y = pair(a, b)
    if x.ndim == 1 or y.ndim == 1:
        left = a[None, :] if x.ndim == 1 else a
        right = b[:, None] if y.ndim == 1 else b
        both = matmul(left, right)
        both = both[..., 0] if y.ndim == 1 else both
        return both[..., 0, :] if x.ndim == 1 and y.ndim > 1 else both[..., 0] if x.ndim == 1 else both
    return apply(
        x @ y,
        (a, lambda dy: unbroadcast(dy @ np.swapaxes(y, -1, -2), x)),
        (b, lambda dy: unbroadcast(np.swapaxes(x, -1, -2) @ dy, y)),
    )


# --- backward pass --------------------------------------------------------------------------------------------------

def _order(y: Tensor) -> list[Tensor]:
    """``y`` and every Tensor that it was computed from, in reverse topological order."""
    order: list[Tensor] = []
    visited: set[int] = set()
    stack = [(y, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif id(node) not in visited:
            visited.add(id(node))
            stack.append((node, True))
            stack.extend((parent, False) for parent, _ in node.parents)
    return order[::-1]


def gradient(y: Any, x: Tensor, dy: Any = 1.0) -> Array:
    """Return the gradient with respect to ``x``. dy: the gradient with respect to ``y``, of its shape or a scalar."""
    if not isinstance(y, Tensor):
        return np.zeros_like(x.data)
    grads = {id(y): np.broadcast_to(np.asarray(dy, dtype=y.dtype), y.shape)}
    for node in _order(y):
        grad = grads.pop(id(node), None) if node is not x else None
        if grad is None:
            continue
        for parent, pullback in node.parents:
            term = pullback(grad)
            total = grads.get(id(parent))
            grads[id(parent)] = term if total is None else total + term
    dx = grads.get(id(x))
    return np.zeros_like(x.data) if dx is None else np.array(dx, dtype=x.dtype)
