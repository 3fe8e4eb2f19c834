"""Kernels that call other compiled kernels by address, as they would call a library function.

Numba otherwise compiles a called kernel into each of its callers. Measured 2026-11-30, two cores: the start from an
empty kernel cache then takes 1.6 times as long for W4 and W9, 1.4 times for W6 and 2.0 times for W7.
"""

from collections.abc import Callable
from typing import Any, final

import llvmlite.binding as llvm
import numba
from numba.core import cgutils

from engine.kernels.lowlevel.ir_builder import Emitter, Int64, Typed, ir_function

_unresolved: list["LinkedKernel"] = []
"""Linked kernels declared since the last :func:`resolve_linked_kernels`, in order; some may be resolved already."""


def linked_kernel(compiled: Any, signature: str) -> Any:
    """A kernel that returns nothing, compiled once for this signature, as a function for other kernels.

    signature: the arguments' types, separated by spaces. A digit is a C-contiguous float32 array with that many
    dimensions (a parameter ``1`` accepts any of them, flattened); ``D`` and ``L`` are flat float64 and int64 arrays;
    ``d f i u b`` are float64, float32, int64, uint64 and bool; ``2i``, ``3i`` … are tuples of int64.
    """
    return ir_function(emit_call_to(compiled, signature))


def emit_call_to(compiled: Any, signature: str) -> Callable[..., None]:
    """:func:`linked_kernel` for use inside an :func:`ir_function`."""
    return LinkedKernel(compiled, tuple(map(numba_type, signature.split()))).emit_call


@final
class LinkedKernel:
    """A kernel that others call by address; compiled, or loaded from the cache, when the first caller is compiled."""

    def __init__(self, compiled: Any, types: tuple[Any, ...]) -> None:
        self.compiled, self.types = compiled, types
        self.symbol, self.resolved = f"keras_blocks_{compiled.py_func.__name__}", False
        _unresolved.append(self)

    def emit_call(self, *args: Any) -> None:
        self.resolve()
        emitter: Emitter = next(arg.emitter for arg in args if isinstance(arg, Int64 | Typed))
        values = [emitter.cast(arg, each) for arg, each in zip(args, self.types, strict=True)]
        convention = emitter.context.call_conv
        function = cgutils.get_or_insert_function(
            emitter.builder.module, convention.get_function_type(numba.types.none, self.types), self.symbol)
        convention.call_function(emitter.builder, function, numba.types.none, self.types, values)

    def resolve(self) -> None:
        """Tell LLVM's linker the address, once per process."""
        if not self.resolved:
            self.compiled.compile(self.types)
            result = self.compiled.overloads[self.types]
            llvm.add_symbol(self.symbol, result.library.get_pointer_to_function(result.fndesc.llvm_func_name))
            self.resolved = True


def resolve_linked_kernels(last_first: bool = False) -> None:
    """Resolve all linked kernels: a kernel from the cache does not say which ones it calls.

    A kernel may call those declared before it, so the first come first by default.
    """
    pending = _unresolved.copy()
    _unresolved.clear()
    for linked in reversed(pending) if last_first else pending:
        linked.resolve()


def numba_type(code: str) -> Any:
    """The Numba type of one part of a signature of :func:`linked_kernel`."""
    types = numba.types
    if code[-1] == "i":
        return types.UniTuple(types.int64, int(code[:-1])) if code[:-1] else types.int64
    dtype = {"D": types.float64, "L": types.int64}.get(code, types.float32)
    if code.isdigit() or code in "DL":
        return types.Array(dtype, int(code) if code.isdigit() else 1, "C")
    return {"d": types.float64, "f": types.float32, "u": types.uint64, "b": types.boolean}[code]
