"""The cache of compiled kernels on disk. It may be broken, full, another machine's or nowhere: it costs time alone."""

import gc
import os
import tempfile
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, final

import numba
from numba.core import event
from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile

from engine.kernels import ahead
from engine.kernels.calls import all_be_ready
from engine.kernels.openblas import product_name
from engine.kernels.turns import Turn
from engine.kernels.vectors import LANES

OPTIONS: dict[str, Any] = {
    # all of fast mathematics but nnan and ninf, which would let a NaN pass unseen
    "fastmath": {"nsz", "arcp", "contract", "afn", "reassoc"},
    # a division by zero gives inf, as in NumPy; Python's error would be a branch that keeps loops from being vectorised
    "error_model": "numpy",
    "nogil": True,
    "no_cfunc_wrapper": True,
}


@final
class NoCollection(event.Listener):
    """Keeps Python from looking for garbage while a kernel is compiled: that makes so many objects that to look at them
    again and again took a tenth of the time."""

    def __init__(self) -> None:
        self.depth, self.collected = 0, False

    def on_start(self, event: Any) -> None:
        if self.depth == 0:
            self.collected = gc.isenabled()
            gc.disable()
        self.depth += 1

    def on_end(self, event: Any) -> None:
        self.depth -= 1
        if self.depth == 0 and self.collected:
            gc.enable()


event.register("numba:compile", NoCollection())


@final
class Linked(CompileResultCacheImpl):
    """What comes from the cache is linked at once."""

    def rebuild(self, target_context: Any, payload: Any) -> Any:
        all_be_ready()
        return super().rebuild(target_context, payload)


@final
class ForgivingCache(FunctionCache):
    """Numba's cache of machine code, where a file that cannot be read or written only costs a compilation.

    What an administrator compiled into an installation that this user cannot write to is read there.
    """

    _impl_class = Linked

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._tree = os.path.join(os.path.dirname(function.__code__.co_filename), "__pycache__")
        self._turn = Turn(self.cache_path, self._impl.filename_base)
        self._installed: IndexDataCacheFile | None = None
        if self._tree != self.cache_path:
            self._installed = IndexDataCacheFile(
                self._tree, self._impl.filename_base, self._impl.locator.get_source_stamp())

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        found = self._found(sig, target_context)
        if found is None:
            ahead.begin()
            if self._turn.wait():  # somebody else was compiling it
                found = self._found(sig, target_context)
            if found is not None:
                self._turn.leave()
        return found

    def _found(self, sig: Any, target_context: Any) -> Any:
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
        finally:
            self._turn.leave()

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
