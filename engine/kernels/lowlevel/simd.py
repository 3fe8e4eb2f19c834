"""SIMD vectors of float32 in LLVM IR, for the loops that LLVM does not vectorise by itself.

LLVM vectorises a loop when it can prove that its arrays do not overlap; with many arrays, or many positions in one
array, it gives up. GEMM tiles, Winograd's transforms and LSTM's gates are such loops.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, final

import llvmlite.binding as llvm
from llvmlite import ir
from numba.core import cgutils

from engine.kernels.lowlevel.ir_builder import INT64, Int64, emit_range

FEATURES = llvm.get_host_cpu_features()
HAS_FMA = bool(FEATURES.get("avx512f") or (FEATURES.get("avx2") and FEATURES.get("fma")))
"""Whether the CPU has fused multiply-add on vectors (x86 with AVX-512, or with AVX2 and FMA)."""
LANES = 16 if FEATURES.get("avx512f") else 8 if HAS_FMA else 4
"""Number of float32 values in a vector."""
HAS_MASKS = LANES == 16
"""Whether masked loads and stores cost no more than plain ones."""

INT32 = ir.IntType(32)
VECTOR, MASK, INT_VECTOR = (ir.VectorType(element, LANES) for element in (ir.FloatType(), ir.IntType(1), INT32))
ZERO = ir.Constant(VECTOR, None)
TYPE_SUFFIX = {"float": "f32", "double": "f64", "i32": "i32"}
"""How LLVM's intrinsics name an element type."""


def declare_intrinsic(builder: Any, name: str, result: Any, *args: Any) -> Any:
    """The LLVM intrinsic ``llvm.name``."""
    return cgutils.get_or_insert_function(builder.module, ir.FunctionType(result, args), f"llvm.{name}")


def broadcast(builder: Any, value: Any) -> Any:
    """A vector with the scalar in every lane."""
    vector_type = ir.VectorType(value.type, LANES)
    one = builder.insert_element(ir.Constant(vector_type, ir.Undefined), value, INT32(0))
    return builder.shuffle_vector(one, one, ir.Constant(ir.VectorType(INT32, LANES), [0] * LANES))


def first_lanes(builder: Any, count: Any) -> Any:
    """The mask of the first ``count`` lanes."""
    lanes = ir.Constant(INT_VECTOR, list(range(LANES)))
    return builder.icmp_signed("<", lanes, broadcast(builder, builder.trunc(count, INT32)))


def load(builder: Any, pointer: Any, mask: Any) -> Any:
    """The vector at a pointer to float32, float64 or int32; lanes outside the mask are not read and give 0."""
    vector_type, address, alignment = vector_at(builder, pointer)
    name = f"masked.load.v{LANES}{TYPE_SUFFIX[str(pointer.type.pointee)]}.p0"
    function = declare_intrinsic(builder, name, vector_type, address.type, INT32, MASK, vector_type)
    return builder.call(function, [address, INT32(alignment), mask, ir.Constant(vector_type, None)])


def store(builder: Any, vector: Any, pointer: Any, mask: Any) -> None:
    """Store the lanes of the mask."""
    vector_type, address, alignment = vector_at(builder, pointer)
    name = f"masked.store.v{LANES}{TYPE_SUFFIX[str(pointer.type.pointee)]}.p0"
    function = declare_intrinsic(builder, name, ir.VoidType(), vector_type, address.type, INT32, MASK)
    builder.call(function, [vector, address, INT32(alignment), mask])


def load_first(builder: Any, pointer: Any, count: Any) -> Any:
    """:func:`load` of the first ``count`` lanes."""
    if HAS_MASKS:
        return load(builder, pointer, first_lanes(builder, count))
    vector_type, address, alignment = vector_at(builder, pointer)
    result = cgutils.alloca_once(builder, vector_type)
    with builder.if_else(builder.icmp_signed(">=", count, INT64(LANES))) as (full, partial):
        with full:
            builder.store(builder.load(address, align=alignment), result)
        with partial:
            builder.store(load(builder, pointer, first_lanes(builder, count)), result)
    return builder.load(result)


def store_first(builder: Any, vector: Any, pointer: Any, count: Any) -> None:
    """:func:`store` of the first ``count`` lanes."""
    if HAS_MASKS:
        store(builder, vector, pointer, first_lanes(builder, count))
        return
    _, address, alignment = vector_at(builder, pointer)
    with builder.if_else(builder.icmp_signed(">=", count, INT64(LANES))) as (full, partial):
        with full:
            builder.store(vector, address, align=alignment)
        with partial:
            store(builder, vector, pointer, first_lanes(builder, count))


def vector_at(builder: Any, pointer: Any) -> tuple[Any, Any, int]:
    """The vector type for a pointer's element type, the pointer cast to it, and its alignment in bytes."""
    vector_type = ir.VectorType(pointer.type.pointee, LANES)
    alignment = 8 if str(pointer.type.pointee) == "double" else 4
    return vector_type, builder.bitcast(pointer, vector_type.as_pointer()), alignment


@contextmanager
def emit_vectors(count: Int64) -> Iterator[Any]:
    """A loop over ``count`` values, one vector at a time. Yields the functions ``read`` and ``write``.

    ``read(array, start)`` returns the current :class:`Vector` of ``array[start:][:count]``; ``write(vector, array,
    start)`` stores one there. Arrays are contiguous and indexed as flat. An iteration must not write values that a
    later one reads.
    """
    builder = count.emitter.builder
    with emit_range(count.emitter, count, LANES) as offset:
        left = (count - offset).value
        yield (lambda array, start: Vector(builder, load_first(builder, array.at(start + offset), left)),
               lambda vector, array, start: store_first(builder, vector.value, array.at(start + offset), left))


@final
@dataclass(frozen=True)
class Vector:
    """A vector of float32 with operators; Python floats are broadcast."""

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

    def clip(self, limit: float) -> "Vector":
        """Values limited to ``[-limit, limit]``; NaN stays NaN."""
        return self._unless(">", limit)._unless("<", -limit)

    def _with(self, name: str, other: Any) -> "Vector":
        right = other.value if isinstance(other, Vector) else constant(other)
        # contract: LLVM may fuse a product and the sum that it goes into
        return Vector(self.builder, getattr(self.builder, name)(self.value, right, flags=("contract",)))

    def _unless(self, relation: str, limit: float) -> "Vector":
        beyond = self.builder.fcmp_ordered(relation, self.value, constant(limit))
        return Vector(self.builder, self.builder.select(beyond, constant(limit), self.value))


def constant(value: float) -> Any:
    """A vector with a compile-time value in every lane."""
    return ir.Constant(VECTOR, [float(value)] * LANES)


def polynomial(x: Vector, coefficients: Sequence[float]) -> Vector:
    """``coefficients[0] + coefficients[1] · x + …`` by Horner's rule."""
    *rest, last = coefficients
    first, *others = reversed(rest)
    result = x * last + first
    for coefficient in others:
        result = x * result + coefficient
    return result
