"""The code of the five seed documents runs unchanged with ``python -m engine``.

blocks.txt: the code of each document without comments, after the data that its text assumes, and before assertions; the
layers that it needs follow its name.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine.registry import table

ROOT = Path(__file__).parents[3]
BLOCKS = {name.strip(): (needs.split(), code) for name, needs, code in
          re.findall(r"^### (.*?) \| (.*?)\n(.*?)(?=^### |\Z)", Path(__file__).with_name("blocks.txt").read_text("utf-8"),
                     re.MULTILINE | re.DOTALL)}
DIGITS = """import numpy as np
from keras.datasets import mnist
_rng = np.random.default_rng(1)
_y = [_rng.integers(0, 10, n).astype('uint8') for n in (60000, 10000)]
_x = [np.repeat(25 * y[:, None, None], 784, 1).reshape(-1, 28, 28).astype('uint8') for y in _y]
import engine.datasets.mnist as _mnist
_mnist.load_data = lambda path='mnist.npz': ((_x[0], _y[0]), (_x[1], _y[1]))
"""
"""Replaces the download of MNIST by generated images of the same shapes."""
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Tests run in parallel: more BLAS threads than cores would slow all of them."""


@pytest.mark.parametrize("name", BLOCKS)
def test_seed_code_runs_unchanged(name, tmp_path):
    needs, code = BLOCKS[name]
    missing = [layer for layer in needs if layer not in table("layer")]
    if missing:
        pytest.skip(f"there is no {missing[0]} yet")
    script = tmp_path / "script.py"
    script.write_text((DIGITS if "mnist" in code else "") + code, "utf-8")
    completed = subprocess.run([sys.executable, "-m", "engine", str(script)], capture_output=True, text=True, check=False,
                          cwd=ROOT, timeout=900, env={**os.environ, **ONE_THREAD})
    assert completed.returncode == 0, completed.stderr


def test_all_seed_blocks_are_tested():
    assert len(BLOCKS) == 15
