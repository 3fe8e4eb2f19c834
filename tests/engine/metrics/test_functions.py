"""Functional metrics such as ``keras.metrics.binary_accuracy``, called directly and in ``compile``."""

import pickle

import numpy as np
import pytest

from engine import metrics
from engine.layers import Dense
from engine.models import Sequential

RNG = np.random.default_rng(1)
PROBABILITIES = RNG.dirichlet(np.ones(4), 6).astype("float32")
CLASSES = RNG.integers(0, 4, 6)


@pytest.mark.parametrize("function", dict.fromkeys(metrics.FUNCTIONS.values()), ids=lambda function: function.__name__)
def test_function_returns_the_unreduced_values_of_its_class(function):
    assert getattr(metrics, function.__name__) is function
    labels = CLASSES if "sparse" in function.__name__ else np.eye(4, dtype="float32")[CLASSES]
    values = function(labels, PROBABILITIES)
    assert values.dtype == "float32"
    assert len(values) == 6
    mean = function.metric_class()(labels, PROBABILITIES)
    np.testing.assert_allclose(values.mean(), mean, rtol=1e-5)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(function))(labels, PROBABILITIES), values)


def test_compile_resolves_a_function_to_its_class():
    model = Sequential([Dense(4, activation="softmax")])
    model.compile("sgd", "categorical_crossentropy", metrics=[metrics.categorical_accuracy, metrics.mae, metrics.mse])
    history = model.fit(PROBABILITIES, np.eye(4)[CLASSES], verbose=0).history
    assert set(history) == {"loss", "categorical_accuracy", "mean_absolute_error", "mean_squared_error"}


def test_function_takes_hyperparameters():
    assert metrics.binary_accuracy([[1.0]], [[0.4]], threshold=0.3).tolist() == [[1.0]]
