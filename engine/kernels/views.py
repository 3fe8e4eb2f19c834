"""Views of arrays that the compiler makes less of than of slices, for which it asks where negative numbers lead.

They hold nothing alive: only for as long as somebody else has the array.
"""

from typing import Any

from numba import types
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

from engine.kernels.jit import Array


@intrinsic
def flat(context: Any, array: Any) -> Any:
    """An array, C-contiguous, as one of one dimension."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, arguments[0])
        return view(context, builder, signature.return_type, whole.data, whole.nitems, whole.itemsize)

    return types.Array(array.dtype, 1, "C")(array), generate


@intrinsic
def piece(context: Any, array: Any, first: Any, end: Any) -> Any:
    """``array[first:end]`` of a flat array, where both lie in it."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole = context.make_array(signature.args[0])(context, builder, arguments[0])
        data, count = builder.gep(whole.data, [arguments[1]]), builder.sub(arguments[2], arguments[1])
        return view(context, builder, signature.return_type, data, count, whole.itemsize)

    return types.Array(array.dtype, 1, "C")(array, types.int64, types.int64), generate


def view(context: Any, builder: Any, kind: Any, data: Any, count: Any, itemsize: Any) -> Array:
    """A flat array of so many numbers from a pointer on."""
    made = context.make_array(kind)(context, builder)
    populate_array(made, data=data, shape=[count], strides=[itemsize], itemsize=itemsize, meminfo=None)
    value: Array = made._getvalue()
    return value
