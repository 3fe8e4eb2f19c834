"""The code of the five documents that the project was made from runs unchanged through ``python -m engine``.

blocks.txt: the code of each document (comments left out) with the data that the prose assumes before it and what can be
asserted of it after; the layers that it needs stand behind its name.
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
"""Stands for the download of MNIST, in its shapes."""
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Another test runs on the other core; threads that wait for one another would make both slow."""


@pytest.mark.parametrize("name", BLOCKS)
def test_runs_unchanged(name, tmp_path):
    needs, code = BLOCKS[name]
    missing = [layer for layer in needs if layer not in table("layer")]
    if missing:
        pytest.skip(f"there is no {missing[0]} yet")
    script = tmp_path / "script.py"
    script.write_text((DIGITS if "mnist" in code else "") + code, "utf-8")
    done = subprocess.run([sys.executable, "-m", "engine", str(script)], capture_output=True, text=True, check=False,
                          cwd=ROOT, timeout=900, env={**os.environ, **ONE_THREAD})
    assert done.returncode == 0, done.stderr


def test_every_document_is_there():
    assert len(BLOCKS) == 15
