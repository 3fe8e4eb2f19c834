"""On every supported CPU, with BLAS and without, the engine computes the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.kernels.lowlevel import simd
from engine.kernels.runtime import blas

TRAIN = """
import sys
import llvmlite.binding as llvm
original, llvm.get_host_cpu_features = llvm.get_host_cpu_features, lambda: {features}
from engine.kernels.lowlevel import simd
from engine.kernels.runtime import blas
llvm.get_host_cpu_features = original
blas.SGEMM_NAMES = {sgemm_names}
from engine.kernels.lowlevel import gemm
assert (simd.LANES, gemm.HAS_BLAS) == {expected}
import numba
import numpy as np
matmul_slice = numba.njit(lambda *args: gemm.matmul_slice(*args))
matmul_transposed_a = numba.njit(lambda *args: gemm.matmul_transposed_a(*args))
matmul_transposed_b = numba.njit(lambda *args: gemm.matmul_transposed_b(*args))
a, b, c = np.ones((40, 30), "float32"), np.ones((30, 21), "float32"), np.ones((40, 21), "float32")
matmul_slice(a, b, c, (40, 30, 21), (0, 30), True)
assert (c == 31).all()
matmul_transposed_a(a.T.copy(), b, c, (40, 30, 21), (3, 40), 0.5, False)
assert (c[:3] == 31).all() and (c[3:] == 15).all()
matmul_transposed_b(a, b.T.copy(), c, (40, 30, 21), (0, 21), False)
assert (c == 30).all()
from engine.array_ops.matmul import matmul
assert (matmul(a, np.full((21, 30), 0.5, "float32").T) == 15).all()
values = np.linspace(-80, 80, 101).astype("float32")
expected = np.exp(values)
from engine.kernels.softmax import softmax_rows
rows = values.reshape(1, -1)
softmax_rows(rows, rows)
assert np.allclose(rows, expected / expected.sum(), rtol=1e-5)
from engine.array_ops import conv_ops
from engine.array_ops.windows import WindowSpec
x, kernel = np.random.default_rng(0).normal(size=(2, 9, 10, 21)), np.random.default_rng(1).normal(size=(3, 3, 21, 8))
windows, results = WindowSpec((3, 3), (1, 1), "same", (1, 1)).windows((9, 10)), []
for dtype in ("float32", "float64"):  # by Winograd, and by im2col
    inputs, dkernel, dx = (x.astype(dtype), kernel.astype(dtype)), np.empty(kernel.shape, dtype), np.empty(x.shape, dtype)
    z = conv_ops.conv(*inputs, windows)
    conv_ops.conv_gradients(inputs[0], np.cos(z), inputs[1], windows, dkernel, dx)
    results.append((z, dkernel, dx))
from engine.layers import LSTM
from engine.array_ops import unique_rows
from engine.random import INFERENCE
unique_rows.MIN_PRODUCTS, mask = 0, np.arange(60).reshape(6, 10) % 4 > 0
x, weights = np.random.default_rng(0).normal(size=(9, 21))[np.arange(60).reshape(6, 10) % 9], None
for dtype in ("float32", "float64"):  # by the kernel, and by NumPy step by step
    layer = LSTM(19, return_sequences=True, dtype=dtype)
    layer.build((None, 10, 21))
    layer.set_weights(weights or layer.get_weights())
    weights = layer.get_weights()
    y, state = layer.forward(x.astype(dtype), INFERENCE.masked(mask))
    dx, gradients = layer.backward(np.cos(y), state)
    assert len(state.inputs.unique) == (9 if dtype == "float32" else 60)
    results.append((y, dx, *gradients.values()))
for fast, slow in (*zip(*results[:2]), *zip(*results[2:])):
    assert abs(fast - slow).max() < 1e-4 * abs(slow).max()
"""


@pytest.mark.parametrize(("lanes", "has_blas"), [(16, True), (8, True), (8, False), (4, True), (4, False)])
def test_other_cpus_give_the_same_results(lanes, has_blas, tmp_path):
    features = [name for name, min_lanes in (("avx2", 8), ("fma", 8), ("avx512f", 16)) if lanes >= min_lanes]
    if lanes > simd.LANES or (has_blas and not blas.sgemm_name()):
        pytest.skip("this machine has no such vectors, or no BLAS")
    code = TRAIN.format(features=dict.fromkeys(features, True), sgemm_names=blas.SGEMM_NAMES if has_blas else (),
                        expected=(lanes, has_blas))
    process = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False,
                             cwd=Path(__file__).parents[3], env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)})
    assert process.returncode == 0, process.stderr
