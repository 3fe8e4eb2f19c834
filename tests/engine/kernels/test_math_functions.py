"""exp in vectors: as exact as float32 is, and at the ends of what it holds."""

import numpy as np
import pytest

from engine.kernels.lowlevel import exp
from engine.kernels.runtime.jit import kernel


@kernel
def exp_all(x):
    exp.exponentials(x, x.size)


@kernel
def sigmoid_all(x):
    exp.sigmoids(x, x.size)


@pytest.mark.parametrize(("compute", "truth"), [(exp_all, np.exp), (sigmoid_all, lambda x: 1 / (1 + np.exp(-x)))])
def test_as_exact_as_float32(compute, truth):
    x = np.linspace(-86, 87, 100_003).astype("float32")
    y = x.copy()
    compute(y)
    np.testing.assert_allclose(y, truth(x.astype("float64")), rtol=2e-7)


def test_ends():
    y = np.array([np.nan, np.inf, -np.inf, 0, 1000, -1000], "float32")
    exp_all(y)
    assert np.isnan(y[0])
    assert (y[[1, 4]] > 1e38).all()
    assert (y[[2, 5]] < 2e-38).all()
    assert y[3] == 1
