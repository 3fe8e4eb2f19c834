"""The kernel cache: found where it can be written, replaced if broken, written by one process at a time."""

import os
import shutil
import subprocess
import sys
import time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from engine.kernels.runtime import cache, jit

ROOT = Path(__file__).parents[4]


def double(x):
    return x + x


def count_hits(monkeypatch, folder):
    """The number of kernels read from the cache in this folder when ``double`` is defined and called anew."""
    monkeypatch.setattr(cache.numba.config, "CACHE_DIR", str(folder))
    compiled = jit.kernel(double)
    assert compiled(2) == 4
    return sum(compiled.stats.cache_hits.values())


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
@pytest.mark.parametrize("garbage", [b"", b"garbage, not a pickle", b"\x80\x05K\x01."])
def test_a_broken_cache_is_replaced(monkeypatch, tmp_path, suffix, garbage):
    assert count_hits(monkeypatch, tmp_path) == 0
    assert count_hits(monkeypatch, tmp_path) == 1
    files = list(tmp_path.rglob(f"*{suffix}"))
    assert len(files) == 1
    files[0].write_bytes(garbage)
    assert count_hits(monkeypatch, tmp_path) == 0
    assert count_hits(monkeypatch, tmp_path) == 1


def test_code_of_another_signature_is_not_used(monkeypatch, tmp_path):
    assert count_hits(monkeypatch, tmp_path) == 0
    other = jit.kernel(double)
    assert other(1.5) == 3.0
    for_int, for_float = sorted(tmp_path.rglob("*.nbc"))
    for_int.write_bytes(for_float.read_bytes())
    assert count_hits(monkeypatch, tmp_path) == 0


def test_a_full_disk_is_not_fatal(monkeypatch, tmp_path):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.save", full)
    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.flush", full)
    assert count_hits(monkeypatch, tmp_path) == 0


def test_the_key_depends_on_the_options(monkeypatch):
    key = cache_key()
    monkeypatch.setitem(cache.OPTIONS, "fastmath", {"nsz"})
    assert cache_key() != key


def cache_key():
    from engine.kernels.optimizers import sgd

    return sgd._cache._index_key((), sgd.targetctx.codegen())


def test_a_private_folder_is_used_if_numba_finds_none(monkeypatch, tmp_path):
    tried = []

    class NoFolder(cache.KernelCache.__base__):
        def __init__(self, function):
            tried.append(cache.numba.config.CACHE_DIR)
            if len(tried) == 1:
                raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(cache, "KernelCache", NoFolder)
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(cache.numba.config, "CACHE_DIR", "")
    assert cache.make_cache(double) is not None
    assert tried == ["", cache.private_folder()]
    assert Path(tried[1]).parent == tmp_path


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="POSIX permissions")
def test_a_folder_that_others_can_write_is_not_trusted(monkeypatch, tmp_path):
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = cache.private_folder()
    assert folder is not None
    Path(folder).chmod(0o777)
    assert cache.private_folder() is None


def test_without_any_folder_kernels_are_not_cached(monkeypatch):
    class NoFolder(cache.KernelCache.__base__):
        def __init__(self, function):
            raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(cache, "KernelCache", NoFolder)
    monkeypatch.setattr(cache, "private_folder", lambda: None)
    assert jit.kernel(double)(2) == 4


def test_numba_is_imported_with_the_first_kernel():
    code = "import sys, engine.optimizers, engine.layers, engine.kernels; assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def load_kernel(monkeypatch, path):
    """The kernel ``double`` of the module at this path."""
    spec = spec_from_file_location("installed_kernel", path)
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # unpickling from the cache looks it up
    spec.loader.exec_module(module)
    return jit.kernel(module.double)


def test_kernels_compiled_in_a_read_only_installation_are_used(monkeypatch, tmp_path):
    installed, own = tmp_path / "installed", tmp_path / "own"
    installed.mkdir()
    (installed / "kernel.py").write_text("def double(x):\n    return x + x\n")
    monkeypatch.setattr(cache.numba.config, "CACHE_DIR", "")
    assert load_kernel(monkeypatch, installed / "kernel.py")(2) == 4
    monkeypatch.setattr(cache.numba.config, "CACHE_DIR", str(own))  # as if the installation were read-only
    reader = load_kernel(monkeypatch, installed / "kernel.py")
    assert reader(2) == 4
    assert sum(reader.stats.cache_hits.values()) == 1
    assert list(own.rglob("*.nbi")) == []
    assert reader.stats.cache_path == str(installed / "__pycache__")
    for file in installed.rglob("*.nb?"):
        file.write_bytes(b"garbage")
    reader = load_kernel(monkeypatch, installed / "kernel.py")
    assert reader(2) == 4
    assert sum(reader.stats.cache_hits.values()) == 0
    assert len(list(own.rglob("*.nbi"))) == 1


