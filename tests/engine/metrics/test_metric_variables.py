"""The sums of means are variables, as in Keras; values recorded from Keras 3.15."""

import numpy as np
import pytest

from engine.metrics import BinaryAccuracy, Mean, MeanSquaredError, Precision, Sum


def test_the_variables_of_a_mean():
    metric = Mean(name="m")
    metric.update_state([1.0, 2.0, 6.0])
    assert [(v.name, v.path, float(v)) for v in metric.variables] == [("total", "m/total", 9.0), ("count", "m/count", 3.0)]
    assert float(metric.total / metric.count) == metric.result() == 3.0


@pytest.mark.parametrize("metric", [MeanSquaredError(), BinaryAccuracy()])
def test_metrics_that_are_means_have_them_too(metric):
    metric.update_state([[1.0], [0.0]], [[1.0], [1.0]])
    assert [v.numpy().tolist() for v in metric.variables] == [1.0, 2.0]


def test_an_assigned_sum_counts():
    metric = Sum()
    metric.update_state([1.0, 2.0])
    metric.total.assign(10.0)
    metric.update_state([1.0])
    assert float(metric.result()) == 11.0


def test_a_subclass_may_have_an_attribute_of_its_own():
    class Total(Mean):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.total = 5

    assert Total().total == 5
    assert Precision().variables == []
    assert np.isfinite(float(Total().result()))
