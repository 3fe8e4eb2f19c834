"""tanh, exp and sigmoid against NumPy in float64."""

import numpy as np
import pytest

from engine.kernels import math_functions
from engine.kernels.runtime.jit import kernel


@kernel
def exp(x):
    for k in range(x.size):
        x[k] = math_functions.exp(x[k])


@kernel
def sigmoid(x):
    math_functions.sigmoid_inplace(x)


@kernel
def tanh(x):
    for k in range(x.size):
        x[k] = math_functions.tanh(x[k])


FUNCTIONS = [(exp, np.exp), (sigmoid, lambda x: 1 / (1 + np.exp(-x)))]


@pytest.mark.parametrize(("function", "exact"), FUNCTIONS)
@pytest.mark.parametrize(("dtype", "rtol"), [("float32", 2e-7), ("float64", 1e-14)])
def test_exp_and_sigmoid_are_accurate(function, exact, dtype, rtol):
    x = np.linspace(-86, 87, 100_003).astype(dtype)
    y = x.copy()
    function(y)
    np.testing.assert_allclose(y, exact(x.astype("float64")), rtol=rtol)


@pytest.mark.parametrize(("dtype", "atol"), [("float32", 4e-7), ("float64", 1e-15)])
def test_tanh_is_accurate(dtype, atol):
    x = np.linspace(-12, 12, 100_003).astype(dtype)
    y = x.copy()
    tanh(y)
    np.testing.assert_allclose(y, np.tanh(x.astype("float64")), rtol=0, atol=atol)


def test_exp_of_nan_inf_and_values_out_of_range():
    y = np.array([np.nan, np.inf, -np.inf, 0, 1000, -1000], "float32")
    exp(y)
    assert np.isnan(y[0])
    assert (y[[1, 4]] > 1e38).all()
    assert (y[[2, 5]] < 2e-38).all()
    assert y[3] == 1


@pytest.mark.parametrize("function", [sigmoid, tanh])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_nan_stays_nan(function, dtype):
    y = np.array([np.nan, 0], dtype)
    function(y)
    assert np.isnan(y).tolist() == [True, False]
