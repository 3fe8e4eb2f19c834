"""All ways to convolve with 3 × 3 give the same numbers, and say the same of gradients, by any number of threads."""

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
from engine.array_ops.windows import Slide
from engine.array_ops.winograd_conv import conv_winograd, conv_winograd_gradients, is_winograd_applicable
from engine.random import CallContext

CASES = [((2, 8, 8, 8), 8, "valid"), ((1, 13, 10, 9), 70, "same"), ((3, 6, 7, 64), 16, "valid"), ((2, 11, 12, 33), 200, "same")]


WAYS = {"tiles": (conv_winograd, conv_winograd_gradients), "patches": (conv_im2col, conv_im2col_gradients)}


def both(shape, filters, padding, ways, is_plain_relu):
    """All results of one convolution: in float32 by these ways, and group by group in float64."""
    rng = np.random.default_rng(0)
    windows = Slide((3, 3), (1, 1), padding).over(shape[1:3])
    x, kernel = rng.normal(size=shape), rng.normal(size=(3, 3, shape[3], filters))
    dz, bias = rng.normal(size=(len(x), *windows.counts, filters)), rng.normal(size=filters)
    found = []
    for way, back, kind in ((*ways, "float32"), (conv_groups, conv_groups_gradients, "float64")):
        given, b = [array.astype(kind) for array in (x, dz, kernel)], bias.astype(kind)
        z, dkernel, dx = np.full_like(given[1], np.nan), np.full_like(given[2], np.nan), np.zeros_like(given[0])
        dbias = np.zeros_like(b)
        if is_plain_relu and kind == "float32":
            way(given[0], given[2], windows, z, b)
            back(*given, windows, dkernel, dx, BiasReluCache(z, dbias))
        else:
            way(given[0], given[2], windows, z)
            if is_plain_relu:
                z = np.maximum(z + b, 0)
                given[1] *= z > 0
                dbias = given[1].sum(axis=(0, 1, 2))
            back(*given, windows, dkernel, dx)
        found.append((z, dkernel, dx, dbias))
    return zip(*found, strict=True)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("numbers", [1, winograd_conv.NUMBERS])
@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("is_plain_relu", [False, True])
def test_every_way_gives_the_same(case, way, numbers, count, is_plain_relu, monkeypatch):
    monkeypatch.setattr(winograd_conv, "MAX_VALUES", numbers)
    monkeypatch.setattr("engine.array_ops.im2col.MAX_CACHED_VALUES", numbers * 100)
    for module in (winograd_conv, conv_ops):
        monkeypatch.setattr(module, "threads_for_products", lambda products: count)
    for found, expected in both(*case, WAYS[way], is_plain_relu):
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-5 * np.abs(expected).max())


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_gradients_of_a_layer_that_goes_by_tiles(padding):
    """Against differences: the sums are linear in each number of x and of the kernel, so that any step is exact."""
    layer = layers.Conv2D(9, 3, padding=padding)
    rng = np.random.default_rng(1)
    x = rng.normal(size=(2, 6, 8, 8)).astype("float32")
    layer.build((None, 6, 8, 8))
    windows = layer.slide.over((6, 8))
    assert is_winograd_applicable(x, layer.kernel, windows)
    y, cache = layer.forward(x, CallContext(training=True))
    dy = rng.normal(size=y.shape).astype("float32")
    dx, grads = layer.backward(dy, cache)
    for array, gradient in ((x, dx), (layer.kernel, grads["kernel"]), (layer.bias, grads["bias"])):
        for place in rng.integers(0, array.size, 12):
            before = array.flat[place]
            array.flat[place] = before + 1
            slope = np.sum(layer.forward(x)[0] * dy) - np.sum(y * dy)
            array.flat[place] = before
            np.testing.assert_allclose(gradient.flat[place], slope, rtol=1e-4, atol=1e-3)


def test_only_what_suits_goes_by_tiles():
    def suits(*kernel, shape=(2, 16, 16, 16), strides=1, padding="valid", dilation=1, dtype="float32"):
        windows = Slide(kernel[:2], (strides,) * 2, padding, (dilation,) * 2).over(shape[1:3])
        return is_winograd_applicable(np.empty(shape, dtype), np.empty(kernel, dtype), windows)

    assert suits(3, 3, 16, 16)
    assert not suits(3, 3, 8, 16)  # two groups
    assert not suits(3, 2, 16, 16)
    assert not suits(3, 3, 16, 16, strides=2)
    assert not suits(3, 3, 16, 16, dilation=2)
    assert not suits(3, 3, 16, 16, shape=(2, 2, 16, 16))  # no window
    assert not suits(3, 3, 16, 16, shape=(2, 3, 16, 16))  # tiles would reach far beyond the edge
    assert not suits(3, 3, 16, 4)
    assert not suits(3, 3, 16, 1000)
    assert not suits(3, 3, 16, 16, dtype="float16")
