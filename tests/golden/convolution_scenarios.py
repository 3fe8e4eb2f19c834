"""Small training runs of convolutional models, like those of fit_scenarios.py.

Read by record_convolution_fits.py and tests/engine/models/test_convolution_trajectories.py.
"""

import numpy as np
from fit_scenarios import SAMPLES, Scenario

rng = np.random.default_rng(11)
SEQUENCES = rng.normal(size=(SAMPLES, 9, 3)).astype("float32")
IMAGES = rng.normal(size=(SAMPLES, 6, 7, 2)).astype("float32")


def on(x, layers):
    """A training run on x with a Dense on top. layers: a function of keras and keras.layers."""
    return Scenario("class", lambda k: {"optimizer": k.optimizers.Adam(0.01), "loss": "sparse_categorical_crossentropy"},
                    lambda k: [k.Input(x.shape[1:]), *layers(k, k.layers)], x=x)


ALONG = {
    "conv1d": lambda k, of: [of.Conv1D(4, 3, activation="relu"), of.MaxPooling1D(2), of.Conv1D(3, 2), of.Flatten()],
    "causal and dilated": lambda k, of: [of.Conv1D(4, 2, padding="causal", activation="relu"),
                                         of.Conv1D(4, 2, padding="causal", dilation_rate=2), of.GlobalMaxPooling1D()],
    "strides and groups": lambda k, of: [of.Conv1D(4, 3, strides=2, padding="same", activation="tanh"),
                                         of.Conv1D(4, 2, groups=2, use_bias=False), of.GlobalAveragePooling1D()],
    "separable": lambda k, of: [of.SeparableConv1D(4, 3, padding="same", activation="relu", depth_multiplier=2),
                                of.AveragePooling1D(2), of.Flatten()],
    "depthwise": lambda k, of: [of.DepthwiseConv1D(3, depth_multiplier=2, activation="relu"), of.UpSampling1D(2),
                                of.GlobalMaxPooling1D()],
    "transposed": lambda k, of: [of.Conv1DTranspose(4, 3, strides=2, padding="same", activation="relu"),
                                 of.Cropping1D((1, 2)), of.ZeroPadding1D(1), of.MaxPooling1D(3, 2, "same"), of.Flatten()],
    "dropouts of nothing": lambda k, of: [of.Conv1D(4, 2), of.SpatialDropout1D(0.0), of.AlphaDropout(0.0), of.Flatten()],
}

OVER = {
    "conv2d": lambda k, of: [of.Conv2D(4, 3, activation="relu", padding="same"), of.Conv2D(4, (2, 3), activation="relu"),
                             of.MaxPooling2D(), of.Flatten(), of.Dense(5, "relu")],
    "strides": lambda k, of: [of.Conv2D(4, 3, strides=2, padding="same", activation="relu"), of.Conv2D(3, 2),
                              of.GlobalAveragePooling2D()],
    "dilated and grouped": lambda k, of: [of.Conv2D(4, 2, dilation_rate=2, activation="relu"),
                                          of.Conv2D(4, 2, groups=2), of.GlobalMaxPooling2D()],
    "one by one": lambda k, of: [of.Conv2D(4, 1, activation="relu"), of.AveragePooling2D(2, padding="same"), of.Flatten()],
    "separable": lambda k, of: [of.SeparableConv2D(4, 3, activation="relu"), of.SeparableConv2D(3, 2, padding="same"),
                                of.Flatten()],
    "depthwise": lambda k, of: [of.DepthwiseConv2D(3, activation="relu", depth_multiplier=2), of.Conv2D(3, 1),
                                of.MaxPooling2D(3, 1, "same"), of.Flatten()],
    "transposed": lambda k, of: [of.Conv2D(3, 2, strides=2, activation="relu"),
                                 of.Conv2DTranspose(3, 3, strides=2, padding="same", activation="relu"),
                                 of.Conv2DTranspose(2, 2), of.Flatten()],
    "shapes": lambda k, of: [of.ZeroPadding2D(((1, 0), (0, 2))), of.Conv2D(3, 3, activation="relu"), of.Cropping2D((1, 0)),
                             of.UpSampling2D(), of.UpSampling2D((1, 2), interpolation="bilinear"), of.Flatten()],
    "normalized": lambda k, of: [of.Conv2D(4, 2, use_bias=False), of.BatchNormalization(momentum=0.9), of.ReLU(),
                                 of.Conv2D(4, 2), of.GroupNormalization(2), of.SpatialDropout2D(0.0), of.Flatten(),
                                 of.UnitNormalization()],
    "prices": lambda k, of: [
        of.Conv2D(4, 2, activation="relu", kernel_regularizer=k.regularizers.L2(0.01), activity_regularizer="l2"),
        of.DepthwiseConv2D(2, depthwise_regularizer=k.regularizers.L2(0.05), depthwise_constraint=k.constraints.MaxNorm(1)),
        of.SeparableConv2D(3, 2, pointwise_regularizer=k.regularizers.L2(0.02), bias_constraint=k.constraints.NonNeg()),
        of.Flatten()],
    "a frozen layer": lambda k, of: [of.Conv2D(4, 2, activation="relu", trainable=False), of.Conv2D(3, 2), of.Flatten()],
}

SCENARIOS = {**{f"along: {name}": on(SEQUENCES, layers) for name, layers in ALONG.items()},
             **{f"over: {name}": on(IMAGES, layers) for name, layers in OVER.items()}}
