"""The processor's vectors, through LLVM: so many numbers in one register, for what Numba's loops are too slow at.

Numba makes vectors of a loop where its compiler can prove that nothing overlaps. To prove it takes it longer than all
the rest, and where many arrays, or many places of one, are written at once it gives up. Kernels that say the vectors
themselves are written with what stands here: Python functions that write code for LLVM while a kernel is compiled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import llvmlite.binding as llvm
from llvmlite import ir
from numba.core import cgutils

FEATURES = llvm.get_host_cpu_features()
FUSED = bool(FEATURES.get("avx512f") or (FEATURES.get("avx2") and FEATURES.get("fma")))
"""Whether this is a processor that is known to multiply and add whole vectors in one step."""
LANES = 16 if FEATURES.get("avx512f") else 8 if FUSED else 4
"""Numbers in a vector."""
MASKED = LANES == 16
"""Whether numbers of a vector can be left out at no cost."""

INT, SMALL = ir.IntType(64), ir.IntType(32)
VECTOR, MASK, NUMBERS = (ir.VectorType(kind, LANES) for kind in (ir.FloatType(), ir.IntType(1), SMALL))
NOTHING = ir.Constant(VECTOR, None)


def declared(builder: Any, name: str, result: Any, *given: Any) -> Any:
    """A function of LLVM's own."""
    return cgutils.get_or_insert_function(builder.module, ir.FunctionType(result, given), f"llvm.{name}")


def spread(builder: Any, number: Any) -> Any:
    """A vector that holds the number in every lane."""
    kind = ir.VectorType(number.type, LANES)
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), number, SMALL(0))
    return builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(SMALL, LANES), [0] * LANES))


def first_lanes(builder: Any, count: Any) -> Any:
    """A mask of the first so many lanes."""
    numbers = ir.Constant(NUMBERS, list(range(LANES)))
    return builder.icmp_signed("<", numbers, spread(builder, builder.trunc(count, SMALL)))


def read(builder: Any, pointer: Any, mask: Any) -> Any:
    """What lies at the pointer, in the lanes of the mask; 0 in the others."""
    kind, place = vector_at(builder, pointer)
    load = declared(builder, f"masked.load.{name_of(kind)}.p0", kind, place.type, SMALL, MASK, kind)
    return builder.call(load, [place, aligned(kind), mask, ir.Constant(kind, None)])


def write(builder: Any, vector: Any, pointer: Any, mask: Any) -> None:
    """Put the lanes of the mask at the pointer."""
    kind, place = vector_at(builder, pointer)
    store = declared(builder, f"masked.store.{name_of(kind)}.p0", ir.VoidType(), kind, place.type, SMALL, MASK)
    builder.call(store, [vector, place, aligned(kind), mask])


def read_first(builder: Any, pointer: Any, count: Any) -> Any:
    """:func:`read` of the first so many numbers."""
    if MASKED:
        return read(builder, pointer, first_lanes(builder, count))
    kind, place = vector_at(builder, pointer)
    found = cgutils.alloca_once(builder, kind)
    with builder.if_else(builder.icmp_signed(">=", count, INT(LANES))) as (whole, part):
        with whole:
            builder.store(builder.load(place, align=aligned(kind).constant), found)
        with part:
            builder.store(read(builder, pointer, first_lanes(builder, count)), found)
    return builder.load(found)


def write_first(builder: Any, vector: Any, pointer: Any, count: Any) -> None:
    """:func:`write` of the first so many numbers."""
    if MASKED:
        write(builder, vector, pointer, first_lanes(builder, count))
        return
    kind, place = vector_at(builder, pointer)
    with builder.if_else(builder.icmp_signed(">=", count, INT(LANES))) as (whole, part):
        with whole:
            builder.store(vector, place, align=aligned(kind).constant)
        with part:
            write(builder, vector, pointer, first_lanes(builder, count))


def vector_at(builder: Any, pointer: Any) -> tuple[Any, Any]:
    """The type of a vector of what the pointer points to, and the pointer as one to a vector."""
    kind = ir.VectorType(pointer.type.pointee, LANES)
    return kind, builder.bitcast(pointer, kind.as_pointer())


def name_of(kind: Any) -> str:
    """How LLVM's own functions name a type of vectors."""
    return f"v{LANES}{ {'float': 'f32', 'double': 'f64'}.get(str(kind.element), str(kind.element)) }"


def aligned(kind: Any) -> Any:
    """At which multiples of bytes vectors may begin: where a number may."""
    return SMALL(8 if str(kind.element) in ("double", "i64") else 4)


@final
@dataclass(frozen=True)
class Vector:
    """A vector of float32 with operators, for formulas; numbers among them are spread over all lanes."""

    builder: Any
    value: Any

    def __add__(self, other: Any) -> "Vector":
        return self._with("fadd", other)

    __radd__ = __add__

    def __sub__(self, other: Any) -> "Vector":
        return self._with("fsub", other)

    def __rsub__(self, other: Any) -> "Vector":
        return Vector(self.builder, constant(other)) - self

    def __mul__(self, other: Any) -> "Vector":
        return self._with("fmul", other)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> "Vector":
        return self._with("fdiv", other)

    def __rtruediv__(self, other: Any) -> "Vector":
        return Vector(self.builder, constant(other)) / self

    def at_most(self, top: float) -> "Vector":
        """Where it is more, top. A NaN stays one."""
        return self._unless(">", top)

    def at_least(self, bottom: float) -> "Vector":
        """Where it is less, bottom."""
        return self._unless("<", bottom)

    def _with(self, name: str, other: Any) -> "Vector":
        right = other.value if isinstance(other, Vector) else constant(other)
        # a product and the sum that it goes into may become one instruction
        return Vector(self.builder, getattr(self.builder, name)(self.value, right, flags=("contract",)))

    def _unless(self, relation: str, limit: float) -> "Vector":
        beyond = self.builder.fcmp_ordered(relation, self.value, constant(limit))
        return Vector(self.builder, self.builder.select(beyond, constant(limit), self.value))


def constant(number: float) -> Any:
    """A vector of one number that is known now."""
    return ir.Constant(VECTOR, [float(number)] * LANES)


def polynomial(x: Vector, coefficients: Sequence[float]) -> Vector:
    """``coefficients[0] + coefficients[1] · x + …``"""
    *rest, last = coefficients
    first, *others = reversed(rest)
    total = x * last + first
    for number in others:
        total = x * total + number
    return total
