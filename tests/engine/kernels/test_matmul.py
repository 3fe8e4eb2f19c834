"""Products inside kernels: the same by BLAS and by loops, alone and added to what is there."""

import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest

from engine.array_ops.matmul import by_kernel
from engine.kernels import products
from engine.kernels.lowlevel import simd
from engine.kernels.runtime import blas

multiply = numba.njit(lambda *given: products.multiply(*given))  # noqa: PLW0108
multiply_turned = numba.njit(lambda *given: products.multiply_turned(*given))  # noqa: PLW0108
multiply_by_turned = numba.njit(lambda *given: products.multiply_by_turned(*given))  # noqa: PLW0108
rng = np.random.default_rng(0)
SIZES = [(2, 3, 4), (1, 1, 1), (40, 30, 20), (33, 17, 65), (31, 1100, 47)]
ONE_WAY = """
import sys
import llvmlite.binding as llvm
ask, llvm.get_host_cpu_features = llvm.get_host_cpu_features, lambda: {features}
from engine.kernels.lowlevel import simd
from engine.kernels.runtime import blas
llvm.get_host_cpu_features = ask
blas.PRODUCTS = {names}
from engine.kernels import products
assert (simd.LANES, products.BLAS) == {expected}
import numba
import numpy as np
multiply = numba.njit(lambda *given: products.multiply(*given))
multiply_turned = numba.njit(lambda *given: products.multiply_turned(*given))
multiply_by_turned = numba.njit(lambda *given: products.multiply_by_turned(*given))
a, b, c = np.ones((40, 30), "float32"), np.ones((30, 21), "float32"), np.ones((40, 21), "float32")
multiply(a, b, c, (40, 30, 21), (0, 30), True)
assert (c == 31).all()
multiply_turned(a.T.copy(), b, c, (40, 30, 21), (3, 40), 0.5, False)
assert (c[:3] == 31).all() and (c[3:] == 15).all()
multiply_by_turned(a, b.T.copy(), c, (40, 30, 21), (0, 21), False)
assert (c == 30).all()
from engine.array_ops.matmul import product
assert (product(a, np.full((21, 30), 0.5, "float32").T) == 15).all()
from engine.kernels.lowlevel.exp import exponentials
numbers = np.linspace(-80, 80, 101).astype("float32")
expected = np.exp(numbers)
numba.njit(lambda x: exponentials(x, x.size))(numbers)
assert np.allclose(numbers, expected, rtol=1e-6)
from engine.array_ops import conv_ops
from engine.array_ops.windows import Slide
x, kernel = np.random.default_rng(0).normal(size=(2, 9, 10, 21)), np.random.default_rng(1).normal(size=(3, 3, 21, 8))
windows, found = Slide((3, 3), (1, 1), "same", (1, 1)).over((9, 10)), []
for kind in ("float32", "float64"):  # in tiles, and in patches
    given, dkernel, dx = (x.astype(kind), kernel.astype(kind)), np.empty(kernel.shape, kind), np.empty(x.shape, kind)
    z = conv_ops.correlate(*given, windows)
    conv_ops.correlate_gradients(given[0], np.cos(z), given[1], windows, dkernel, dx)
    found.append((z, dkernel, dx))
from engine.layers import LSTM
from engine.array_ops import unique_rows
from engine.random import INFERENCE
unique_rows.WORTHWHILE, mask = 0, np.arange(60).reshape(6, 10) % 4 > 0
x, weights = np.random.default_rng(0).normal(size=(9, 21))[np.arange(60).reshape(6, 10) % 9], None
for kind in ("float32", "float64"):  # in one call of the kernel, and step by step
    layer = LSTM(19, return_sequences=True, dtype=kind)
    layer.build((None, 10, 21))
    layer.set_weights(weights or layer.get_weights())
    weights = layer.get_weights()
    y, run = layer.forward(x.astype(kind), INFERENCE.masked(mask))
    dx, gradients = layer.backward(np.cos(y), run)
    assert len(run.inputs.once) == (9 if kind == "float32" else 60)
    found.append((y, dx, *gradients.values()))
for fast, slow in (*zip(*found[:2]), *zip(*found[2:])):
    assert abs(fast - slow).max() < 1e-4 * abs(slow).max()
"""


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("add", [False, True])
def test_products_of_some_rows_of_the_weights(shape, add):
    m, k, n = shape
    a, b = rng.normal(size=(m, k)).astype("float32"), rng.normal(size=(k, n)).astype("float32")
    plus = 2 if add else 0
    for first, end in ((0, 1.0), (0.3, 0.6), (1.0, 1.0)):
        c, rows = np.full((m, n), 2, "float32"), (int(first * k), int(end * k))
        multiply(a, b, c, shape, rows, add)
        np.testing.assert_allclose(c, a[:, slice(*rows)] @ b[slice(*rows)] + plus, rtol=1e-5, atol=1e-4)

        c, rows = np.full((m, n), 2, "float32"), (int(first * m), int(end * m))
        expected = c.copy()
        expected[slice(*rows)] = (-0.5 * (a @ b) + plus)[slice(*rows)]
        multiply_turned(a.T.copy(), b, c, shape, rows, -0.5, add)
        np.testing.assert_allclose(c, expected, rtol=1e-5, atol=1e-4)

        c, rows = np.full((m, n), 2, "float32"), (int(first * n), int(end * n))
        expected = c.copy()
        expected[:, slice(*rows)] = (a @ b + plus)[:, slice(*rows)]
        multiply_by_turned(a, b.T.copy(), c, shape, rows, add)
        np.testing.assert_allclose(c, expected, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("shape", [*SIZES, (70, 5, 3), (3, 130, 300), (1, 20, 17)])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_products_with_a_transposed_matrix(shape, count):
    m, k, n = shape
    a, b = rng.normal(size=(m, k)).astype("float32"), rng.normal(size=(n, k)).astype("float32").T
    for add in (False, True):
        c = np.full((m, n), 2, "float32")
        by_kernel(a, b, c, add, count)
        np.testing.assert_allclose(c, a @ b + 2 * add, rtol=1e-5, atol=1e-4)


def test_there_is_a_blas_in_what_numpy_brings_along():
    assert blas.product_name() or "openblas" not in str(np.show_config(mode="dicts"))


@pytest.mark.parametrize(("lanes", "blas"), [(16, True), (8, True), (8, False), (4, True), (4, False)])
def test_on_other_processors_and_without_blas_the_same_comes_out(lanes, blas, tmp_path):
    has = [name for name, least in (("avx2", 8), ("fma", 8), ("avx512f", 16)) if lanes >= least]
    if lanes > simd.LANES or (blas and not blas.product_name()):
        pytest.skip("this machine has no such vectors, or no BLAS")
    code = ONE_WAY.format(features=dict.fromkeys(has, True), names=blas.PRODUCTS if blas else (),
                          expected=(lanes, blas))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False,
                          cwd=Path(__file__).parents[3], env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)})
    assert done.returncode == 0, done.stderr
