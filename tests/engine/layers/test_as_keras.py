"""Every layer has Keras's signature and gives Keras's numbers (recorded by tests/golden/record_layers.py)."""

import inspect
import json

import numpy as np
import pytest

from engine import layers, registry
from engine.hyperparameters import hyperparameters
from engine.layers.base import Layer
from engine.random import INFERENCE, CallContext

TRAINING = CallContext(training=True)
CLOSE = {"rtol": 2e-5, "atol": 2e-6}


def with_weights(example, recorded):
    """The layer with the weights that Keras's had."""
    layer = example.make()
    layer.build(example.open_shape)
    layer.set_weights([recorded[f"weight.{i}"] for i in range(len(layer.weight_names()))])
    assert f"weight.{len(layer.weight_names())}" not in recorded
    return layer


def check_pass(layer, recorded, moment, prefix):
    y, cache = layer.forward(recorded["x"], moment)
    np.testing.assert_allclose(y, recorded[f"{prefix}y"], **CLOSE)
    extra = layer.activity_penalty_grad(y)
    dx, grads = layer.backward(recorded["dy"] + (0 if extra is None else extra), cache)
    trained = [grads[name] for name in layer.weight_names(trainable=True)]
    for i, gradient in enumerate([dx, *trained]):
        np.testing.assert_allclose(gradient, recorded[f"{prefix}gradient.{i}"], rtol=1e-4, atol=2e-5)
    return y


def test_inference_gives_the_recorded_numbers(example, golden):
    recorded = golden[example.key]
    layer = with_weights(example, recorded)
    y = check_pass(layer, recorded, example.at(INFERENCE), "")
    np.testing.assert_allclose(layer.activity_penalty(y), recorded["loss"], **CLOSE)


def test_training_gives_the_recorded_numbers(example, golden):
    recorded = golden[example.key]
    layer = with_weights(example, recorded)
    if "training.y" not in recorded:
        return
    for _ in range(3):
        check_pass(layer, recorded, example.at(TRAINING), "training.")
    for i, w in enumerate(layer.get_weights()):
        np.testing.assert_allclose(w, recorded[f"training.weight.{i}"], **CLOSE)


@pytest.mark.parametrize("cls", registry.classes("layer"), ids=lambda cls: cls.__name__)
def test_signature_is_the_recorded_one(cls, signatures):
    """Arguments that are taken by name alone have no place in the order."""
    by_name = {*hyperparameters(Layer), *cls.only, "batch_shape"}
    theirs = [[n, d] for n, d in signatures[cls.__name__] if n not in by_name]
    kept = [p for p in inspect.signature(cls).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    ours = [[p.name, "required" if p.default is p.empty else p.default] for p in kept]
    assert json.loads(json.dumps(ours)) == theirs
    for name, value in cls.only.items():
        assert [name, value] in signatures[cls.__name__]


@pytest.mark.parametrize("cls", registry.classes("cell"), ids=lambda cls: cls.__name__)
def test_a_cell_has_the_recorded_signature(cls, signatures):
    kept = [p for p in inspect.signature(cls).parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    ours = [[p.name, "required" if p.default is p.empty else p.default] for p in kept]
    assert json.loads(json.dumps(ours)) == signatures[cls.__name__]


def test_input_has_the_recorded_signature(signatures):
    kept = inspect.signature(layers.Input).parameters.values()
    assert [[p.name, p.default] for p in kept] == signatures["Input"]
