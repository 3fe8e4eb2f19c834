"""Every axis of every weight has a name, and it is the right one."""

import pytest

import engine as keras
from engine.layers import (
    Conv1D,
    Conv1DTranspose,
    Conv2D,
    Conv2DTranspose,
    Dense,
    DepthwiseConv2D,
    Embedding,
    SeparableConv2D,
)


def test_every_axis_of_every_weight_has_a_name(example):
    layer = example.build()
    for name in layer.weight_names():
        axes, shape = layer.weight_axes(name), layer.array(name).shape
        assert len(axes) == len(shape), name
        assert all(axis and not set(axis) & set("*(),:|") for axis in axes), axes
        lengths = {"units": getattr(layer, "units", None), "filters": getattr(layer, "filters", None)}
        assert all(lengths.get(axis) in (None, n) for axis, n in zip(axes, shape, strict=True))


@pytest.mark.parametrize(("layer", "shape", "name", "axes"), [
    (Dense(2), (3,), "kernel", ("inputs", "units")),
    (Conv2D(2, (3, 4)), (5, 5, 2), "kernel", ("kernel_height", "kernel_width", "channels / groups", "filters")),
    (Conv1D(2, 3), (5, 2), "kernel", ("kernel_length", "channels / groups", "filters")),
    (Conv2DTranspose(2, 3), (5, 5, 4), "kernel", ("kernel_height", "kernel_width", "filters", "channels")),
    (Conv1DTranspose(2, 3), (5, 4), "kernel", ("kernel_length", "filters", "channels")),
    (DepthwiseConv2D(3), (5, 5, 4), "kernel", ("kernel_height", "kernel_width", "channels", "depth_multiplier")),
    (SeparableConv2D(2, 3), (5, 5, 4), "pointwise_kernel",
     ("kernel_height", "kernel_width", "channels · depth_multiplier", "filters")),
    (Embedding(5, 2), (3,), "embeddings", ("input_dim", "output_dim")),
    (keras.layers.LSTM(2), (3, 4), "kernel", ("features", "4 · units")),
    (keras.layers.LSTM(2), (3, 4), "bias", ("4 · units",)),
    (keras.layers.GRU(2), (3, 4), "bias", ("input and state", "3 · units")),
    (keras.layers.GRU(2, reset_after=False), (3, 4), "bias", ("3 · units",)),
    (keras.layers.PReLU(shared_axes=[1, 2]), (4, 5, 3), "alpha", ("height", "width", "channels")),
    (keras.layers.LayerNormalization(axis=[2, 1]), (4, 5, 3), "gamma", ("height", "width")),
    (keras.layers.BatchNormalization(axis=1), (4, 5, 3), "gamma", ("height",)),
    (keras.layers.Normalization(), (3,), "count", ()),
    (keras.layers.Bidirectional(keras.layers.LSTM(2)), (3, 4), "forward_layer/kernel", ("features", "4 · units")),
])
def test_axes_of_common_weights(layer, shape, name, axes):
    layer.build((None, *shape))
    assert layer.weight_axes(name) == axes