def test_no_folder_for_temporary_files_is_not_fatal(monkeypatch):
    def fail():
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(cache.tempfile, "gettempdir", fail)
    assert cache.private_folder() is None


COMPILE = """
import sys
from engine.kernels.runtime import cache, jit
sys.path.insert(0, sys.argv[1])
from shared_kernel import double

acquire, save = cache.KernelCache._acquire, cache.KernelCache.save_overload

def print_and_acquire(self):
    print("before the lock", flush=True)
    return acquire(self)

def print_and_save(self, *args):
    print("compiled", flush=True)
    if sys.argv[2] == "wait":
        sys.stdin.readline()
    save(self, *args)

cache.KernelCache._acquire, cache.KernelCache.save_overload = print_and_acquire, print_and_save
compiled = jit.kernel(double)
assert compiled(2) == 4
print(sum(compiled.stats.cache_hits.values()), "read from the cache", flush=True)
"""


@pytest.fixture
def start(tmp_path):
    """Start a process that compiles one kernel; with ``"wait"`` it saves it after a line on stdin."""
    (tmp_path / "shared_kernel.py").write_text("def double(x):\n    return x + x\n")
    env = {**os.environ, "PYTHONPATH": str(ROOT), "NUMBA_CACHE_DIR": str(tmp_path / "cache")}
    processes = []

    def start_process(mode):
        processes.append(subprocess.Popen([sys.executable, "-c", COMPILE, str(tmp_path), mode], stdin=subprocess.PIPE,
                                          stdout=subprocess.PIPE, text=True, env=env))
        return processes[-1]

    yield start_process
    for process in processes:
        process.kill()
        process.communicate()


def load_shared_kernel(monkeypatch, tmp_path):
    monkeypatch.setattr(cache.numba.config, "CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.syspath_prepend(tmp_path)
    from shared_kernel import double

    monkeypatch.setitem(sys.modules, "shared_kernel", sys.modules["shared_kernel"])  # removed again after the test
    return jit.kernel(double)


def test_of_two_processes_one_compiles_and_the_other_reads(start):
    first = start("wait")
    assert [first.stdout.readline() for _ in range(2)] == ["before the lock\n", "compiled\n"]
    second = start("")
    assert second.stdout.readline() == "before the lock\n"
    time.sleep(0.2)
    first.stdin.write("\n")
    first.stdin.flush()
    assert first.stdout.readline() == "0 read from the cache\n"
    assert second.stdout.readline() == "1 read from the cache\n"


def test_a_process_that_died_with_the_lock_blocks_no_other(start):
    first = start("wait")
    assert [first.stdout.readline() for _ in range(2)] == ["before the lock\n", "compiled\n"]
    first.kill()
    first.wait()
    second, started = start(""), time.monotonic()
    assert [second.stdout.readline() for _ in range(3)] == [
        "before the lock\n", "compiled\n", "0 read from the cache\n"]
    assert time.monotonic() - started < cache.LOCK_TIMEOUT


def test_waiting_for_the_lock_ends(start, monkeypatch, tmp_path):
    first = start("wait")
    assert [first.stdout.readline() for _ in range(2)] == ["before the lock\n", "compiled\n"]
    monkeypatch.setattr(cache, "LOCK_TIMEOUT", 0.05)
    compiled = load_shared_kernel(monkeypatch, tmp_path)
    assert compiled._cache._acquire()
    assert compiled(2) == 4
    assert first.poll() is None


def test_a_failed_compilation_releases_the_lock(monkeypatch, tmp_path):
    monkeypatch.setattr(cache.numba.config, "CACHE_DIR", str(tmp_path))
    compiled = jit.kernel(double)
    with pytest.raises(cache.numba.TypingError):
        compiled(None)
    assert compiled(2) == 4
    assert not compiled._cache._lock.is_locked


def test_a_folder_that_cannot_be_written_costs_only_a_compilation(monkeypatch, tmp_path):
    monkeypatch.setattr(cache.numba.config, "CACHE_DIR", str(tmp_path))
    compiled = jit.kernel(double)
    folder = Path(compiled._cache.cache_path)
    shutil.rmtree(folder)
    folder.touch()  # even for root, no file can be created below a file
    assert compiled(2) == 4
    assert sum(compiled.stats.cache_hits.values()) == 0
