"""Mismatches of loss, metrics and labels with the last layers of a stack."""

import pytest

from engine.specs.matching import Target, match
from engine.specs.objects import CompileSpec, ModelSpec, ObjectSpec

DIGITS = Target((), "int64", 10)
ONE_HOT = Target((2,), "float32", 2)
BINARY = Target((), "int64", 2)


def dense(units, activation):
    return ObjectSpec("Dense", {"units": units, "activation": activation})


def problems(target, loss, *layers, metrics=()):
    compiled = CompileSpec(ObjectSpec("Adam"), ObjectSpec(loss), tuple(map(ObjectSpec, metrics)))
    return [(p.code, p.path) for p in match(ModelSpec(layers, (4,)), compiled, target)]


@pytest.mark.parametrize("above", [(), (ObjectSpec("Dropout", {"rate": 0.5}),), (ObjectSpec("Flatten"), ObjectSpec("GaussianNoise", {"stddev": 0.1}))])
def test_pass_through_layers_may_follow_the_activation(above):
    assert problems(DIGITS, "SparseCategoricalCrossentropy", dense(10, "softmax"), *above) == []
    codes = problems(DIGITS, "SparseCategoricalCrossentropy", dense(10, "relu"), *above)
    assert codes == [("probabilities_expected", ("layers", 0))]


@pytest.mark.parametrize(("metric", "codes"), [
    ("accuracy", []), ("SparseTopKCategoricalAccuracy", []), ("Accuracy", []), ("MeanIoU", []),
    ("TopKCategoricalAccuracy", ["metric_needs_one_hot"]), ("CategoricalAccuracy", ["metric_needs_one_hot"])])
def test_one_hot_metrics_are_refused_for_integer_labels(metric, codes):
    layers = dense(10, "softmax")
    config = {"num_classes": 10} if metric == "MeanIoU" else {}
    compiled = CompileSpec(ObjectSpec("Adam"), ObjectSpec("SparseCategoricalCrossentropy"), (ObjectSpec(metric, config),))
    assert [p.code for p in match(ModelSpec((layers,), (4,)), compiled, DIGITS)] == codes


def test_integer_metrics_are_refused_for_one_hot_labels():
    codes = problems(ONE_HOT, "CategoricalCrossentropy", dense(2, "softmax"), metrics=["accuracy", "SparseCategoricalAccuracy"])
    assert codes == [("metric_needs_classes", ("compile", "metrics"))]


def test_a_layer_with_weights_does_not_pass_probabilities_through():
    codes = problems(DIGITS, "SparseCategoricalCrossentropy", dense(10, "softmax"), ObjectSpec("BatchNormalization"))
    assert codes == [("probabilities_expected", ("layers", 1))]


def test_binary_crossentropy_accepts_a_softmax_of_two():
    assert problems(ONE_HOT, "BinaryCrossentropy", dense(2, "softmax")) == []
    assert problems(BINARY, "BinaryCrossentropy", dense(1, "sigmoid")) == []


def test_a_softmax_of_one_does_not_give_probabilities():
    assert problems(BINARY, "BinaryCrossentropy", dense(1, "softmax")) == [("probabilities_expected", ("layers", 0))]


@pytest.mark.parametrize(("target", "expected"), [(Target((), "float32"), "linear"), (BINARY, "sigmoid")])
def test_a_softmax_of_one_is_a_problem_with_any_loss(target, expected):
    compiled = CompileSpec(ObjectSpec("Adam"), ObjectSpec("MeanSquaredError"))
    for layers in ((dense(1, "softmax"),), (dense(1, "linear"), ObjectSpec("Softmax"))):
        codes = match(ModelSpec(layers, (4,)), compiled, target)
        assert [(p.code, p.path, p.values["expected"]) for p in codes] == [("softmax_of_one", ("layers", len(layers) - 1), expected)]
    assert match(ModelSpec((dense(1, expected),), (4,)), compiled, target) == []
