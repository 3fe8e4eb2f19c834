"""The on-disk cache of compiled kernels. A cache that is broken, full, read-only or missing costs only time.

Subclasses Numba's FunctionCache. Tried with Numba 0.61 to 0.68; tests/engine/kernels/test_numba_internals.py fails
with a clear sentence when a newer Numba changes what is used here.
"""

import gc
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, final

import numba
from numba.core import event
from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile

from engine.kernels.lowlevel.linking import resolve_linked_kernels
from engine.kernels.lowlevel.simd import LANES
from engine.kernels.runtime import precompile
from engine.kernels.runtime.blas import sgemm_name
from engine.kernels.runtime.interrupts import uninterrupted

OPTIONS: dict[str, Any] = {
    # fast mathematics without nnan and ninf, which would hide NaN
    "fastmath": {"nsz", "arcp", "contract", "afn", "reassoc"},
    # division by zero gives inf, as in NumPy; raising would be a branch that prevents vectorisation
    "error_model": "numpy",
    "nogil": True,
    "no_cfunc_wrapper": True,
}
WAIT_INTERVAL = 0.1
"""Seconds after which a process that waits for the lock looks whether it was interrupted."""
LOCK_TIMEOUT = 30.0
"""Seconds to wait for another process that compiles the same kernel."""


@final
class PauseGarbageCollection(event.Listener):
    """Pause garbage collection while Numba compiles its many objects.

    Measured 2026-11-30, two cores: without it, the start of W4 from an empty cache takes 1.09 times as long.
    """

    def __init__(self) -> None:
        self.depth, self.was_enabled = 0, False

    def on_start(self, event: Any) -> None:
        if self.depth == 0:
            self.was_enabled = gc.isenabled()
            gc.disable()
        self.depth += 1

    def on_end(self, event: Any) -> None:
        self.depth -= 1
        if self.depth == 0 and self.was_enabled:
            gc.enable()


@final
class UnlockAfterFailure(event.Listener):
    """Release the lock of a kernel whose compilation failed; otherwise saving the kernel releases it."""

    def on_start(self, event: Any) -> None:
        pass

    def on_end(self, event: Any) -> None:
        dispatcher = event.data["dispatcher"]
        cache = getattr(dispatcher, "_cache", None)
        if isinstance(cache, KernelCache) and tuple(event.data["args"]) not in dispatcher.overloads:
            cache.release_lock()


@final
class LinkingCacheImpl(CompileResultCacheImpl):
    """Makes all linked kernels known before a kernel is loaded: cached code does not say which of them it calls."""

    def rebuild(self, target_context: Any, payload: Any) -> Any:
        resolve_linked_kernels()
        return super().rebuild(target_context, payload)


@final
class KernelCache(FunctionCache):
    """Numba's cache, where a file that cannot be read or written only costs a compilation.

    Kernels that were compiled inside an installation that this user cannot write to are read from there. Of several
    processes that need the same kernel, one compiles it and the others wait.
    """

    _impl_class = LinkingCacheImpl

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._installed_path = os.path.join(os.path.dirname(function.__code__.co_filename), "__pycache__")
        self._lock: Any = None
        self._installed: IndexDataCacheFile | None = None
        if self._installed_path != self.cache_path:
            self._installed = IndexDataCacheFile(
                self._installed_path, self._impl.filename_base, self._impl.locator.get_source_stamp())

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        result = self._load_valid(sig, target_context)
        if result is None:
            precompile.start_helper()
            if self._acquire():  # another process was compiling it
                self.release_lock()  # loading resolves linked kernels, whose locks other processes may hold
                result = self._load_valid(sig, target_context)
                if result is None:
                    self._acquire()
        return result

    def _acquire(self) -> bool:
        """Take the lock of this kernel; returns whether another process had it meanwhile."""
        from filelock import FileLock, Timeout  # takes 40 ms, and is not needed when all kernels are in the cache

        with suppress(OSError, NotImplementedError):  # a folder that cannot be written, or has no locks
            os.makedirs(self.cache_path, exist_ok=True)
            if self._lock is None:
                self._lock = FileLock(os.path.join(self.cache_path, f"{self._impl.filename_base}.lock"))
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                self._wait()
                return True
        return False

    def _wait(self) -> None:
        """Wait for the lock; after LOCK_TIMEOUT seconds or Ctrl-C, this process compiles the kernel as well."""
        from filelock import Timeout

        for _ in range(int(LOCK_TIMEOUT / WAIT_INTERVAL)):
            with suppress(Timeout):
                self._lock.acquire(timeout=WAIT_INTERVAL, poll_interval=0.01)
                return
            if uninterrupted.is_pending:
                return

    def release_lock(self) -> None:
        """Let other processes compile or read this kernel."""
        if self._lock is not None:
            self._lock.release()

    def _load_valid(self, sig: Any, target_context: Any) -> Any:
        try:
            result = super().load_overload(sig, target_context)
        except Exception:  # unpickling garbage can raise anything
            self._reset()
            return None
        # Two processes that write one entry at once can leave the code of another signature under its name.
        return result if result is None or tuple(result.signature.args) == tuple(sig) else None

    def _load_overload(self, sig: Any, target_context: Any) -> Any:
        """Load from this user's cache, or else from the installation's."""
        result = super()._load_overload(sig, target_context)
        if result is None and self._installed is not None:
            try:
                data = self._installed.load(self._index_key(sig, target_context.codegen()))
                if data is not None:
                    result = self._impl.rebuild(target_context, data)
                    self._cache_path = self._installed_path  # dispatcher.stats reports it
            except Exception:  # broken, and this user may not repair it
                self._installed = None
        return result

    def save_overload(self, sig: Any, data: Any) -> None:
        try:
            super().save_overload(sig, data)
        except Exception:  # a full disk, or an index that cannot be read
            self._reset()
        finally:
            self.release_lock()

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        """Numba's key and :func:`build_key`: Numba notices edits of the kernel's own file only."""
        return (*super()._index_key(sig, codegen), *build_key())

    def _reset(self) -> None:
        """Replace a broken index by an empty one."""
        try:
            self.flush()
        except OSError:
            self.disable()


event.register("numba:compile", PauseGarbageCollection())
event.register("numba:compile", UnlockAfterFailure())


def build_key() -> tuple[str, ...]:
    """What the machine code depends on besides Numba's key: options, sources of all kernels, vector length, BLAS."""
    return repr(sorted(OPTIONS["fastmath"])), str(OPTIONS["error_model"]), source_digest(), str(LANES), sgemm_name()


@cache
def source_digest() -> str:
    """SHA-256 of the sources of all kernels."""
    digest = sha256()
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def make_cache(function: Callable[..., Any]) -> KernelCache | None:
    """A cache in the first folder that can be written, or None.

    Numba tries ``NUMBA_CACHE_DIR``, ``__pycache__`` beside the module and the user's cache folder; after them comes
    this user's own folder for temporary files.
    """
    try:
        return KernelCache(function)
    except RuntimeError:  # Numba found no folder
        folder = private_folder()
    if folder is None:
        return None
    numba.config.CACHE_DIR = folder
    try:
        return KernelCache(function)
    except RuntimeError:
        return None


def private_folder() -> str | None:
    """A folder for temporary files that only this user can write: cached code is executed."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    try:
        path = os.path.join(tempfile.gettempdir(), f"keras-blocks-{user}")
        os.makedirs(path, mode=0o700, exist_ok=True)
        status = os.lstat(path)
    except OSError:
        return None
    safe = not hasattr(os, "getuid") or (status.st_uid == user and status.st_mode & 0o077 == 0)
    return path if safe else None
