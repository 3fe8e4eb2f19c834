"""Direct convolution of sequences agrees with im2col, in any number of threads."""

import numpy as np
import pytest

from engine import kernels
from engine.array_ops import conv1d_direct as conv1d_module
from engine.array_ops import conv_ops
from engine.array_ops.bias_relu import NO_BIAS, BiasReluCache
from engine.array_ops.conv1d_direct import conv1d_direct, conv1d_direct_gradients, is_conv1d_direct_applicable
from engine.array_ops.conv_ops import conv_im2col, conv_im2col_gradients
from engine.array_ops.windows import WindowSpec

CASES = [((3, 1, 64, 100), 64, 3, 1), ((2, 1, 20, 5), 7, 4, 2), ((1, 1, 3000, 16), 40, 3, 1), ((4, 1, 9, 3), 2, 1, 2)]


@pytest.mark.skipif(not kernels.MAX_GEMM_SIZE, reason="no FMA: products are not computed in tiles")
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("is_plain_relu", [False, True])
@pytest.mark.parametrize("count", [1, 3])
def test_direct_convolution_agrees_with_im2col(case, is_plain_relu, count, monkeypatch):
    shape, filters, size, stride = case
    for module in (conv1d_module, conv_ops):
        monkeypatch.setattr(module, "threads_for_products", lambda products: count)
    rng = np.random.default_rng(0)
    windows = WindowSpec((size,), (stride,)).windows(shape[2:3])
    x, kernel, bias = (rng.normal(size=s).astype("float32") for s in (shape, (1, size, shape[3], filters), filters))
    assert is_conv1d_direct_applicable(x, kernel, windows)
    results = []
    for forward, backward in ((conv1d_direct, conv1d_direct_gradients), (conv_im2col, conv_im2col_gradients)):
        z = np.full((len(x), *windows.counts, filters), np.nan, "float32")
        dkernel, dx, dbias = np.full_like(kernel, np.nan), np.full_like(x, np.nan), np.zeros(filters, "float32")
        forward(x, kernel, windows, z, bias if is_plain_relu else NO_BIAS)
        backward(x, np.cos(np.arange(z.size, dtype="float32")).reshape(z.shape), kernel, windows, dkernel, dx,
                 BiasReluCache(z, dbias) if is_plain_relu else None)
        results.append((z, dkernel, dx, dbias))
    for direct, expected in zip(*results, strict=True):
        np.testing.assert_allclose(direct, expected, rtol=0, atol=2e-6 * np.abs(expected).max())


def test_direct_convolution_needs_contiguous_windows():
    def applicable(shape=(2, 1, 16, 4), kernel=(1, 3, 4, 8), padding="valid", dilation=1, dtype="float32"):
        windows = WindowSpec(kernel[1:2], (1,), padding, (dilation,)).windows(shape[2:3])
        return is_conv1d_direct_applicable(np.empty(shape, dtype), np.empty(kernel, dtype), windows)

    assert applicable() == (kernels.MAX_GEMM_SIZE > 0)
    assert not applicable(padding="same")
    assert not applicable(padding="causal")
    assert not applicable(dilation=2)
    assert not applicable(kernel=(1, 3, 2, 8))  # two groups
    assert not applicable(dtype="float64")
    assert not applicable(shape=(2, 1, 2, 4))  # no window
