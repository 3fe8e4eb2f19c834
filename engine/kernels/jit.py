"""The one decorator that makes a kernel: compiled on first use, kept on disk, never fatal when the disk is not."""

import os
import tempfile
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, final

import llvmlite.binding as llvm
import numba
from numba.core import cgutils
from numba.core.caching import FunctionCache, IndexDataCacheFile
from numpy.typing import NDArray

from engine.kernels.macros import Number, Pen, Value, macro
from engine.kernels.openblas import product_name
from engine.kernels.vectors import LANES

Array = NDArray[Any]

OPTIONS: dict[str, Any] = {
    # all of fast mathematics but nnan and ninf, which would let a NaN pass unseen
    "fastmath": {"nsz", "arcp", "contract", "afn", "reassoc"},
    # a division by zero gives inf, as in NumPy; Python's error would be a branch that keeps loops from being vectorised
    "error_model": "numpy",
    "nogil": True,
    "no_cfunc_wrapper": True,
}


def kernel(function: Callable[..., Any]) -> Any:
    """Compile a function for the types it is first called with; it runs without the GIL, in one thread."""
    return cached(function, numba.njit(**OPTIONS)(function))


def inner(function: Callable[..., Any]) -> Any:
    """A kernel that other kernels alone call: without what Python would need for that, a tenth of the time. Called from
    Python, it would crash."""
    return cached(function, numba.njit(no_cpython_wrapper=True, **OPTIONS)(function))


def cached(function: Callable[..., Any], compiled: Any) -> Any:
    """Let what is compiled be kept on disk."""
    cache = cache_of(function)
    if cache is not None:
        compiled._cache = cache
    return compiled


def by_address(compiled: Any, kinds: str) -> Any:
    """A kernel, compiled once for arguments of these types, which others call as they call a library's function.

    What a kernel calls otherwise is compiled into it anew, which for large functions and many kernels takes seconds.
    kinds: apart by spaces, a digit for an array of float32 with so many dimensions, C-contiguous, where 1 takes any of
    them as flat; D and L for flat arrays of float64 and int64; d, f, i, u, b for float64, float32, int64, uint64 and
    bool; 2i, 3i … for so many int64 in a tuple. The kernel must return nothing.
    """
    return macro(writer(compiled, kinds))


def writer(compiled: Any, kinds: str) -> Callable[..., None]:
    """:func:`by_address` for macros."""
    types = tuple(map(type_of, kinds.split()))
    compiled.compile(types)
    made, name = compiled.overloads[types], f"keras_blocks_{compiled.py_func.__name__}"
    # The linker is told the address in every process, so that kernels from the cache find it.
    llvm.add_symbol(name, made.library.get_pointer_to_function(made.fndesc.llvm_func_name))

    def write(*given: Any) -> None:
        pen: Pen = next(value.pen for value in given if isinstance(value, Number | Value))
        told = [pen.of_type(value, kind) for value, kind in zip(given, types, strict=True)]
        convention = pen.context.call_conv
        function = cgutils.get_or_insert_function(
            pen.builder.module, convention.get_function_type(numba.types.none, types), name)
        convention.call_function(pen.builder, function, numba.types.none, types, told)

    return write


def type_of(kind: str) -> Any:
    """Numba's type for what :func:`by_address` says."""
    types = numba.types
    if kind[-1] == "i":
        return types.UniTuple(types.int64, int(kind[:-1])) if kind[:-1] else types.int64
    number = {"D": types.float64, "L": types.int64}.get(kind, types.float32)
    if kind.isdigit() or kind in "DL":
        return types.Array(number, int(kind) if kind.isdigit() else 1, "C")
    return {"d": types.float64, "f": types.float32, "u": types.uint64, "b": types.boolean}[kind]


def inlined(function: Callable[..., Any]) -> Any:
    """A part of one kernel, which is compiled with it and nowhere else."""
    return numba.njit(inline="always", **OPTIONS)(function)


@final
class ForgivingCache(FunctionCache):
    """Numba's cache of machine code, where a file that cannot be read or written only costs a compilation.

    What an administrator compiled into an installation that this user cannot write to is read there.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._tree = os.path.join(os.path.dirname(function.__code__.co_filename), "__pycache__")
        self._installed: IndexDataCacheFile | None = None
        if self._tree != self.cache_path:
            self._installed = IndexDataCacheFile(
                self._tree, self._impl.filename_base, self._impl.locator.get_source_stamp())

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        try:
            found = super().load_overload(sig, target_context)
        except Exception:  # unpickling garbage can raise anything
            self._forget()
            return None
        # Two processes that write one entry at once can leave the code of another signature behind its name.
        return found if found is None or tuple(found.signature.args) == tuple(sig) else None

    def _load_overload(self, sig: Any, target_context: Any) -> Any:
        """Of this user's own cache, or else of the installation."""
        found = super()._load_overload(sig, target_context)
        if found is None and self._installed is not None:
            try:
                data = self._installed.load(self._index_key(sig, target_context.codegen()))
                if data is not None:
                    found = self._impl.rebuild(target_context, data)
                    self._cache_path = self._tree  # where the report says that it lies
            except Exception:  # broken, and not this user's to mend
                self._installed = None
        return found

    def save_overload(self, sig: Any, data: Any) -> None:
        try:
            super().save_overload(sig, data)
        except Exception:  # a full disk, or an index that cannot be read
            self._forget()

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        """Numba's key, and what else the code depends on: Numba looks for edits in the kernel's own file alone."""
        return (*super()._index_key(sig, codegen), *edition())

    def _forget(self) -> None:
        """Begin an empty index in the place of a broken one."""
        try:
            self.flush()
        except OSError:
            self.disable()


def edition() -> tuple[str, ...]:
    """What the machine code of every kernel depends on: options, files of all kernels, vectors, and NumPy's BLAS."""
    return repr(sorted(OPTIONS["fastmath"])), str(OPTIONS["error_model"]), digest(), str(LANES), product_name()


@cache
def digest() -> str:
    """Of the text of all kernels: one calls the other."""
    text = sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        text.update(path.read_bytes())
    return text.hexdigest()


def cache_of(function: Callable[..., Any]) -> ForgivingCache | None:
    """A cache in the first folder that can be written.

    ``NUMBA_CACHE_DIR``, ``__pycache__`` beside the module and the user's cache folder are tried by Numba; after them a
    folder of this user's own among the temporary files. None where even that fails.
    """
    try:
        return ForgivingCache(function)
    except RuntimeError:  # Numba found no folder
        folder = private_folder()
    if folder is None:
        return None
    numba.config.CACHE_DIR = folder
    try:
        return ForgivingCache(function)
    except RuntimeError:
        return None


def private_folder() -> str | None:
    """A folder for temporary files that nobody else can write: cached code is executed."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    try:
        path = os.path.join(tempfile.gettempdir(), f"keras-blocks-{user}")
        os.makedirs(path, mode=0o700, exist_ok=True)
        status = os.lstat(path)
    except OSError:
        return None
    safe = not hasattr(os, "getuid") or (status.st_uid == user and status.st_mode & 0o077 == 0)
    return path if safe else None
