"""Products inside kernels: the same by BLAS and by loops, alone and added to what is there."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.kernels import openblas, products

rng = np.random.default_rng(0)
SIZES = [(2, 3, 4), (1, 1, 1), (40, 30, 20), (33, 17, 65)]
LOOPS = """
from engine.kernels import openblas
openblas.PRODUCTS = ()
from engine.kernels import products
assert not products.BLAS
import numpy as np
a, b, c = np.ones((40, 30), "float32"), np.ones((30, 20), "float32"), np.ones((40, 20), "float32")
products.multiply(a, b, c, (40, 30, 20), (0, 20), True)
assert (c == 31).all()
"""


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("add", [False, True])
def test_products_of_some_columns(shape, add):
    m, k, n = shape
    a, b = rng.normal(size=(m, k)).astype("float32"), rng.normal(size=(k, n)).astype("float32")
    before = np.full((m, n), 2 if add else np.nan, "float32")
    ways = (
        (1, lambda c, columns: products.multiply(a, b, c, shape, columns, add)),
        (-0.5, lambda c, columns: products.multiply_turned(a.T.copy(), b, c, shape, columns, -0.5, add)),
        (1, lambda c, columns: products.multiply_by_turned(a, b.T.copy(), c, shape, columns, add)),
    )
    for scale, multiply in ways:
        for first, end in ((0, n), (n // 3, n // 2 + 1), (n, n)):
            c, expected = before.copy(), before.copy()
            expected[:, first:end] = (scale * (a @ b) + (2 if add else 0))[:, first:end]
            multiply(c, (first, end))
            np.testing.assert_allclose(c, expected, rtol=1e-5, atol=1e-5)


def test_there_is_a_blas_in_what_numpy_brings_along():
    assert openblas.product_name() or "openblas" not in str(np.show_config(mode="dicts"))


def test_without_blas_loops_do_it(tmp_path):
    done = subprocess.run([sys.executable, "-c", LOOPS], capture_output=True, text=True, check=False,
                          cwd=Path(__file__).parents[3])
    assert done.returncode == 0, done.stderr
