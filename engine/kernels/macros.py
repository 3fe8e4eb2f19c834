"""Macros: pieces of kernels that Python itself writes, in LLVM's language, while a kernel is compiled.

Numba needs a tenth of a second for the smallest function, and most of it before its compiler sees a line of code. What
every kernel uses, such as its share of the work, is so many functions. A macro is a function of :class:`Number`, whose
operators write the instructions: it reads as any other, and costs nothing to compile.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, final

from numba import types
from numba.core import cgutils
from numba.extending import intrinsic
from numba.np.arrayobj import populate_array

from engine.kernels.vectors import INT


@final
@dataclass(frozen=True)
class Pen:
    """What a macro writes with: Numba's context, and LLVM's builder, which knows where the code goes."""

    context: Any
    builder: Any

    def of_type(self, value: Any, kind: Any) -> Any:
        """LLVM's value of a number, a value, a constant, or a tuple of these, as that type of Numba's."""
        if isinstance(kind, types.BaseTuple):
            parts = [self.of_type(part, inner) for part, inner in zip(value, kind, strict=True)]
            return self.context.make_tuple(self.builder, kind, parts)
        if isinstance(kind, types.Array):
            if value.kind.layout != "C":
                raise TypeError(f"an array that lies in one piece is needed, not {value.kind}")
            return value.flat() if kind.ndim == 1 else value.value
        if isinstance(value, Number):
            return self.context.cast(self.builder, value.value, types.int64, kind)
        if isinstance(value, Value):
            return self.context.cast(self.builder, value.value, value.kind, kind)
        return self.context.get_constant(kind, value)


@final
@dataclass(frozen=True)
class Number:
    """A whole number that will be known when the kernel runs."""

    pen: Pen
    value: Any

    def __add__(self, other: Any) -> "Number":
        return self._with("add", other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> "Number":
        return self._with("sub", other)

    def __mul__(self, other: Any) -> "Number":
        return self._with("mul", other)

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> "Number":
        """As Python's where neither is negative, which is not looked at."""
        return self._with("sdiv", other)

    def __rfloordiv__(self, other: Any) -> "Number":
        return Number(self.pen, INT(other)) // self

    def __lt__(self, other: Any) -> Any:
        return self.pen.builder.icmp_signed("<", self.value, value_of(other))

    def __gt__(self, other: Any) -> Any:
        return self.pen.builder.icmp_signed(">", self.value, value_of(other))

    def equals(self, other: Any) -> Any:
        """Whether both are the same."""
        return self.pen.builder.icmp_signed("==", self.value, value_of(other))

    def _with(self, name: str, other: Any) -> "Number":
        return Number(self.pen, getattr(self.pen.builder, name)(self.value, value_of(other)))


@final
@dataclass(frozen=True)
class Value:
    """What is no whole number: an array, a fraction, yes or no; of a type of Numba's."""

    pen: Pen
    kind: Any
    value: Any

    @property
    def data(self) -> Any:
        """Where an array's numbers lie."""
        return self._array().data

    def at(self, place: Number) -> Any:
        """Where the number at this place of a flat array lies."""
        return self.pen.builder.gep(self.data, [place.value])

    @property
    def count(self) -> Any:
        """How many numbers an array has."""
        return self._array().nitems

    def flat(self) -> Any:
        """An array, C-contiguous, as Numba's array of one dimension."""
        array = self._array()
        return view(self.pen, types.Array(self.kind.dtype, 1, "C"), array.data, array.nitems, array.itemsize)

    def _array(self) -> Any:
        return self.pen.context.make_array(self.kind)(self.pen.context, self.pen.builder, self.value)


@final
class Variable:
    """A whole number that changes while the kernel runs."""

    def __init__(self, first: Number) -> None:
        self.pen = first.pen
        self._place = cgutils.alloca_once_value(first.pen.builder, first.value)

    @property
    def now(self) -> Number:
        """What it is where this is written."""
        return Number(self.pen, self.pen.builder.load(self._place))

    def add(self, number: int) -> None:
        """From here on it is so much more."""
        self.pen.builder.store((self.now + number).value, self._place)


def value_of(number: Any) -> Any:
    """LLVM's value of a number that is known now, or will be."""
    return number.value if isinstance(number, Number) else INT(number)


def least(first: Number, second: Any) -> Number:
    """The smaller one."""
    return one_of(first.pen, first < second, first, second)


def one_of(pen: Pen, condition: Any, first: Any, second: Any) -> Number:
    """The first number if that is so, else the second."""
    return Number(pen, pen.builder.select(condition, value_of(first), value_of(second)))


def macro(function: Callable[..., Any], results: int = 0) -> Any:
    """Let kernels call a function of numbers and values; tuples come as tuples. results: how many numbers it gives."""
    result = types.UniTuple(types.int64, results) if results else types.none

    @intrinsic
    def call(context: Any, *given: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            pen = Pen(context, builder)
            parts = zip(cgutils.unpack_tuple(builder, arguments[0]), signature.args[0].types, strict=True)
            found = function(*(met(pen, value, kind) for value, kind in parts))
            if results:
                return context.make_tuple(builder, result, [value_of(number) for number in found])
            return context.get_dummy_value()

        return result(types.StarArgTuple(given)), generate

    return call


def met(pen: Pen, value: Any, kind: Any) -> Any:
    """What a macro is given for a value of a kernel."""
    if isinstance(kind, types.BaseTuple):
        parts = cgutils.unpack_tuple(pen.builder, value, len(kind))
        return tuple(met(pen, part, inner) for part, inner in zip(parts, kind, strict=True))
    if isinstance(kind, types.Integer):
        return Number(pen, pen.context.cast(pen.builder, value, kind, types.int64))
    return Value(pen, kind, value)


@contextmanager
def only_if(pen: Pen, condition: Any) -> Iterator[None]:
    """What is written meanwhile happens only if that is so."""
    with pen.builder.if_then(condition):
        yield


@contextmanager
def as_long_as(pen: Pen, condition: Callable[[], Any]) -> Iterator[None]:
    """What is written meanwhile happens again and again, as long as that is so; it is written first."""
    check, work, end = (pen.builder.append_basic_block(name) for name in ("check", "work", "end"))
    pen.builder.branch(check)
    pen.builder.position_at_end(check)
    pen.builder.cbranch(condition(), work, end)
    pen.builder.position_at_end(work)
    yield
    pen.builder.branch(check)
    pen.builder.position_at_end(end)


@contextmanager
def counted(pen: Pen, end: Any, step: Any = 1) -> Iterator[Number]:
    """What is written meanwhile happens for 0, step, 2 · step … below end."""
    with cgutils.for_range_slice(pen.builder, INT(0), value_of(end), value_of(step), INT) as (index, _):
        yield Number(pen, index)


def view(pen: Pen, kind: Any, data: Any, count: Any, itemsize: Any) -> Any:
    """Numba's flat array of so many numbers from a pointer on."""
    return arranged(pen, kind, data, [count], [itemsize], itemsize)


def arranged(pen: Pen, kind: Any, data: Any, shape: list[Any], strides: list[Any], itemsize: Any) -> Any:
    """Numba's array of numbers from a pointer on."""
    made = pen.context.make_array(kind)(pen.context, pen.builder)
    populate_array(made, data=data, shape=shape, strides=strides, itemsize=itemsize, meminfo=None)
    return made._getvalue()
