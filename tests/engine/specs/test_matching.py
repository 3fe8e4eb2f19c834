"""What suits a loss at the end of a stack: who makes the probabilities, and what may lie upon that layer."""

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
def test_layers_without_weights_may_lie_upon_the_one_that_makes_probabilities(above):
    assert problems(DIGITS, "SparseCategoricalCrossentropy", dense(10, "softmax"), *above) == []
    found = problems(DIGITS, "SparseCategoricalCrossentropy", dense(10, "relu"), *above)
    assert found == [("probabilities_expected", ("layers", 0))]


@pytest.mark.parametrize(("metric", "found"), [
    ("accuracy", []), ("SparseTopKCategoricalAccuracy", []), ("Accuracy", []), ("MeanIoU", []),
    ("TopKCategoricalAccuracy", ["metric_needs_one_hot"]), ("CategoricalAccuracy", ["metric_needs_one_hot"])])
def test_metrics_for_one_hot_labels_do_not_suit_integers(metric, found):
    layers = dense(10, "softmax")
    config = {"num_classes": 10} if metric == "MeanIoU" else {}
    compiled = CompileSpec(ObjectSpec("Adam"), ObjectSpec("SparseCategoricalCrossentropy"), (ObjectSpec(metric, config),))
    assert [p.code for p in match(ModelSpec((layers,), (4,)), compiled, DIGITS)] == found


def test_metrics_for_integers_do_not_suit_one_hot_labels():
    found = problems(ONE_HOT, "CategoricalCrossentropy", dense(2, "softmax"), metrics=["accuracy", "SparseCategoricalAccuracy"])
    assert found == [("metric_needs_classes", ("compile", "metrics"))]


def test_a_layer_with_weights_makes_values_of_its_own():
    found = problems(DIGITS, "SparseCategoricalCrossentropy", dense(10, "softmax"), ObjectSpec("BatchNormalization"))
    assert found == [("probabilities_expected", ("layers", 1))]


def test_binary_crossentropy_takes_a_softmax_of_two():
    assert problems(ONE_HOT, "BinaryCrossentropy", dense(2, "softmax")) == []
    assert problems(BINARY, "BinaryCrossentropy", dense(1, "sigmoid")) == []


def test_a_softmax_of_one_is_always_one():
    assert problems(BINARY, "BinaryCrossentropy", dense(1, "softmax")) == [("probabilities_expected", ("layers", 0))]


@pytest.mark.parametrize(("target", "expected"), [(Target((), "float32"), "linear"), (BINARY, "sigmoid")])
def test_a_softmax_of_one_is_named_whatever_the_loss_and_what_suits_the_labels_is_offered(target, expected):
    compiled = CompileSpec(ObjectSpec("Adam"), ObjectSpec("MeanSquaredError"))
    for layers in ((dense(1, "softmax"),), (dense(1, "linear"), ObjectSpec("Softmax"))):
        found = match(ModelSpec(layers, (4,)), compiled, target)
        assert [(p.code, p.path, p.values["expected"]) for p in found] == [("softmax_of_one", ("layers", len(layers) - 1), expected)]
    assert match(ModelSpec((dense(1, expected),), (4,)), compiled, target) == []
