"""``keras.ops``: sums of products, and norms."""

from typing import Any

import numpy as np

from engine import backend
from engine.backend import norms
from engine.backend.tensor import apply, raw
from engine.backend.tensor import matmul as matrix_product
from engine.errors import fail
from engine.ops.arithmetic import divide, multiply, subtract
from engine.ops.dtypes import as_float, convert, promote
from engine.ops.indexing import take
from engine.ops.reductions import sum as total


def matmul(x1: Any, x2: Any) -> Any:
    """``x1 @ x2`` of matrices, or of stacks of matrices whose leading axes are broadcast."""
    return matrix_product(*promote(x1, x2))


def dot(x1: Any, x2: Any) -> Any:
    """Multiply and sum over the last axis of ``x1`` and the second-to-last of ``x2`` (its only axis, if it has one)."""
    return backend.dot(*promote(x1, x2))


def tensordot(x1: Any, x2: Any, axes: Any = 2) -> Any:
    """Multiply and sum over axes: the last n of ``x1`` and first n of ``x2``, or the two lists ``axes``."""
    x1, x2 = promote(x1, x2)
    ranks = backend.ndim(x1), backend.ndim(x2)
    if isinstance(axes, int):
        axes = range(ranks[0] - axes, ranks[0]), range(axes)
    lists = [[part] if isinstance(part, int) else part for part in axes]
    over = [[n % rank for n in part] for part, rank in zip(lists, ranks, strict=True)]
    rest = [[n for n in range(rank) if n not in part] for part, rank in zip(over, ranks, strict=True)]
    shape = [np.shape(raw(x))[n] for x, part in zip((x1, x2), rest, strict=True) for n in part]
    summed = int(np.prod([np.shape(raw(x1))[n] for n in over[0]], dtype=int))
    left = backend.reshape(backend.permute_dimensions(x1, [*rest[0], *over[0]]), (-1, summed))
    right = backend.reshape(backend.permute_dimensions(x2, [*over[1], *rest[1]]), (summed, -1))
    return backend.reshape(matrix_product(left, right), shape)


def inner(x1: Any, x2: Any) -> Any:
    """Multiply and sum over the last axes."""
    if backend.ndim(convert(x1)) == 0 or backend.ndim(convert(x2)) == 0:
        return multiply(*promote(x1, x2))
    return tensordot(x1, x2, (-1, -1))


def outer(x1: Any, x2: Any) -> Any:
    """The product of each element of ``x1`` with each of ``x2``, both flattened."""
    x1, x2 = promote(x1, x2)
    return multiply(backend.reshape(x1, (-1, 1)), backend.reshape(x2, (1, -1)))


def vdot(x1: Any, x2: Any) -> Any:
    """The sum of the products of the elements of two arrays of one size."""
    x1, x2 = promote(x1, x2)
    return total(multiply(backend.flatten(x1), backend.flatten(x2)))


