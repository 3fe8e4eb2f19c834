"""Metric strings that the loss resolves stay strings; metric classes stay classes."""

import pytest

from engine.specs.from_python import from_python


@pytest.mark.parametrize(("written", "class_name"), [
    ("'accuracy'", "accuracy"), ("'acc'", "acc"),
    ("keras.metrics.Accuracy()", "Accuracy"), ("'mae'", "MeanAbsoluteError"),
])
def test_metrics_keep_the_class_that_was_written(written: str, class_name: str) -> None:
    reading = from_python(f"model.compile(optimizer='sgd', loss='mse', metrics=[{written}])")
    assert reading.compile is not None
    assert [metric.class_name for metric in reading.compile.metrics] == [class_name]
