"""Operations on tensors: how a function of the backend records itself, arithmetic, and the backward pass.

A function takes the values of its arguments with :func:`raw` and returns its result with :func:`apply`: a Tensor on the
trace if an argument is one (:mod:`engine.backend.traced_tensor`), else an EagerTensor. :func:`gradient` applies the
pullbacks from a result back to its source.
"""

from typing import Any

import numpy as np

from engine.backend.config import floatx
from engine.backend.eager_tensor import EagerTensor, eager
from engine.backend.traced_tensor import Pullback, Tensor, implements, not_differentiable
from engine.backend.trained_weights import refuse_trained
from engine.typing import Array

__all__ = ["Tensor", "add", "apply", "divide", "find_gradient", "floor_divide", "gradient", "implements", "matmul",
           "mod", "multiply", "negative", "pair", "pow", "raw", "subtract", "unbroadcast"]

# --- making tensors -------------------------------------------------------------------------------------------------

def raw(x: Any) -> Any:
    """Convert a tensor or list to a NumPy array; Python numbers are unchanged, so that float32 is not promoted."""
    if isinstance(x, Tensor):
        return x.data
    if isinstance(x, EagerTensor):
        return x.view(np.ndarray)
    refuse_trained(x)
    if isinstance(x, np.generic):
        return x if isinstance(x, np.float32 | np.float16) else x.item()
    if isinstance(x, np.ndarray | bool | int | float):
        return x
    array = np.asarray(x)
    return array.astype(floatx()) if array.dtype == np.float64 else array


def apply(data: Any, *parents: tuple[Any, Pullback]) -> Any:
    """Return ``data`` as a tensor, on the trace if an argument is. parents: pairs of an argument and its pullback."""
    tracked = tuple((x, pullback) for x, pullback in parents if isinstance(x, Tensor))
    return Tensor(data, tracked) if tracked else eager(data, all(isinstance(x, int | float) for x, _ in parents))


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


@implements(np.remainder)
def mod(a: Any, b: Any) -> Any:
    """The remainder of ``a / b``, with the sign of ``b``."""
    x, y = pair(a, b)
    return apply(
        np.mod(x, y), (a, lambda dy: unbroadcast(dy, x)), (b, lambda dy: unbroadcast(-dy * np.floor_divide(x, y), y))
    )


@implements(np.floor_divide)
@not_differentiable
def floor_divide(a: Any, b: Any) -> Any:
    """``a / b``, rounded down; without gradient."""
    x, y = pair(a, b)
    return np.floor_divide(x, y)


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
    dx = find_gradient(y, x, dy)
    return np.zeros_like(x.data) if dx is None else dx


def find_gradient(y: Any, x: Tensor, dy: Any = 1.0) -> Array | None:
    """Like :func:`gradient`; None if ``y`` was not computed from ``x`` by differentiable functions."""
    if not isinstance(y, Tensor):
        return None
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
    return None if dx is None else np.array(dx, dtype=x.dtype)