def cross(x1: Any, x2: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> Any:
    """The cross product of vectors of length 3 along an axis."""
    axisa, axisb, axisc = (axisa, axisb, axisc) if axis is None else (axis,) * 3
    a, b = promote(x1, x2)
    a0, a1, a2 = (take(a, i, axisa) for i in range(3))
    b0, b1, b2 = (take(b, i, axisb) for i in range(3))
    parts = [(a1, b2, a2, b1), (a2, b0, a0, b2), (a0, b1, a1, b0)]
    return backend.stack([subtract(multiply(p, q), multiply(r, s)) for p, q, r, s in parts], axisc)


def einsum(subscripts: str, *operands: Any, **kwargs: Any) -> Any:
    """Multiply arrays and sum over axes, which letters name: ``einsum("ij,jk->ik", a, b)`` is ``a @ b``.

    ``...`` stands for further axes, which are broadcast. Backward: dx of an operand is the einsum of dy and the others.
    """
    arrays = promote(*operands)
    shapes = [np.shape(raw(x)) for x in arrays]
    terms, output = _parse(subscripts, shapes)
    data = [np.asarray(raw(x)) for x in arrays]
    y = np.einsum(f"{','.join(terms)}->{output}", *data, optimize=len(data) > 2)

    def pullback_of(i: int) -> Any:
        return lambda dy: _einsum_gradient(i, terms, output, data, dy)

    return apply(np.asarray(y, data[0].dtype), *((x, pullback_of(i)) for i, x in enumerate(arrays)))


def _parse(subscripts: str, shapes: list[tuple[int, ...]]) -> tuple[list[str], str]:
    """The letters of every operand and of the result, with a letter for each axis of ``...``."""
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    terms = inputs.split(",")
    if len(terms) != len(shapes):
        raise fail("wrong_length", "subscripts", argument="subscripts", length=len(shapes), value=subscripts)
    letters = [letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if letter not in subscripts]
    extra = [len(shape) - len(term.replace("...", "")) if "..." in term else 0
             for term, shape in zip(terms, shapes, strict=True)]
    names = "".join(letters[: max(extra)])
    terms = [term.replace("...", names[len(names) - n :]) for term, n in zip(terms, extra, strict=True)]
    if arrow:
        return terms, output.replace("...", names)
    every = "".join(terms)
    return terms, names + "".join(sorted(c for c in {*every} if every.count(c) == 1 and c not in names))


def _einsum_gradient(i: int, terms: list[str], output: str, data: list[Any], dy: Any) -> Any:
    """dx of operand i."""
    term, shape = terms[i], data[i].shape
    lengths = dict(zip(term, shape, strict=True))
    letters = "".join(dict.fromkeys(term))
    others = [n for n in range(len(terms)) if n != i]
    reached = {*output, *"".join(terms[n] for n in others)}
    alone = "".join(letter for letter in letters if letter not in reached)
    arrays = [np.asarray(dy), *(data[n] for n in others), np.ones([lengths[c] for c in alone], data[i].dtype)]
    subscripts = f"{','.join([output, *(terms[n] for n in others), alone])}->{letters}"
    dx = np.einsum(subscripts, *arrays, optimize=len(arrays) > 3)
    broadcast = tuple(n for n, c in enumerate(letters) if lengths[c] == 1 and dx.shape[n] > 1)
    dx = dx.sum(axis=broadcast, keepdims=True)
    if len(letters) == len(term):
        return dx
    full = np.zeros(shape, dx.dtype)
    np.einsum(f"{term}->{letters}", full)[...] = dx
    return full


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """The norm along an axis, of matrices along two, or by default ``√Σ x²`` over all elements.

    ord: of vectors any number, of matrices ``"fro"``, ``"nuc"``, ±1, ±2 and ±inf.
    """
    x = as_float(x)
    axes = tuple(range(backend.ndim(x))) if axis is None else (axis,) if isinstance(axis, int) else tuple(axis)
    if ord is None or ord in ("euclidean", "fro") or (ord == 2 and len(axes) == 1):
        return backend.sqrt(total(backend.square(x), axes, keepdims))
    size = backend.abs(x)
    if len(axes) == 1:
        return _vector_norm(size, ord, axes, keepdims)
    if ord in (1, -1, np.inf, -np.inf):
        first, second = axes if ord in (1, -1) else axes[::-1]
        y = (backend.max if ord > 0 else backend.min)(total(size, first, keepdims=True), second, keepdims=True)
        return y if keepdims else backend.squeeze(y, axes)
    return norms.norm(x, ord, axes, keepdims)


def _vector_norm(size: Any, ord: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    """The norm of vectors of order ``ord``. size: the absolute values."""
    if ord in (np.inf, -np.inf):
        return (backend.max if ord > 0 else backend.min)(size, axes, keepdims)
    if ord == 0:
        return np.sum(raw(size) != 0, axis=axes, keepdims=keepdims, dtype=size.dtype)
    return total(size, axes, keepdims) if ord == 1 else backend.pow(
        total(backend.pow(size, float(ord)), axes, keepdims), 1 / ord)


def normalize(x: Any, axis: Any = -1, order: int = 2, epsilon: float | None = None) -> Any:
    """``x`` divided by its norm along an axis, or by ε where that is smaller."""
    x = as_float(x)
    length = norm(x, order, axis, keepdims=True)
    return divide(x, backend.maximum(length, backend.epsilon() if epsilon is None else epsilon))
