"""Softmax and its cross-entropies against NumPy in float64."""

import numpy as np
import pytest
from kernel_comparison import DTYPES, SHAPES, assert_close, random_matrix

from engine import kernels


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("scale", [1, 50])
def test_softmax_and_crossentropies(shape, dtype, scale):
    z = random_matrix(shape, dtype, scale)
    labels = np.random.default_rng(2).integers(0, shape[1], shape[0])
    t = np.eye(shape[1], dtype=dtype)[labels] * np.dtype(dtype).type(0.9) + np.dtype(dtype).type(0.1 / shape[1])
    Z = z.astype("float64")
    shifted = Z - Z.max(-1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))
    y, values, sparse = np.empty_like(z), np.empty(shape[0], dtype), np.empty(shape[0], dtype)
    kernels.softmax_rows(z, y)
    kernels.crossentropy(t, z, y, values)
    kernels.sparse_crossentropy(labels, z, y, sparse)
    dz = np.empty_like(z)
    kernels.sparse_crossentropy_gradient(labels, y, dz)
    assert_close(y, np.exp(logs), dtype)
    np.testing.assert_allclose(values, -(t * logs).sum(-1), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(sparse, -logs[np.arange(len(z)), labels], rtol=1e-5, atol=1e-5)
    assert_close(dz, np.exp(logs) - np.eye(shape[1])[labels], dtype)
    assert values.dtype == sparse.dtype == dtype


def test_huge_logits_stay_finite():
    z = np.array([[1e30, -1e30, 0], [300, 301, 302]], "float32")
    y = np.empty_like(z)
    kernels.softmax_rows(z, y)
    assert np.isfinite(y).all()
    np.testing.assert_allclose(y.sum(-1), 1, rtol=1e-6)


def test_nan_stays_nan():
    z = np.full((2, 20), np.nan, "float32")
    y, values, labels = np.zeros_like(z), np.zeros(2, "float32"), np.zeros(2, "int64")
    kernels.softmax_rows(z, y)
    assert np.isnan(y).all()
    for compute in (lambda: kernels.crossentropy(np.ones_like(z), z, y, values),
                    lambda: kernels.sparse_crossentropy(labels, z, y, values)):
        values[...] = 0
        compute()
        assert np.isnan(values).all()


@pytest.mark.parametrize("label", [-1, 3, 1000])
def test_a_label_out_of_range_gives_nan_and_touches_no_other_memory(label):
    z = random_matrix((3, 3), "float32")
    y, dz, values = np.empty_like(z), np.zeros_like(z), np.zeros(3, "float32")
    labels = np.array([0, label, 2])
    kernels.softmax_rows(z, y)
    kernels.sparse_crossentropy(labels, z, y, values)
    kernels.sparse_crossentropy_gradient(labels, y, dz)
    assert np.isnan(values).tolist() == [False, True, False]
    assert np.isnan(dz).all(axis=1).tolist() == [False, True, False]
