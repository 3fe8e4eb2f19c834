"""Matrix products inside kernels, by every implementation, alone and added to the result."""

import numba
import numpy as np
import pytest

from engine.kernels.lowlevel import gemm

# An ir_function is called from kernels only.
matmul_slice = numba.njit(lambda *args: gemm.matmul_slice(*args))  # noqa: PLW0108
matmul_transposed_a = numba.njit(lambda *args: gemm.matmul_transposed_a(*args))  # noqa: PLW0108
matmul_transposed_b = numba.njit(lambda *args: gemm.matmul_transposed_b(*args))  # noqa: PLW0108
rng = np.random.default_rng(0)
SHAPES = [(2, 3, 4), (1, 1, 1), (40, 30, 20), (33, 17, 65), (31, 1100, 47)]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("accumulate", [False, True])
def test_products_of_a_part_of_the_rows(shape, accumulate):
    m, k, n = shape
    a, b = rng.normal(size=(m, k)).astype("float32"), rng.normal(size=(k, n)).astype("float32")
    initial = 2 if accumulate else 0
    for first, end in ((0, 1.0), (0.3, 0.6), (1.0, 1.0)):
        c, rows = np.full((m, n), 2, "float32"), (int(first * k), int(end * k))
        matmul_slice(a, b, c, shape, rows, accumulate)
        np.testing.assert_allclose(c, a[:, slice(*rows)] @ b[slice(*rows)] + initial, rtol=1e-5, atol=1e-4)

        c, rows = np.full((m, n), 2, "float32"), (int(first * m), int(end * m))
        expected = c.copy()
        expected[slice(*rows)] = (-0.5 * (a @ b) + initial)[slice(*rows)]
        matmul_transposed_a(a.T.copy(), b, c, shape, rows, -0.5, accumulate)
        np.testing.assert_allclose(c, expected, rtol=1e-5, atol=1e-4)

        c, rows = np.full((m, n), 2, "float32"), (int(first * n), int(end * n))
        expected = c.copy()
        expected[:, slice(*rows)] = (a @ b + initial)[:, slice(*rows)]
        matmul_transposed_b(a, b.T.copy(), c, shape, rows, accumulate)
        np.testing.assert_allclose(c, expected, rtol=1e-5, atol=1e-4)


@numba.njit
def call_gemm(function, a, b, c, shape, strides, scale, accumulate):
    function(a, b, c, (0, 0, 0), shape, strides, scale, accumulate)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("accumulate", [False, True])
def test_loops_agree_with_numpy(shape, accumulate):
    m, k, n = shape
    a, b = rng.normal(size=(m, k)).astype("float32"), rng.normal(size=(k, n)).astype("float32")
    c = np.full((m, n), 2, "float32")
    call_gemm(gemm.gemm_loops, a.reshape(-1), b.reshape(-1), c.reshape(-1), shape, (k, 1, n, 1, n),
              np.float32(0.5), accumulate)
    np.testing.assert_allclose(c, 0.5 * (a @ b) + 2 * accumulate, rtol=1e-5, atol=1e-4)
