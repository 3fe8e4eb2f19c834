"""Matrix multiplication for layers, by the kernel and by NumPy."""

import numpy as np
import pytest

from engine import parallel
from engine.array_ops.matmul import kernel_matmul, matmul

SHAPES = [(2, 3, 4), (1, 1, 1), (40, 30, 20), (33, 17, 65), (31, 1100, 47), (70, 5, 3), (3, 130, 300), (1, 20, 17)]
rng = np.random.default_rng(0)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("num_threads", [1, 2, 3])
@pytest.mark.parametrize("accumulate", [False, True])
def test_the_kernel_takes_a_transposed_matrix(shape, num_threads, accumulate):
    m, k, n = shape
    a, b = rng.normal(size=(m, k)).astype("float32"), rng.normal(size=(k, n)).astype("float32")
    for left, right in ((a, b), (a, b.T.copy().T), (a.T.copy().T, b)):
        c = np.full((m, n), 2, "float32")
        kernel_matmul(left, right, c, accumulate, num_threads)
        np.testing.assert_allclose(c, a @ b + 2 * accumulate, rtol=1e-5, atol=1e-4)


def test_matmul_in_slices_agrees_with_numpy(monkeypatch):
    monkeypatch.setattr(parallel, "available_threads", lambda: 3)
    a, b = rng.normal(size=(2, 300, 300))
    out = np.empty((300, 300))
    assert len(parallel.split_batch(300, 300 * 300)) == 3
    assert matmul(a, b, out) is out
    np.testing.assert_allclose(out, a @ b)
    np.testing.assert_allclose(matmul(a[:2], b), a[:2] @ b)
