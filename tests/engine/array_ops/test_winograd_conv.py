"""All routes of a 3 × 3 convolution and of its gradients agree, in any number of threads."""

import numpy as np
import pytest

from engine import layers
from engine.array_ops import conv_ops, winograd_conv
from engine.array_ops.bias_relu import BiasReluCache
from engine.array_ops.conv_ops import (
    conv_groups,
    conv_groups_gradients,
    conv_im2col,
    conv_im2col_gradients,
)
from engine.array_ops.windows import WindowSpec
from engine.array_ops.winograd_conv import conv_winograd, conv_winograd_gradients, is_winograd_applicable
from engine.random import CallContext

CASES = [((2, 8, 8, 8), 8, "valid"), ((1, 13, 10, 9), 70, "same"), ((3, 6, 7, 64), 16, "valid"), ((2, 11, 12, 33), 200, "same")]
ROUTES = {"winograd": (conv_winograd, conv_winograd_gradients), "im2col": (conv_im2col, conv_im2col_gradients)}


def convolve_twice(shape, filters, padding, route, is_plain_relu):
    """Pairs of results of one convolution: in float32 by this route, and in float64 by ``conv_groups``."""
    rng = np.random.default_rng(0)
    windows = WindowSpec((3, 3), (1, 1), padding).windows(shape[1:3])
    x, kernel = rng.normal(size=shape), rng.normal(size=(3, 3, shape[3], filters))
    dz, bias = rng.normal(size=(len(x), *windows.counts, filters)), rng.normal(size=filters)
    results = []
    for forward, backward, dtype in ((*route, "float32"), (conv_groups, conv_groups_gradients, "float64")):
        args, b = [array.astype(dtype) for array in (x, dz, kernel)], bias.astype(dtype)
        z, dkernel, dx = np.full_like(args[1], np.nan), np.full_like(args[2], np.nan), np.zeros_like(args[0])
        dbias = np.zeros_like(b)
        if is_plain_relu and dtype == "float32":
            forward(args[0], args[2], windows, z, b)
            backward(*args, windows, dkernel, dx, BiasReluCache(z, dbias))
        else:
            forward(args[0], args[2], windows, z)
            if is_plain_relu:
                z = np.maximum(z + b, 0)
                args[1] *= z > 0
                dbias = args[1].sum(axis=(0, 1, 2))
            backward(*args, windows, dkernel, dx)
        results.append((z, dkernel, dx, dbias))
    return zip(*results, strict=True)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("max_values", [1, winograd_conv.MAX_VALUES])
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("is_plain_relu", [False, True])
def test_every_route_agrees_with_groups_in_float64(case, route, max_values, count, is_plain_relu, monkeypatch):
    monkeypatch.setattr(winograd_conv, "MAX_VALUES", max_values)
    monkeypatch.setattr("engine.array_ops.im2col.MAX_CACHED_VALUES", max_values * 100)
    for module in (winograd_conv, conv_ops):
        monkeypatch.setattr(module, "threads_for_products", lambda products: count)
    for actual, expected in convolve_twice(*case, ROUTES[route], is_plain_relu):
        assert actual.dtype == np.float32
        np.testing.assert_allclose(actual, expected, rtol=0, atol=1e-5 * np.abs(expected).max())


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_winograd_gradients_agree_with_differences(padding):
    """z is linear in each value of x and of the kernel, so a difference with any step is exact."""
    layer = layers.Conv2D(9, 3, padding=padding)
    rng = np.random.default_rng(1)
    x = rng.normal(size=(2, 6, 8, 8)).astype("float32")
    layer.build((None, 6, 8, 8))
    windows = layer.window_spec.windows((6, 8))
    assert is_winograd_applicable(x, layer.kernel, windows)
    y, cache = layer.forward(x, CallContext(training=True))
    dy = rng.normal(size=y.shape).astype("float32")
    dx, grads = layer.backward(dy, cache)
    for array, grad in ((x, dx), (layer.kernel.array, grads["kernel"]), (layer.bias.array, grads["bias"])):
        for index in rng.integers(0, array.size, 12):
            before = array.flat[index]
            array.flat[index] = before + 1
            difference = np.sum(layer.forward(x)[0] * dy) - np.sum(y * dy)
            array.flat[index] = before
            np.testing.assert_allclose(grad.flat[index], difference, rtol=1e-4, atol=1e-3)


def test_winograd_needs_3_by_3_windows_without_gaps():
    def applicable(*kernel, shape=(2, 16, 16, 16), strides=1, padding="valid", dilation=1, dtype="float32"):
        windows = WindowSpec(kernel[:2], (strides,) * 2, padding, (dilation,) * 2).windows(shape[1:3])
        return is_winograd_applicable(np.empty(shape, dtype), np.empty(kernel, dtype), windows)

    assert applicable(3, 3, 16, 16)
    assert not applicable(3, 3, 8, 16)  # two groups
    assert not applicable(3, 2, 16, 16)
    assert not applicable(3, 3, 16, 16, strides=2)
    assert not applicable(3, 3, 16, 16, dilation=2)
    assert not applicable(3, 3, 16, 16, shape=(2, 2, 16, 16))  # no window
    assert not applicable(3, 3, 16, 16, shape=(2, 3, 16, 16))  # tiles would exceed the image by far
    assert not applicable(3, 3, 16, 4)
    assert not applicable(3, 3, 16, 1000)
    assert not applicable(3, 3, 16, 16, dtype="float16")
