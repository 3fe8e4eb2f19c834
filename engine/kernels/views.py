"""Views of arrays that the compiler makes less of than of slices, for which it asks where negative numbers lead.

They hold nothing alive: only for as long as somebody else has the array.
"""

from typing import Any

from numba import types
from numba.extending import intrinsic

from engine.kernels.macros import Pen, Value, view


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
