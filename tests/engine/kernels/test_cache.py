"""The cache of machine code is found where it can be written, and a broken one is made anew."""

import os
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from engine.kernels.runtime import cache, jit

ROOT = Path(__file__).parents[3]


def double(x):
    return x + x


def hits(monkeypatch, folder):
    """How many kernels came from the cache in that folder when ``double`` is made and called anew."""
    monkeypatch.setattr(cache.numba.config, "CACHE_DIR", str(folder))
    compiled = jit.kernel(double)
    assert compiled(2) == 4
    return sum(compiled.stats.cache_hits.values())


@pytest.mark.parametrize("suffix", [".nbi", ".nbc"])
@pytest.mark.parametrize("garbage", [b"", b"garbage, not a pickle", b"\x80\x05K\x01."])
def test_a_broken_cache_is_made_anew(monkeypatch, tmp_path, suffix, garbage):
    assert hits(monkeypatch, tmp_path) == 0
    assert hits(monkeypatch, tmp_path) == 1
    files = list(tmp_path.rglob(f"*{suffix}"))
    assert len(files) == 1
    files[0].write_bytes(garbage)
    assert hits(monkeypatch, tmp_path) == 0
    assert hits(monkeypatch, tmp_path) == 1


def test_code_of_another_signature_is_not_taken(monkeypatch, tmp_path):
    assert hits(monkeypatch, tmp_path) == 0
    other = jit.kernel(double)
    assert other(1.5) == 3.0
    whole, floating = sorted(tmp_path.rglob("*.nbc"))
    whole.write_bytes(floating.read_bytes())
    assert hits(monkeypatch, tmp_path) == 0


def test_a_full_disk_is_not_fatal(monkeypatch, tmp_path):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.save", full)
    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.flush", full)
    assert hits(monkeypatch, tmp_path) == 0


def test_other_options_are_other_entries(monkeypatch):
    key = cache_key()
    monkeypatch.setitem(cache.OPTIONS, "fastmath", {"nsz"})
    assert cache_key() != key


def cache_key():
    from engine.kernels.optimizers import sgd

    return sgd._cache._index_key((), sgd.targetctx.codegen())


def test_where_numba_finds_no_folder_a_private_one_serves(monkeypatch, tmp_path):
    asked = []

    class NoFolder(cache.ForgivingCache.__base__):
        def __init__(self, function):
            asked.append(cache.numba.config.CACHE_DIR)
            if len(asked) == 1:
                raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(cache, "ForgivingCache", NoFolder)
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr(cache.numba.config, "CACHE_DIR", "")
    assert cache.cache_of(double) is not None
    assert asked == ["", cache.private_folder()]
    assert Path(asked[1]).parent == tmp_path


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="POSIX permissions")
def test_a_folder_that_others_can_write_is_not_trusted(monkeypatch, tmp_path):
    monkeypatch.setattr(cache.tempfile, "gettempdir", lambda: str(tmp_path))
    folder = cache.private_folder()
    assert folder is not None
    Path(folder).chmod(0o777)
    assert cache.private_folder() is None


def test_no_folder_at_all_means_no_cache(monkeypatch):
    def none(function):
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(cache, "ForgivingCache", none)
    monkeypatch.setattr(cache, "private_folder", lambda: None)
    assert jit.kernel(double)(2) == 4


def test_the_engine_imports_numba_only_for_a_kernel():
    code = "import sys, engine.optimizers, engine.layers, engine.kernels; assert 'numba' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def made_of(monkeypatch, path):
    """The function of a module in a file, as of an installation."""
    spec = spec_from_file_location("installed_kernel", path)
    module = module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)  # what comes from the cache asks for it
    spec.loader.exec_module(module)
    return jit.kernel(module.double)


def test_what_is_compiled_in_an_installation_is_read_by_those_who_cannot_write_there(monkeypatch, tmp_path):
    installed, own = tmp_path / "installed", tmp_path / "own"
    installed.mkdir()
    (installed / "kernel.py").write_text("def double(x):\n    return x + x\n")
    monkeypatch.setattr(cache.numba.config, "CACHE_DIR", "")
    assert made_of(monkeypatch, installed / "kernel.py")(2) == 4
    monkeypatch.setattr(cache.numba.config, "CACHE_DIR", str(own))  # as where the installation is read-only
    reader = made_of(monkeypatch, installed / "kernel.py")
    assert reader(2) == 4
    assert sum(reader.stats.cache_hits.values()) == 1
    assert list(own.rglob("*.nbi")) == []
    assert reader.stats.cache_path == str(installed / "__pycache__")
    for file in installed.rglob("*.nb?"):
        file.write_bytes(b"garbage")
    reader = made_of(monkeypatch, installed / "kernel.py")
    assert reader(2) == 4
    assert sum(reader.stats.cache_hits.values()) == 0
    assert len(list(own.rglob("*.nbi"))) == 1


def test_no_folder_for_temporary_files_is_not_fatal(monkeypatch):
    def none():
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(cache.tempfile, "gettempdir", none)
    assert cache.private_folder() is None
