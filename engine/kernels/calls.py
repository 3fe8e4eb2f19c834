"""How a kernel calls another one: by its address, as it calls a library's function.

What a kernel calls otherwise is compiled into it anew, which for large functions and many kernels takes seconds.
"""

from collections.abc import Callable
from typing import Any, final

import llvmlite.binding as llvm
import numba
from numba.core import cgutils

from engine.kernels.macros import Number, Pen, Value, macro

_declared: list["Callee"] = []
"""Those that nobody has asked for all at once yet, the earliest first."""


def by_address(compiled: Any, kinds: str) -> Any:
    """A kernel, compiled once for arguments of these types, for others to call. It must return nothing.

    kinds: apart by spaces, a digit for an array of float32 with so many dimensions, C-contiguous, where 1 takes any of
    them as flat; D and L for flat arrays of float64 and int64; d, f, i, u, b for float64, float32, int64, uint64 and
    bool; 2i, 3i … for so many int64 in a tuple.
    """
    return macro(writer(compiled, kinds))


def writer(compiled: Any, kinds: str) -> Callable[..., None]:
    """:func:`by_address` for macros."""
    return Callee(compiled, tuple(map(type_of, kinds.split()))).write


@final
class Callee:
    """A kernel that others call. It is compiled, or read from the cache, when the first of them is."""

    def __init__(self, compiled: Any, types: tuple[Any, ...]) -> None:
        self.compiled, self.types = compiled, types
        self.name, self.known = f"keras_blocks_{compiled.py_func.__name__}", False
        _declared.append(self)

    def write(self, *given: Any) -> None:
        """Write the call."""
        self.be_ready()
        pen: Pen = next(value.pen for value in given if isinstance(value, Number | Value))
        told = [pen.of_type(value, kind) for value, kind in zip(given, self.types, strict=True)]
        convention = pen.context.call_conv
        function = cgutils.get_or_insert_function(
            pen.builder.module, convention.get_function_type(numba.types.none, self.types), self.name)
        convention.call_function(pen.builder, function, numba.types.none, self.types, told)

    def be_ready(self) -> None:
        """Tell the linker the address, once in every process."""
        if not self.known:
            self.compiled.compile(self.types)
            made = self.compiled.overloads[self.types]
            llvm.add_symbol(self.name, made.library.get_pointer_to_function(made.fndesc.llvm_func_name))
            self.known = True


def all_be_ready(last_first: bool = False) -> None:
    """Those that are declared. Before a kernel from the cache is linked, since nobody knows whom it calls.

    Who is declared later may call who was declared before: so the earliest come first, unless that is all the same.
    """
    waiting = _declared.copy()
    _declared.clear()
    for callee in reversed(waiting) if last_first else waiting:
        callee.be_ready()


def type_of(kind: str) -> Any:
    """Numba's type for what :func:`by_address` says."""
    types = numba.types
    if kind[-1] == "i":
        return types.UniTuple(types.int64, int(kind[:-1])) if kind[:-1] else types.int64
    number = {"D": types.float64, "L": types.int64}.get(kind, types.float32)
    if kind.isdigit() or kind in "DL":
        return types.Array(number, int(kind) if kind.isdigit() else 1, "C")
    return {"d": types.float64, "f": types.float32, "u": types.uint64, "b": types.boolean}[kind]
