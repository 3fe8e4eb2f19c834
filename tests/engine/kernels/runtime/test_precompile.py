"""On an empty cache a second process compiles too, and training gives the weights of a warm start."""

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

ROOT, KERNEL_TESTS = Path(__file__).parents[4], Path(__file__).parents[1]
FIT = """
import json
import numpy as np
import engine as keras
from engine.kernels.runtime import precompile
from list_dispatchers import list_dispatchers

keras.utils.set_random_seed(1)
model = keras.Sequential([keras.Input((6, 6, 1)), keras.layers.Conv2D(2, 3, activation="relu"), keras.layers.Flatten(),
                          keras.layers.Dense(2, activation="softmax")])
model.compile(loss="categorical_crossentropy", optimizer="adam")
model.fit(np.ones((4, 6, 6, 1), "float32"), np.eye(2)[[0, 1, 0, 1]], verbose=0)
read = sorted(name for name, kernel in list_dispatchers() if kernel.stats.cache_hits)
print(json.dumps([[w.tolist() for w in model.get_weights()], read, len(precompile._helpers)]))
"""


def fit_in_process(folder, threads):
    path = os.pathsep.join(map(str, (folder, KERNEL_TESTS)))
    process = subprocess.run([sys.executable, "-c", FIT], capture_output=True, text=True, check=False, cwd=folder,
                          env={**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": str(threads)})
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


@pytest.mark.parametrize("threads", [1, 2])
def test_cold_and_warm_start_give_the_same_weights(tmp_path, threads):
    shutil.copytree(ROOT / "engine", tmp_path / "engine", ignore=shutil.ignore_patterns("*.nbi", "*.nbc"))
    cold, read_by_cold, helpers = fit_in_process(tmp_path, threads)
    warm, read_by_warm, no_helpers = fit_in_process(tmp_path, threads)
    assert cold == warm
    assert helpers == (threads > 1)
    assert no_helpers == 0
    assert set(read_by_cold) < set(read_by_warm)
    assert threads > 1 or not read_by_cold


@pytest.fixture
def started(monkeypatch):
    """The arguments of the helper processes that were started."""
    started = []
    monkeypatch.setattr(precompile, "_expected", {})
    monkeypatch.setattr(precompile, "_helpers", [])
    monkeypatch.setattr(precompile, "is_cache_empty", lambda: False)
    monkeypatch.setattr(precompile, "HelperProcess", lambda command, **_: started.append(command[4:]) or SimpleNamespace(wait=int))
    return started


def test_a_helper_starts_once_for_each_expected_group(started):
    precompile.start_helper()
    assert started == []
    precompile.expect(["images", "dense"])
    precompile.start_helper()
    precompile.start_helper()
    precompile.expect(["sequences", "dense"])
    precompile.start_helper()
    assert started == [["images", "dense"], ["sequences"]]


def test_a_helper_starts_at_once_if_the_cache_is_empty(started, monkeypatch):
    monkeypatch.setattr(precompile, "is_cache_empty", lambda: True)
    precompile.expect(["images"])
    precompile.expect(["images"])
    assert started == [["images"]]


def test_the_cache_is_empty_until_the_first_kernel_is_saved(tmp_path, monkeypatch):
    monkeypatch.setattr(precompile, "ROOT", tmp_path)
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    assert not precompile.is_cache_empty()  # the folder does not exist
    folder = tmp_path / "engine" / "kernels" / "__pycache__"
    folder.mkdir(parents=True)
    assert precompile.is_cache_empty()
    (folder / "a.nbi").touch()
    assert not precompile.is_cache_empty()


def test_a_helper_that_cannot_start_is_no_error(started, monkeypatch):
    def fails(*_, **__):
        raise OSError(12, "Cannot allocate memory")

    precompile.expect(["dense"])
    monkeypatch.setattr(precompile, "HelperProcess", fails)
    precompile.start_helper()
    monkeypatch.setattr(precompile.sys, "executable", "")
    precompile.expect(["images"])
    precompile.start_helper()
    assert started == []


def test_warm_backwards_calls_every_kernel_in_reverse_order(monkeypatch):
    called = []
    monkeypatch.setattr("engine.kernels.runtime.warmup.GROUPS", {
        name: (lambda name=name: ([lambda: called.append(f"{name} 1"), lambda: called.append(f"{name} 2")],
                                  [lambda: called.append(f"{name} 3")])) for name in ("below", "above")})
    monkeypatch.setattr("engine.kernels.runtime.warmup.optimizers", lambda: ([], [lambda: called.append("step")]))
    warm_backwards(["below", "above"])
    assert called == ["below 3", "above 3", "above 2", "above 1", "below 2", "below 1", "step"]
    assert {"dense", "fused_dense", "images", "sequences"} < set(GROUPS)
