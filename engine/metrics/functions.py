"""Functional metrics such as ``binary_accuracy(y_true, y_pred)``: the value of every sample, without the mean."""

from typing import Any, final

import numpy as np

from engine.backend.config import floatx
from engine.backend.tensor import raw
from engine.metrics.mean_metric import MeanMetric
from engine.registry import snake_case
from engine.typing import Array


@final
class EachSample:
    """A metric class as a function of ``y_true`` and ``y_pred``; further arguments are its hyperparameters.

    In ``compile(metrics=[…])`` it is resolved to the class.
    """

    def __init__(self, metric_class: type[MeanMetric]) -> None:
        self.metric_class = metric_class
        self.__name__ = snake_case(metric_class.__name__)
        self.__doc__ = metric_class.__doc__

    def __call__(self, y_true: Any, y_pred: Any, *args: Any, **config: Any) -> Array:
        metric = self.metric_class(*args, **config)
        metric.check(np.shape(raw(y_true)), np.asarray(raw(y_true)).dtype, np.shape(raw(y_pred)))
        return metric.sample_values(np.asarray(raw(y_true)), np.asarray(raw(y_pred))).astype(floatx())

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (EachSample, (self.metric_class,))
