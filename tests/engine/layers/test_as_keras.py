"""Every layer has Keras's signature and computes Keras's values (recorded by tests/golden/record_layers.py)."""

import inspect
import json

import numpy as np
import pytest
from recordings import keras_classes

from engine import layers
from engine.hyperparameters import hyperparameters
from engine.layers.base import Layer
from engine.random import INFERENCE, CallContext

TRAINING = CallContext(training=True)
TOLERANCE = {"rtol": 2e-5, "atol": 2e-6}


def with_weights(example, recorded):
    """Build the layer with the recorded weights."""
    layer = example.make()
    layer.build(example.open_shape)
    layer.set_weights([recorded[f"weight.{i}"] for i in range(len(layer.weight_names()))])
    assert f"weight.{len(layer.weight_names())}" not in recorded
    return layer


def check_forward_and_backward(layer, recorded, context, prefix):
    y, cache = layer.forward(recorded["x"], context)
    np.testing.assert_allclose(y, recorded[f"{prefix}y"], **TOLERANCE)
    extra = layer.activity_penalty_grad(y)
    dx, grads = layer.backward(recorded["dy"] + (0 if extra is None else extra), cache)
    weight_grads = [grads[name] for name in layer.weight_names(trainable=True)]
    for i, gradient in enumerate([dx, *weight_grads]):
        np.testing.assert_allclose(gradient, recorded[f"{prefix}gradient.{i}"], rtol=1e-4, atol=2e-5)
    return y


def test_inference_matches_keras(keras_example, golden):
    recorded = golden[keras_example.key]
    layer = with_weights(keras_example, recorded)
    y = check_forward_and_backward(layer, recorded, keras_example.with_mask(INFERENCE), "")
    np.testing.assert_allclose(layer.activity_penalty(y), recorded["loss"], **TOLERANCE)


def test_training_matches_keras(keras_example, golden):
    recorded = golden[keras_example.key]
    layer = with_weights(keras_example, recorded)
    if "training.y" not in recorded:
        return
    for _ in range(3):
        check_forward_and_backward(layer, recorded, keras_example.with_mask(TRAINING), "training.")
    for i, w in enumerate(layer.get_weights()):
        np.testing.assert_allclose(w, recorded[f"training.weight.{i}"], **TOLERANCE)


@pytest.mark.parametrize("cls", keras_classes("layer"), ids=lambda cls: cls.__name__)
def test_layer_signature_matches_keras(cls, signatures):
    """Keyword-only arguments are left out: they have no position."""
    keyword_only = {*hyperparameters(Layer), *cls.only, "batch_shape"}
    expected = [[n, d] for n, d in signatures[cls.__name__] if n not in keyword_only]
    parameters = [p for p in inspect.signature(cls).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    actual = [[p.name, "required" if p.default is p.empty else p.default] for p in parameters]
    assert json.loads(json.dumps(actual)) == expected
    for name, value in cls.only.items():
        assert [name, value] in signatures[cls.__name__]


@pytest.mark.parametrize("cls", keras_classes("cell"), ids=lambda cls: cls.__name__)
def test_cell_signature_matches_keras(cls, signatures):
    parameters = [p for p in inspect.signature(cls).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    actual = [[p.name, "required" if p.default is p.empty else p.default] for p in parameters]
    assert json.loads(json.dumps(actual)) == signatures[cls.__name__]


def test_input_signature_matches_keras(signatures):
    parameters = inspect.signature(layers.Input).parameters.values()
    assert [[p.name, p.default] for p in parameters] == signatures["Input"]
