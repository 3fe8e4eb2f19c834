"""Functions that emit LLVM IR into a kernel while Numba compiles it.

An :func:`ir_function` is called from kernels like any other function. Its body runs at compile time: it receives
:class:`Int64` and :class:`Typed` values, whose operators emit instructions. It skips Numba's type inference and
lowering, which take about 0.1 s even for the smallest function.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, final

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

INT64 = ir.IntType(64)


@final
@dataclass(frozen=True)
class Emitter:
    """Numba's target context and LLVM's IR builder, positioned where the next instruction goes."""

    context: Any
    builder: Any

    def cast(self, value: Any, numba_type: Any) -> Any:
        """The LLVM value of an Int64, a Typed, a constant or a tuple of these, converted to the Numba type.

        Raises TypeError for an array that is not C-contiguous.
        """
        if isinstance(numba_type, types.BaseTuple):
            parts = [self.cast(part, inner) for part, inner in zip(value, numba_type, strict=True)]
            return self.context.make_tuple(self.builder, numba_type, parts)
        if isinstance(numba_type, types.Array):
            if value.numba_type.layout != "C":
                raise TypeError(f"a C-contiguous array is needed, not {value.numba_type}")
            return value.flatten() if numba_type.ndim == 1 else value.value
        if isinstance(value, Int64):
            return self.context.cast(self.builder, value.value, types.int64, numba_type)
        if isinstance(value, Typed):
            return self.context.cast(self.builder, value.value, value.numba_type, numba_type)
        return self.context.get_constant(numba_type, value)


@final
@dataclass(frozen=True)
class Int64:
    """A runtime integer; arithmetic and comparisons emit instructions. ``//`` truncates (use it on non-negatives)."""

    emitter: Emitter
    value: Any

    def __add__(self, other: Any) -> "Int64":
        return self._with("add", other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> "Int64":
        return self._with("sub", other)

    def __mul__(self, other: Any) -> "Int64":
        return self._with("mul", other)

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> "Int64":
        return self._with("sdiv", other)

    def __rfloordiv__(self, other: Any) -> "Int64":
        return Int64(self.emitter, INT64(other)) // self

    def __lt__(self, other: Any) -> Any:
        return self.emitter.builder.icmp_signed("<", self.value, llvm_value(other))

    def __gt__(self, other: Any) -> Any:
        return self.emitter.builder.icmp_signed(">", self.value, llvm_value(other))

    def equals(self, other: Any) -> Any:
        """The condition ``self == other``."""
        return self.emitter.builder.icmp_signed("==", self.value, llvm_value(other))

    def _with(self, name: str, other: Any) -> "Int64":
        return Int64(self.emitter, getattr(self.emitter.builder, name)(self.value, llvm_value(other)))


@final
@dataclass(frozen=True)
class Typed:
    """A runtime value that is not an integer, such as an array, a float or a bool, with its Numba type."""

    emitter: Emitter
    numba_type: Any
    value: Any

    @property
    def data(self) -> Any:
        """Pointer to an array's first element."""
        return self._array().data

    def at(self, index: Int64) -> Any:
        """Pointer to the element at this index of a flat array."""
        return self.emitter.builder.gep(self.data, [index.value])

    @property
    def size(self) -> Any:
        """An array's number of elements."""
        return self._array().nitems

    def flatten(self) -> Any:
        """A C-contiguous array as a one-dimensional array."""
        array = self._array()
        flat_type = types.Array(self.numba_type.dtype, 1, "C")
        return make_view(self.emitter, flat_type, array.data, [array.nitems], [array.itemsize], array.itemsize)

    def _array(self) -> Any:
        return self.emitter.context.make_array(self.numba_type)(
            self.emitter.context, self.emitter.builder, self.value)


@final
class MutableInt64:
    """An integer variable in the kernel's stack frame."""

    def __init__(self, initial: Int64) -> None:
        self.emitter = initial.emitter
        self._pointer = cgutils.alloca_once_value(initial.emitter.builder, initial.value)

    @property
    def value(self) -> Int64:
        """Its value at this point of the code."""
        return Int64(self.emitter, self.emitter.builder.load(self._pointer))

    def add(self, increment: int) -> None:
        self.emitter.builder.store((self.value + increment).value, self._pointer)


def llvm_value(number: Any) -> Any:
    """The LLVM value of an Int64 or of a Python int."""
    return number.value if isinstance(number, Int64) else INT64(number)


def minimum(first: Int64, second: Any) -> Int64:
    """``min(first, second)``."""
    return select(first.emitter, first < second, first, second)


def select(emitter: Emitter, condition: Any, first: Any, second: Any) -> Int64:
    """``first if condition else second``."""
    return Int64(emitter, emitter.builder.select(condition, llvm_value(first), llvm_value(second)))


def ir_function(function: Callable[..., Any], results: int = 0) -> Any:
    """Make a function of Int64 and Typed values callable from kernels. It returns a tuple of ``results`` integers."""
    result_type = types.UniTuple(types.int64, results) if results else types.none

    @intrinsic
    def call(context: Any, *args: Any) -> Any:
        def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            emitter = Emitter(context, builder)
            parts = zip(cgutils.unpack_tuple(builder, arguments[0]), signature.args[0].types, strict=True)
            outputs = function(*(wrap(emitter, value, numba_type) for value, numba_type in parts))
            if results:
                return context.make_tuple(builder, result_type, [llvm_value(output) for output in outputs])
            return context.get_dummy_value()

        return result_type(types.StarArgTuple(args)), codegen

    return call


def wrap(emitter: Emitter, value: Any, numba_type: Any) -> Any:
    """An argument of a kernel as Int64, Typed, or a tuple of these."""
    if isinstance(numba_type, types.BaseTuple):
        parts = cgutils.unpack_tuple(emitter.builder, value, len(numba_type))
        return tuple(wrap(emitter, part, inner) for part, inner in zip(parts, numba_type, strict=True))
    if isinstance(numba_type, types.Integer):
        return Int64(emitter, emitter.context.cast(emitter.builder, value, numba_type, types.int64))
    return Typed(emitter, numba_type, value)


@contextmanager
def emit_if(emitter: Emitter, condition: Any) -> Iterator[None]:
    """``if condition:`` around the instructions emitted inside the ``with`` block."""
    with emitter.builder.if_then(condition):
        yield


@contextmanager
def emit_while(emitter: Emitter, condition: Callable[[], Any]) -> Iterator[None]:
    """``while condition():`` around the instructions emitted inside the ``with`` block."""
    check, body, end = (emitter.builder.append_basic_block(name) for name in ("check", "body", "end"))
    emitter.builder.branch(check)
    emitter.builder.position_at_end(check)
    emitter.builder.cbranch(condition(), body, end)
    emitter.builder.position_at_end(body)
    yield
    emitter.builder.branch(check)
    emitter.builder.position_at_end(end)


@contextmanager
def emit_range(emitter: Emitter, end: Any, step: Any = 1) -> Iterator[Int64]:
    """``for index in range(0, end, step):`` around the instructions emitted inside the ``with`` block."""
    with cgutils.for_range_slice(emitter.builder, INT64(0), llvm_value(end), llvm_value(step), INT64) as (index, _):
        yield Int64(emitter, index)


def make_view(emitter: Emitter, numba_type: Any, data: Any, shape: list[Any], strides: list[Any], itemsize: Any
              ) -> Any:
    """A Numba array over memory that another array owns."""
    array = emitter.context.make_array(numba_type)(emitter.context, emitter.builder)
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=itemsize, meminfo=None)
    return array._getvalue()
