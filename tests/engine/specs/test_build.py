"""A built spec equals the result of its printed code, run with the engine in place of Keras."""

import sys

import numpy as np
import pytest

import engine
from engine.hyperparameters import written_config
from engine.metrics.resolve import resolve
from engine.specs.build import build, build_compiled, metric_name
from engine.specs.objects import CompileSpec, ModelSpec, ObjectSpec
from engine.specs.to_python import compile_code, model_code

SCHEDULE = {"class_name": "ExponentialDecay",
            "config": {"initial_learning_rate": 0.5, "decay_steps": 10, "decay_rate": 0.9}}
MODELS = [
    ModelSpec((ObjectSpec("Dense", {"units": 3}),), (4,)),
    ModelSpec((ObjectSpec("Flatten"), ObjectSpec("Dense", {
        "units": 8, "activation": {"class_name": "LeakyRelu", "config": {"negative_slope": 0.3}}, "name": "숨은 층",
        "kernel_initializer": {"class_name": "RandomNormal", "config": {"stddev": 0.1, "seed": 3}},
        "kernel_regularizer": {"class_name": "L2", "config": {"l2": 0.5}}, "bias_constraint": "non_neg"}),
        ObjectSpec("Dropout", {"rate": 0.25, "noise_shape": [None, 8]}), ObjectSpec("Reshape", {"target_shape": [2, 4]}),
        ObjectSpec("Normalization", {"mean": [1.0, 2.0, 3.0, 4.0], "variance": [1.0, 1.0, 2.0, 2.0]})), (2, 2)),
]
COMPILES = [
    CompileSpec(),
    CompileSpec(ObjectSpec("SGD", {"learning_rate": SCHEDULE, "momentum": 0.5, "nesterov": True}),
                ObjectSpec("SparseCategoricalCrossentropy", {"from_logits": True}), (ObjectSpec("accuracy"),)),
    CompileSpec(ObjectSpec("AdamW", {"weight_decay": 0.1}), ObjectSpec("Huber", {"delta": 0.3}),
                (ObjectSpec("MeanAbsoluteError"), ObjectSpec("MeanSquaredError", {"name": "mean_squared_error"}),
                 ObjectSpec("Accuracy"), ObjectSpec("AUC", {"num_thresholds": 50}))),
    CompileSpec(ObjectSpec("Nadam"), ObjectSpec("crossentropy"), (ObjectSpec("acc"), ObjectSpec("ce"))),
]


@pytest.fixture
def run(monkeypatch):
    """Run code with the engine as Keras; returns its global variables."""
    monkeypatch.setitem(sys.modules, "keras", engine)

    def run(code, **names):
        names["keras"] = engine
        exec(code, names)
        return names

    return run


def same(one, other):
    return type(one) is type(other) and written_config(one) == written_config(other)


@pytest.mark.parametrize("spec", MODELS)
def test_built_models_equal_those_of_the_printed_code(spec, run):
    executed = run(model_code(spec, seed=3))["model"]
    built = build(spec, seed=3)
    for one, other in zip(executed.layers, built.layers, strict=True):
        one.name = other.name = one.given_name
        if getattr(one, "activation", None) is not None:
            x = np.linspace(-2, 2, 5, dtype="float32")
            np.testing.assert_array_equal(one.activation.forward(x), other.activation.forward(x))
            one.activation = other.activation
        assert same(one, other)
        assert [w.shape for w in one.get_weights()] == [w.shape for w in other.get_weights()]


@pytest.mark.parametrize("spec", COMPILES)
def test_built_compile_specs_equal_those_of_the_printed_code(spec, run):
    executed = run(compile_code(spec), model=engine.Sequential())["model"].compiled
    built = build_compiled(spec)
    assert same(executed.optimizer, built.optimizer)
    assert executed.loss == built.loss if isinstance(executed.loss, str) else same(executed.loss, built.loss)
    shapes = (None, 1), (None, 3)
    for metric, spec_metric, part in zip(executed.metrics, built.metrics, spec.metrics, strict=True):
        one, other = resolve(metric, None, *shapes), resolve(spec_metric, None, *shapes)
        assert same(one, other)
        assert one.name == metric_name(part)
