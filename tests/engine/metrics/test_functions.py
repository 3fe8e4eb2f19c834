"""``keras.metrics.binary_accuracy`` and the like are functions, by themselves and in ``compile``."""

import pickle

import numpy as np
import pytest

from engine import metrics
from engine.layers import Dense
from engine.models import Sequential

RNG = np.random.default_rng(1)
SHARES = RNG.dirichlet(np.ones(4), 6).astype("float32")
CLASSES = RNG.integers(0, 4, 6)


@pytest.mark.parametrize("function", dict.fromkeys(metrics.FUNCTIONS.values()), ids=lambda function: function.__name__)
def test_a_function_gives_what_its_class_takes_the_mean_of(function):
    assert getattr(metrics, function.__name__) is function
    labels = CLASSES if "sparse" in function.__name__ else np.eye(4, dtype="float32")[CLASSES]
    found = function(labels, SHARES)
    assert found.dtype == "float32"
    assert len(found) == 6
    mean = function.metric_class()(labels, SHARES)
    np.testing.assert_allclose(found.mean(), mean, rtol=1e-5)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(function))(labels, SHARES), found)


def test_in_compile_a_function_stands_for_its_class():
    model = Sequential([Dense(4, activation="softmax")])
    model.compile("sgd", "categorical_crossentropy", metrics=[metrics.categorical_accuracy, metrics.mae, metrics.mse])
    history = model.fit(SHARES, np.eye(4)[CLASSES], verbose=0).history
    assert set(history) == {"loss", "categorical_accuracy", "mean_absolute_error", "mean_squared_error"}


def test_a_threshold_is_an_argument():
    assert metrics.binary_accuracy([[1.0]], [[0.4]], threshold=0.3).tolist() == [[1.0]]
