"""Views of arrays that the compiler makes less of than of slices, for which it asks where negative numbers lead.

They hold nothing alive: only for as long as somebody else has the array.
"""

from functools import reduce
from typing import Any

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from engine.kernels.macros import Pen, Value, arranged, view


@intrinsic
def flat(context: Any, array: Any) -> Any:
    """An array, C-contiguous, as one of one dimension."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return Value(Pen(context, builder), signature.args[0], arguments[0]).flat()

    return types.Array(array.dtype, 1, "C")(array), generate


@intrinsic
def piece(context: Any, array: Any, first: Any, end: Any) -> Any:
    """``array[first:end]`` of a flat array, where both lie in it."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, arguments[0])
        data, count = builder.gep(whole.data, [arguments[1]]), builder.sub(arguments[2], arguments[1])
        return view(Pen(context, builder), signature.return_type, data, count, whole.itemsize)

    return types.Array(array.dtype, 1, "C")(array, types.int64, types.int64), generate


@intrinsic
def block(context: Any, array: Any, first: Any, end: Any) -> Any:
    """``array[first:end]`` of an array, C-contiguous, of any number of dimensions."""
    kind = types.Array(array.dtype, array.ndim, "C")
    return kind(array, types.int64, types.int64), lambda context, builder, _, arguments: part_of(
        Pen(context, builder), array, arguments[0], [], arguments[1:])


@intrinsic
def item(context: Any, array: Any, index: Any) -> Any:
    """``array[index]`` of an array, C-contiguous, of more than one dimension."""
    kind = types.Array(array.dtype, array.ndim - 1, "C")
    return kind(array, types.int64), lambda context, builder, _, arguments: part_of(
        Pen(context, builder), array, arguments[0], arguments[1:], [])


@intrinsic
def part(context: Any, array: Any, index: Any, first: Any, end: Any) -> Any:
    """``array[index, first:end]`` of an array, C-contiguous, of more than one dimension."""
    kind = types.Array(array.dtype, array.ndim - 1, "C")
    return kind(array, types.int64, types.int64, types.int64), lambda context, builder, _, arguments: part_of(
        Pen(context, builder), array, arguments[0], arguments[1:2], arguments[2:])


def part_of(pen: Pen, kind: Any, array: Any, index: list[Any], span: list[Any]) -> Any:
    """Numba's array of ``array[index, first:end]``, each as far as it is given."""
    whole, builder = pen.context.make_array(kind)(pen.context, pen.builder, array), pen.builder
    shape, strides = (cgutils.unpack_tuple(builder, each) for each in (whole.shape, whole.strides))
    data = whole.data
    for axis, start in enumerate([*index, *span[:1]]):
        data = builder.gep(data, [reduce(builder.mul, shape[axis + 1:], start)])
    shape, strides = shape[len(index):], strides[len(index):]
    if span:
        shape[0] = builder.sub(span[1], span[0])
    return arranged(pen, types.Array(kind.dtype, len(shape), "C"), data, shape, strides, whole.itemsize)
