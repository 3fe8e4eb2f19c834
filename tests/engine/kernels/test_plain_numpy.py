"""Without kernels, plain NumPy computes the same: ``NUMBA_DISABLE_JIT=1``, or inside ``kernels.plain_numpy()``."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from math import erfc
from pathlib import Path

import numpy as np
import pytest

from engine import kernels
from engine.random import splitmix64, splitmix64_array

HERE = Path(__file__).parent


def train(file, **env):
    path = os.pathsep.join(filter(None, (str(HERE.parents[2]), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-W", "error", str(HERE / "plain_models.py"), str(file)]
    process = subprocess.run(command, env={**os.environ, "PYTHONPATH": path, **env}, capture_output=True, text=True,
                             check=False)
    return process.returncode, process.stderr


def test_models_train_to_the_same_weights_without_numba(tmp_path):
    """The process without kernels does not even import Numba; only Winograd is less accurate."""
    assert train(tmp_path / "plain.npz", NUMBA_DISABLE_JIT="1") == (0, "")
    assert train(tmp_path / "fast.npz", NUMBA_DISABLE_JIT="0") == (1, "")
    fast, plain = np.load(tmp_path / "fast.npz"), np.load(tmp_path / "plain.npz")
    assert fast.files == plain.files
    for name in fast.files:
        bound = 1e-4 if name.startswith("conv2d") else 1e-5
        np.testing.assert_allclose(fast[name], plain[name], rtol=0, atol=bound * np.abs(plain[name]).max(), err_msg=name)


def test_kernels_are_disabled_in_every_thread_until_the_last_block_ends():
    assert kernels.enabled() != kernels.JIT_DISABLED
    with kernels.plain_numpy(), ThreadPoolExecutor(1) as pool:
        with kernels.plain_numpy():
            assert not kernels.enabled()
        assert not pool.submit(kernels.enabled).result()
    assert kernels.enabled() != kernels.JIT_DISABLED


def test_splitmix64_array_agrees_with_splitmix64():
    start = np.uint64(2**64 - 5)
    assert splitmix64_array(start, 9).tolist() == [splitmix64(int(start), k) for k in range(9)]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_gelu_without_kernels_agrees_with_erfc(dtype):
    from engine.activations import Gelu

    x = np.linspace(-4, 4, 9).astype(dtype)
    with kernels.plain_numpy():
        y = Gelu().forward(x)
    assert y.dtype == dtype
    np.testing.assert_allclose(y, [v * erfc(-v / 2**0.5) / 2 for v in x.tolist()], rtol=2e-6)
