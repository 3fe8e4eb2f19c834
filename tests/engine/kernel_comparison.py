"""Matrices for tests of kernels, and the comparison with values computed in float64."""

import numpy as np

DTYPES = ["float32", "float64"]
SHAPES = [(1, 1), (3, 2), (7, 10), (32, 33)]


def assert_close(actual, expected, dtype):
    """Equal to the accuracy of the dtype; expected was computed in float64."""
    assert actual.dtype == dtype
    tolerance = 2e-6 if dtype == "float32" else 1e-12
    np.testing.assert_allclose(actual, expected, rtol=tolerance, atol=tolerance)


def random_matrix(shape, dtype, scale=3):
    return (np.random.default_rng(1).normal(size=shape) * scale).astype(dtype)
