"""SparseCategoricalCrossentropy with ``ignore_class`` and weights gives Keras's recorded values."""

import numpy as np
import pytest

from engine import metrics

PROBABILITIES = np.array([[[0.2, 0.5, 0.3], [0.6, 0.3, 0.1], [0.1, 0.1, 0.8]],
                          [[0.3, 0.4, 0.3], [0.25, 0.7, 0.05], [0.9, 0.05, 0.05]]], "float32")
LABELS = np.array([[0, -1, 2], [1, 1, -1]])
WEIGHTS = np.array([[1.0, 2, 3], [0.5, 4, 0]])


@pytest.mark.parametrize(("weights", "expected", "expected_of_logits"), [
    (None, 0.517591, 0.622097), (WEIGHTS[:, :1], 0.823021, 0.94369), (WEIGHTS, 0.489849, 0.812397),
    (WEIGHTS[..., None], 0.489849, 0.812397),
], ids=["none", "samples", "steps", "steps with an axis"])
def test_steps(weights, expected, expected_of_logits):
    for from_logits, value in ((False, expected), (True, expected_of_logits)):
        metric = metrics.SparseCategoricalCrossentropy(ignore_class=-1, from_logits=from_logits)
        for i in range(2):
            batch = slice(i, i + 1)
            metric.update_state(LABELS[batch], PROBABILITIES[batch], None if weights is None else weights[batch])
        assert metric.result() == pytest.approx(value, abs=2e-6)


@pytest.mark.parametrize(("weights", "expected"), [
    (None, 0.610861), (np.array([1.0, 4, 9]), 0.361773), (np.array([[1.0], [2], [3]]), 0.569717)])
def test_samples(weights, expected):
    metric = metrics.SparseCategoricalCrossentropy(ignore_class=-1)
    metric.update_state(LABELS[0], PROBABILITIES[0], weights)
    assert metric.result() == pytest.approx(expected, abs=2e-6)
