"""Numbers too small for their type's normal range: processors take a hundred times as long over them as over others.

Slopes through many steps of a sequence, and what an optimizer remembers of a weight that no longer moves, shrink until
they get there. So while a model learns, such numbers are 0, as they are in TensorFlow. Each thread has its own setting.
"""

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from engine.kernels.jit import kernel

X86 = platform.machine().lower() in {"x86_64", "amd64"}
"""Elsewhere nothing is changed."""
AS_ZERO = 0x8040
"""Of the register of settings MXCSR, the bits that take tiny numbers that come in, and that come out, for 0."""


def call_with_place(builder: Any, name: str, place: Any) -> None:
    """Call one of the processor's own functions that read or write the register, with a place in memory."""
    pointer = ir.IntType(8).as_pointer()
    function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(ir.VoidType(), [pointer]), name)
    builder.call(function, [builder.bitcast(place, pointer)])


@intrinsic
def read_register(context: Any) -> Any:
    """The register."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        place = cgutils.alloca_once(builder, ir.IntType(32))
        call_with_place(builder, "llvm.x86.sse.stmxcsr", place)
        return builder.load(place)

    return types.uint32(), generate


@intrinsic
def write_register(context: Any, value: Any) -> Any:
    """Give the register a value."""
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        call_with_place(builder, "llvm.x86.sse.ldmxcsr", cgutils.alloca_once_value(builder, arguments[0]))
        return context.get_dummy_value()

    return types.void(types.uint32), generate


@kernel
def switch(bits: int, on: int) -> Any:
    """Set or clear bits of this thread's register; what it was. bits, on: uint32."""
    before = read_register()
    write_register(types.uint32((before & ~bits) | on))
    return before


def zero_tiny() -> int:
    """From now on, in this thread, tiny numbers are 0. What the register was; 0 where there is none."""
    return int(switch(AS_ZERO, AS_ZERO)) if X86 else 0


@contextmanager
def tiny_is_zero() -> Iterator[None]:
    """Meanwhile, in this thread, tiny numbers are 0."""
    before = zero_tiny()
    try:
        yield
    finally:
        if X86:
            switch(AS_ZERO, before & AS_ZERO)
