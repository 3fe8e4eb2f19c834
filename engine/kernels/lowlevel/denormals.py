"""Flush denormals to zero while a model trains, as TensorFlow does.

Gradients over many time steps, and an optimizer's moments of weights that stopped moving, shrink into float32's
denormal range, where x86 arithmetic takes about a hundred times as long. The setting belongs to a thread. On other
processors than x86 nothing is changed.

Measured 2026-11-26: without it, a batch of W9 took 4.7 ms instead of 3.7 ms.
"""

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from engine.kernels.runtime.jit import kernel

X86 = platform.machine().lower() in {"x86_64", "amd64"}
FLUSH_BITS = 0x8040
"""The bits DAZ (inputs) and FTZ (results) of the control register MXCSR."""


def call_with_pointer(builder: Any, name: str, pointer: Any) -> None:
    """Call the LLVM intrinsic that loads or stores MXCSR."""
    pointer_type = ir.IntType(8).as_pointer()
    function = cgutils.get_or_insert_function(builder.module, ir.FunctionType(ir.VoidType(), [pointer_type]), name)
    builder.call(function, [builder.bitcast(pointer, pointer_type)])


@intrinsic
def read_mxcsr(context: Any) -> Any:
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = cgutils.alloca_once(builder, ir.IntType(32))
        call_with_pointer(builder, "llvm.x86.sse.stmxcsr", pointer)
        return builder.load(pointer)

    return types.uint32(), codegen


@intrinsic
def write_mxcsr(context: Any, value: Any) -> Any:
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        call_with_pointer(builder, "llvm.x86.sse.ldmxcsr", cgutils.alloca_once_value(builder, arguments[0]))
        return context.get_dummy_value()

    return types.void(types.uint32), codegen


@kernel
def set_mxcsr_bits(mask: int, bits: int) -> Any:
    """Set the masked bits of this thread's MXCSR; returns its previous value. mask, bits: uint32."""
    previous = read_mxcsr()
    write_mxcsr(types.uint32((previous & ~mask) | bits))
    return previous


def enable_flush_denormals() -> int:
    """Flush denormals in this thread from now on; returns the previous MXCSR, or 0 if there is none."""
    return int(set_mxcsr_bits(FLUSH_BITS, FLUSH_BITS)) if X86 else 0


@contextmanager
def flush_denormals() -> Iterator[None]:
    """Flush denormals in this thread inside the ``with`` block."""
    previous = enable_flush_denormals()
    try:
        yield
    finally:
        if X86:
            set_mxcsr_bits(FLUSH_BITS, previous & FLUSH_BITS)
