"""Where nothing is compiled yet, another process helps, and the numbers are those of a warm start."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.kernels.runtime import precompile
from engine.kernels.runtime.warmup import GROUPS, warm_backwards

ROOT = Path(__file__).parents[3]
FIT = """
import json
import numpy as np
import engine as keras
from engine.kernels.runtime import precompile
from engine.kernels.stock import dispatchers

keras.utils.set_random_seed(1)
model = keras.Sequential([keras.Input((6, 6, 1)), keras.layers.Conv2D(2, 3, activation="relu"), keras.layers.Flatten(),
                          keras.layers.Dense(2, activation="softmax")])
model.compile(loss="categorical_crossentropy", optimizer="adam")
model.fit(np.ones((4, 6, 6, 1), "float32"), np.eye(2)[[0, 1, 0, 1]], verbose=0)
read = sorted(name for name, kernel in dispatchers() if kernel.stats.cache_hits)
print(json.dumps([[w.tolist() for w in model.get_weights()], read, len(precompile._helpers)]))
"""


def fitted(folder, threads):
    done = subprocess.run([sys.executable, "-c", FIT], capture_output=True, text=True, check=False, cwd=folder,
                          env={**os.environ, "PYTHONPATH": str(folder), "OPENBLAS_NUM_THREADS": str(threads)})
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("threads", [1, 2])
def test_a_cold_start_has_help_and_gives_the_same_weights(tmp_path, threads):
    shutil.copytree(ROOT / "engine", tmp_path / "engine", ignore=shutil.ignore_patterns("*.nbi", "*.nbc"))
    cold, ready, helpers = fitted(tmp_path, threads)
    warm, read, none = fitted(tmp_path, threads)
    assert cold == warm
    assert helpers == (threads > 1)
    assert none == 0
    assert set(ready) < set(read)
    assert threads > 1 or not ready


@pytest.fixture
def sent(monkeypatch):
    """The arguments of processes that were started."""
    found = []
    monkeypatch.setattr(precompile, "_expected", {})
    monkeypatch.setattr(precompile, "_helpers", [])
    monkeypatch.setattr(precompile, "is_cache_empty", lambda: False)
    monkeypatch.setattr(precompile, "HelperProcess", lambda command, **_: found.append(command[4:]) or SimpleNamespace(wait=int))
    return found


def test_help_is_sent_for_once_and_for_what_is_expected(sent):
    precompile.start_helper()
    assert sent == []
    precompile.expect(["images", "dense"])
    precompile.start_helper()
    precompile.start_helper()
    precompile.expect(["sequences", "dense"])
    precompile.start_helper()
    assert sent == [["images", "dense"], ["sequences"]]


def test_help_comes_at_once_where_nothing_is_compiled(sent, monkeypatch):
    monkeypatch.setattr(precompile, "is_cache_empty", lambda: True)
    precompile.expect(["images"])
    precompile.expect(["images"])
    assert sent == [["images"]]


def test_a_folder_is_bare_until_the_first_kernel_lies_there(tmp_path, monkeypatch):
    monkeypatch.setattr(precompile, "ROOT", tmp_path)
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    assert not precompile.is_cache_empty()  # nobody could write there
    folder = tmp_path / "engine" / "kernels" / "__pycache__"
    folder.mkdir(parents=True)
    assert precompile.is_cache_empty()
    (folder / "a.nbi").touch()
    assert not precompile.is_cache_empty()


def test_without_a_python_to_start_there_is_no_help(sent, monkeypatch):
    def fails(*_, **__):
        raise OSError(12, "Cannot allocate memory")

    precompile.expect(["dense"])
    monkeypatch.setattr(precompile, "HelperProcess", fails)
    precompile.start_helper()
    monkeypatch.setattr(precompile.sys, "executable", "")
    precompile.expect(["images"])
    precompile.start_helper()
    assert sent == []


def test_every_kernel_of_a_part_is_called_backwards_too(monkeypatch):
    called = []
    monkeypatch.setattr("engine.kernels.runtime.warmup.GROUPS", {
        name: (lambda name=name: ([lambda: called.append(f"{name} 1"), lambda: called.append(f"{name} 2")],
                                  [lambda: called.append(f"{name} 3")])) for name in ("below", "above")})
    monkeypatch.setattr("engine.kernels.runtime.warmup.optimizers", lambda: ([], [lambda: called.append("step")]))
    warm_backwards(["below", "above"])
    assert called == ["below 3", "above 3", "above 2", "above 1", "below 2", "below 1", "step"]
    assert {"dense", "fused_dense", "images", "sequences"} < set(GROUPS)
