"""Labels that do not match a loss are rejected with a helpful error, from shapes and dtypes alone."""

import numpy as np
import pytest

from engine import losses
from engine.errors import ProblemError

CATEGORICAL = ["categorical_crossentropy", "categorical_focal_crossentropy", "categorical_hinge"]
ELEMENTWISE = ["mse", "mae", "binary_crossentropy", "huber", "hinge", "poisson", "dice"]
SPARSE = ["sparse_categorical_crossentropy", "categorical_generalized_cross_entropy"]


def check_code(name, labels, dtype, outputs):
    try:
        losses.get(name).check(labels, np.dtype(dtype), outputs)
    except ProblemError as error:
        return error.problem.code
    return None


@pytest.mark.parametrize("name", CATEGORICAL)
@pytest.mark.parametrize(("labels", "dtype", "outputs", "code"), [
    ((None, 10), "float32", (None, 10), None),
    ((60, 10), "uint8", (None, 10), None),
    ((None,), "uint8", (None, 10), "labels_are_integers"),
    ((None, 1), "int64", (None, 10), "labels_are_integers"),
    ((None, 5), "int64", (None, 5, 10), "labels_are_integers"),
    ((None,), "float32", (None, 10), "outputs_do_not_match_labels"),
    ((None, 3), "float32", (None, 10), "outputs_do_not_match_labels"),
    ((None, 10), "float32", (None, 13, 13, 10), "outputs_do_not_match_labels"),
    ((None,), "<U5", (None, 10), "labels_are_not_numbers"),
])
def test_one_hot_losses_check_labels(name, labels, dtype, outputs, code):
    assert check_code(name, labels, dtype, outputs) == code


@pytest.mark.parametrize("name", SPARSE)
@pytest.mark.parametrize(("labels", "dtype", "outputs", "code"), [
    ((None,), "uint8", (None, 10), None),
    ((None, 1), "float32", (None, 10), None),
    ((None, 5), "int64", (None, 5, 10), None),
    ((None, 10), "float32", (None, 10), "labels_are_one_hot"),
    ((None, 3), "float32", (None, 10), "outputs_do_not_match_labels"),
    ((None,), "int64", (None, 5, 10), "outputs_do_not_match_labels"),
    ((None, 4), "int64", (None, 5, 10), "outputs_do_not_match_labels"),
    ((None,), "object", (None, 10), "labels_are_not_numbers"),
])
def test_sparse_losses_check_labels(name, labels, dtype, outputs, code):
    assert check_code(name, labels, dtype, outputs) == code


@pytest.mark.parametrize("name", ELEMENTWISE)
@pytest.mark.parametrize(("labels", "outputs", "code"), [
    ((None, 10), (None, 10), None),
    ((None,), (None, 1), None),
    ((None, 1), (None, 1), None),
    ((None, 4, 4), (None, 4, 4, 1), None),
    ((None, None, 3), (None, 7, 3), None),
    ((None,), (None, 10), "outputs_do_not_match_labels"),
    ((None, 1), (None, 10), "outputs_do_not_match_labels"),
    ((None, 10), (None, 1), "outputs_do_not_match_labels"),
    ((None, 3), (None, 4, 4, 1), "outputs_do_not_match_labels"),
])
def test_elementwise_losses_check_labels(name, labels, outputs, code):
    assert check_code(name, labels, "float64", outputs) == code


@pytest.mark.parametrize("labels", [[0, 1, 3], [0, -1, 2]])
def test_label_out_of_range_is_rejected(labels):
    with pytest.raises(ProblemError) as caught:
        losses.get("sparse_categorical_crossentropy").prepare(labels, (3, 3))
    assert caught.value.problem.code == "label_out_of_range"
    assert caught.value.problem.values["label"] in (3, -1)


def test_ignore_class_may_be_out_of_range():
    loss = losses.SparseCategoricalCrossentropy(ignore_class=255)
    np.testing.assert_array_equal(loss.prepare([0, 255, 2], (3, 3)), [0, 255, 2])
    with pytest.raises(ProblemError):
        loss.prepare([0, 254, 2], (3, 3))


def test_problem_carries_the_values_of_its_message():
    with pytest.raises(ProblemError) as caught:
        losses.CategoricalCrossentropy().check((None,), "int64", (None, 10))
    assert caught.value.problem.path == ("loss",)
    assert caught.value.problem.values == {"loss": "categorical_crossentropy", "labels": (None,), "outputs": (None, 10)}


def test_prepare_converts_labels_of_all_samples():
    loss = losses.MeanSquaredError()
    assert loss.prepare(np.arange(100), (None, 1)).shape == (100, 1)
    assert loss.prepare(np.zeros((100, 1), dtype="float64"), (None, 1)).dtype == np.float32
    assert losses.SparseCategoricalCrossentropy().prepare(np.zeros((100, 1), dtype="uint8"), (None, 3)).shape == (100,)
