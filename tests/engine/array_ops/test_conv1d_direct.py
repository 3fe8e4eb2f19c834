"""Sequences whose windows are runs of memory give what patches give, by any number of threads."""

import numpy as np
import pytest

from engine.array_ops import conv1d_direct as module_under_test
from engine.array_ops import conv_ops
from engine.array_ops.bias_relu import NO_BIAS, BiasReluCache
from engine.array_ops.conv1d_direct import conv1d_direct, conv1d_direct_gradients, is_conv1d_direct_applicable
from engine.array_ops.conv_ops import conv_im2col, conv_im2col_gradients
from engine.array_ops.windows import Slide

CASES = [((3, 1, 64, 100), 64, 3, 1), ((2, 1, 20, 5), 7, 4, 2), ((1, 1, 3000, 16), 40, 3, 1), ((4, 1, 9, 3), 2, 1, 2)]


@pytest.mark.skipif(not conv1d_direct.kernels.MAX_GEMM_SIZE, reason="no processor with vectors for tiles")
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("is_plain_relu", [False, True])
@pytest.mark.parametrize("count", [1, 3])
def test_runs_give_what_patches_give(case, is_plain_relu, count, monkeypatch):
    shape, filters, size, stride = case
    for module in (module_under_test, conv_ops):
        monkeypatch.setattr(module, "threads_for_products", lambda products: count)
    rng = np.random.default_rng(0)
    windows = Slide((size,), (stride,)).over(shape[2:3])
    x, kernel, bias = (rng.normal(size=s).astype("float32") for s in (shape, (1, size, shape[3], filters), filters))
    assert is_conv1d_direct_applicable(x, kernel, windows)
    found = []
    for way, back in ((conv1d_direct, conv1d_direct_gradients), (conv_im2col, conv_im2col_gradients)):
        z = np.full((len(x), *windows.counts, filters), np.nan, "float32")
        dkernel, dx, dbias = np.full_like(kernel, np.nan), np.full_like(x, np.nan), np.zeros(filters, "float32")
        way(x, kernel, windows, z, bias if is_plain_relu else NO_BIAS)
        back(x, np.cos(np.arange(z.size, dtype="float32")).reshape(z.shape), kernel, windows, dkernel, dx,
             BiasReluCache(z, dbias) if is_plain_relu else None)
        found.append((z, dkernel, dx, dbias))
    for one, other in zip(*found, strict=True):
        np.testing.assert_allclose(one, other, rtol=0, atol=2e-6 * np.abs(other).max())


def test_only_windows_in_one_piece_are_runs():
    def suits(shape=(2, 1, 16, 4), kernel=(1, 3, 4, 8), padding="valid", dilation=1, dtype="float32"):
        windows = Slide(kernel[1:2], (1,), padding, (dilation,)).over(shape[2:3])
        return is_conv1d_direct_applicable(np.empty(shape, dtype), np.empty(kernel, dtype), windows)

    assert suits() == (conv1d_direct.kernels.MAX_GEMM_SIZE > 0)
    assert not suits(padding="same")
    assert not suits(padding="causal")
    assert not suits(dilation=2)
    assert not suits(kernel=(1, 3, 2, 8))  # two groups
    assert not suits(dtype="float64")
    assert not suits(shape=(2, 1, 2, 4))  # no window
