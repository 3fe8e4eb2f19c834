"""Warnings under the conditions of Keras: dropped masks, softmax of one value, nothing to train, logits twice."""

import warnings

import numpy as np
import pytest

import engine as keras
from engine import layers

DROPS = {"Flatten": {}, "GlobalMaxPooling1D": {}, "Conv1D": {"filters": 2, "kernel_size": 2}, "MaxPooling1D": {},
         "AveragePooling1D": {"pool_size": 2}, "Reshape": {"target_shape": (12,)}, "Permute": {"dims": (2, 1)},
         "Lambda": {"function": lambda x: x * 2}, "ZeroPadding1D": {}, "Cropping1D": {}, "UpSampling1D": {},
         "SeparableConv1D": {"filters": 2, "kernel_size": 2}}
KEEPS = {"GlobalAveragePooling1D": {}, "Dense": {"units": 2}, "LSTM": {"units": 2}, "BatchNormalization": {},
         "LayerNormalization": {}, "Dropout": {"rate": 0.1}, "SpatialDropout1D": {"rate": 0.1}, "Softmax": {},
         "Activation": {"activation": "relu"}, "ReLU": {}, "Rescaling": {"scale": 2.0}, "GaussianNoise": {"stddev": 0.1},
         "UnitNormalization": {}, "Masking": {}, "PReLU": {}, "ActivityRegularization": {}, "SimpleRNN": {"units": 2},
         "GroupNormalization": {"groups": 2}, "GRU": {"units": 2, "return_sequences": True}, "ELU": {}, "LeakyReLU": {},
         "GaussianDropout": {"rate": 0.1}, "AlphaDropout": {"rate": 0.1}}
"""Recorded from Keras 3.15: which layers warn when their input has a mask."""


def texts(function) -> list[str]:
    """The texts of the warnings of a call."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        function()
    return [str(warning.message) for warning in caught]


@pytest.mark.parametrize("name", [*DROPS, *KEEPS])
def test_a_dropped_mask_is_named_when_the_model_is_built(name: str) -> None:
    layer = getattr(layers, name)(**{**DROPS, **KEEPS}[name], name="below")
    stack = [keras.Input((3,)), layers.Embedding(5, 4, mask_zero=True), layer]
    messages = texts(lambda: keras.Sequential(stack))
    assert len(messages) == (name in DROPS)
    assert all(message.startswith(f"Layer 'below' (of type {name}) was passed an input with a mask")
               for message in messages)


def test_a_mask_is_dropped_only_once() -> None:
    stack = [layers.Embedding(5, 4, mask_zero=True), layers.LSTM(3), layers.Reshape((3, 1)), layers.Flatten()]
    assert texts(lambda: keras.Sequential([keras.Input((3,)), *stack])) == []


def test_softmax_of_one_value_is_named_at_the_first_use_and_in_direct_calls() -> None:
    x, y = np.ones((2, 3), "float32"), np.ones(2)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1, activation="softmax")])
    model.compile("sgd", "mse")
    assert [len(texts(lambda: model.fit(x, y, verbose=0))) for _ in range(2)] == [1, 0]
    assert [len(texts(lambda: model.predict(x, verbose=0))) for _ in range(2)] == [1, 0]
    column = np.ones((2, 1), "float32")
    for softmax in (keras.activations.softmax, keras.ops.softmax, layers.Softmax()):
        assert "softmax over axis -1 of a tensor of shape (2, 1)" in texts(lambda softmax=softmax: softmax(column))[0]


def test_nothing_trainable_is_named_once_per_compile() -> None:
    x, y = np.ones((2, 3), "float32"), np.ones(2)
    model = keras.Sequential([keras.Input((3,)), layers.Dense(1)])
    model.trainable = False
    model.compile("sgd", "mse")
    assert texts(lambda: model.evaluate(x, y, verbose=0)) == []
    assert texts(lambda: model.fit(x, y, verbose=0)) == ["The model does not have any trainable weights."]
    assert texts(lambda: model.fit(x, y, verbose=0)) == []
    model.compile("sgd", "mse")
    assert texts(lambda: model.train_on_batch(x, y)) == ["The model does not have any trainable weights."]
