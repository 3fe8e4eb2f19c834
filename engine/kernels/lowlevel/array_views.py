"""Unchecked views of C-contiguous arrays.

Numba's slices check bounds and negative indices, which costs compile time. A
view holds no reference: it is valid only while the array is. An array that is not C-contiguous raises a TypeError when
the kernel is compiled: a view of it would read other values.

Measured 2026-11-30, two cores: with Numba's own slices epochs take the same time, but the start of W4 from an empty
kernel cache takes 1.19 times as long.
"""

from functools import reduce
from typing import Any

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from engine.kernels.lowlevel.ir_builder import Emitter, Typed, make_view


def view_type(array: Any, ndim: int) -> Any:
    """The type of a view with ``ndim`` dimensions; raises TypeError if the array is not C-contiguous."""
    if array.layout != "C":
        raise TypeError(f"a C-contiguous array is needed, not {array}")
    return types.Array(array.dtype, ndim, "C")


@intrinsic
def flatten(context: Any, array: Any) -> Any:
    """A view of all elements with one dimension."""
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return Typed(Emitter(context, builder), signature.args[0], arguments[0]).flatten()

    return view_type(array, 1)(array), codegen


@intrinsic
def slice_rows(context: Any, array: Any, first: Any, end: Any) -> Any:
    """``array[first:end]``."""
    return view_type(array, array.ndim)(array, types.int64, types.int64), (
        lambda context, builder, _, arguments: view(
            Emitter(context, builder), array, arguments[0], [], arguments[1:]))


@intrinsic
def index_first(context: Any, array: Any, index: Any) -> Any:
    """``array[index]`` of an array with more than one dimension."""
    return view_type(array, array.ndim - 1)(array, types.int64), (
        lambda context, builder, _, arguments: view(
            Emitter(context, builder), array, arguments[0], arguments[1:], []))


@intrinsic
def index_slice(context: Any, array: Any, index: Any, first: Any, end: Any) -> Any:
    """``array[index, first:end]`` of an array with more than one dimension."""
    return view_type(array, array.ndim - 1)(array, types.int64, types.int64, types.int64), (
        lambda context, builder, _, arguments: view(
            Emitter(context, builder), array, arguments[0], arguments[1:2], arguments[2:]))


def view(emitter: Emitter, numba_type: Any, value: Any, index: list[Any], span: list[Any]) -> Any:
    """``array[index, first:end]``; index and span ``[first, end]`` may be empty."""
    builder = emitter.builder
    array = emitter.context.make_array(numba_type)(emitter.context, builder, value)
    shape, strides = (cgutils.unpack_tuple(builder, part) for part in (array.shape, array.strides))
    data = array.data
    for axis, start in enumerate([*index, *span[:1]]):
        data = builder.gep(data, [reduce(builder.mul, shape[axis + 1:], start)])
    shape, strides = shape[len(index):], strides[len(index):]
    if span:
        shape[0] = builder.sub(span[1], span[0])
    return make_view(emitter, view_type(numba_type, len(shape)), data, shape, strides, array.itemsize)
