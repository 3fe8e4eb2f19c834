"""Convolutions and pooling: definitions, memory, errors and Keras spellings, beyond the laws of all layers."""

import tracemalloc

import numpy as np
import pytest

import engine as keras
from engine import layers, registry
from engine.array_ops import im2col
from engine.array_ops.conv_ops import conv, conv_gradients
from engine.array_ops.windows import WindowSpec
from engine.random import CallContext


def conv_loops(x, kernel, windows):
    """A convolution by its definition."""
    group_channels, filters = kernel.shape[2:]
    group_filters = filters // (x.shape[3] // group_channels)
    z = np.zeros((len(x), *windows.counts, filters))
    r, c = windows.rows, windows.columns
    for p, q, i, j, f in np.ndindex(*windows.counts, *kernel.shape[:2], filters):
        h, w = p * r.stride + i * r.dilation - r.before, q * c.stride + j * c.dilation - c.before
        if 0 <= h < x.shape[1] and 0 <= w < x.shape[2]:
            group = slice(f // group_filters * group_channels, (f // group_filters + 1) * group_channels)
            z[:, p, q, f] += x[:, h, w, group] @ kernel[i, j, :, f]
    return z


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("max_values", [1, 50, 1 << 19])
def test_chunks_of_any_size_agree_with_the_definition(monkeypatch, max_values, groups):
    monkeypatch.setattr(im2col, "MAX_VALUES", max_values)
    rng = np.random.default_rng(0)
    x, kernel = rng.normal(size=(3, 6, 5, 4)), rng.normal(size=(3, 2, 4 // groups, 6))
    windows = WindowSpec((3, 2), (2, 1), "same", (1, 1)).windows((6, 5))
    z = conv(x, kernel, windows)
    np.testing.assert_allclose(z, conv_loops(x, kernel, windows))
    dz, dkernel, dx = rng.normal(size=z.shape), np.full_like(kernel, np.nan), np.zeros_like(x)
    conv_gradients(x, dz, kernel, windows, dkernel, dx)
    np.testing.assert_allclose(np.sum(dkernel * kernel), np.sum(dz * z))
    np.testing.assert_allclose(np.sum(dx * x), np.sum(dz * z))


def test_im2col_of_a_large_image_stays_small():
    layer = layers.Conv2D(2, 11, padding="same")
    x = np.ones((4, 128, 128, 3), "float32")
    layer(x[:1])
    layer.backward(*layer.forward(x[:1]))  # compiles
    tracemalloc.start()
    y, cache = layer.forward(x)
    layer.backward(y, cache)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000  # all patches together would take 95 MB


def test_a_huge_window_or_stride_takes_no_time():
    x = np.ones((2, 4, 4, 2), "float32")
    for layer in (layers.MaxPooling2D(10**6, padding="same"), layers.AveragePooling2D(10**6, 10**6, padding="same"),
                  layers.Conv2D(1, 1, strides=10**6), layers.Conv2D(1, 2, dilation_rate=10**6, padding="same")):
        y, cache = layer.forward(x) if not layer.has_weights else (layer(x), None)
        assert y.shape[0] == 2
        assert cache is None or layer.backward(y, cache)[0].shape == x.shape


@pytest.mark.parametrize("name", ["Conv2D", "SeparableConv2D", "DepthwiseConv2D", "Conv2DTranspose"])
def test_without_needs_input_grad_dx_is_empty(name):
    cls = registry.lookup("layer", name)
    layer = cls(kernel_size=2) if name == "DepthwiseConv2D" else cls(3, 2)
    x = np.ones((2, 4, 4, 2), "float32")
    layer(x)
    y, cache = layer.forward(x)
    _, expected = layer.backward(y, cache)
    layer.needs_input_grad = False
    dx, grads = layer.backward(y, cache)
    assert dx.size == 0
    for key, grad in expected.items():
        np.testing.assert_array_equal(grads[key], grad)


@pytest.mark.parametrize("cls", registry.classes("layer"), ids=lambda cls: cls.__name__)
def test_keras_aliases_are_exported(cls):
    aliases = [name for name in getattr(cls, "names", ()) if name[0].isupper()]
    assert all(getattr(layers, name) is cls and name in layers.__all__ for name in aliases)


def test_keras_spellings_of_arguments():
    assert layers.Conv2D(8, 3, padding="SAME").padding == "same"
    assert layers.Convolution2D is layers.Conv2D
    assert layers.MaxPool2D((2, 2)).strides is None
    assert layers.Conv2D(8, 3).name.startswith("conv2d")
    assert layers.Conv2D(8, [3, 3], input_shape=(28, 28, 1)).batch_input_shape == (None, 28, 28, 1)
    assert layers.Conv2D(8, 3).compute_output_shape((None, None, 28, 1)) == (None, None, 26, 8)


def test_softmax_with_channels_first_is_over_the_last_axis():
    layer = layers.Conv2D(2, 2, data_format="channels_first", activation="softmax")
    y = layer(np.random.default_rng(0).normal(size=(2, 3, 4, 5)))
    np.testing.assert_allclose(y.sum(axis=-1), 1, rtol=1e-5)


def test_spatial_dropout_drops_whole_channels():
    x = np.ones((8, 4, 4, 16), "float32")
    y, _ = layers.SpatialDropout2D(0.5).forward(x, CallContext(training=True))
    per_channel = y.reshape(8, 16, 16)
    assert set(np.unique(y)) == {0.0, 2.0}
    assert (per_channel == per_channel[:, :1]).all()


def test_alpha_dropout_keeps_mean_and_variance():
    x = np.random.default_rng(0).normal(size=(400, 500)).astype("float32")
    y, _ = layers.AlphaDropout(0.3).forward(x, CallContext(training=True))
    assert abs(y.mean()) < 0.02
    assert abs(y.std() - 1) < 0.02


def test_alpha_dropout_stretches_a_shorter_noise_shape():
    x = np.random.default_rng(0).normal(size=(4, 5, 6)).astype("float32")
    for noise_shape in ((5, 1), (None, 1)):
        y, factor = layers.AlphaDropout(0.3, noise_shape=noise_shape).forward(x, CallContext(training=True))
        assert (y.shape, factor.shape) == (x.shape, (5, 1))


def test_a_convolutional_model_learns_digits():
    keras.utils.set_random_seed(1)
    (x, y), (x_test, y_test) = keras.datasets.digits.load_data()
    x, x_test = x[..., None] / 16, x_test[..., None] / 16
    model = keras.Sequential([
        keras.Input(x.shape[1:]), layers.Conv2D(8, 3, activation="relu"), layers.MaxPool2D(), layers.Dropout(0.1),
        layers.Flatten(), layers.Dense(10, activation="softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(x, y, epochs=12, batch_size=32, verbose=0, validation_data=(x_test, y_test))
    assert history.history["val_accuracy"][-1] > 0.9
