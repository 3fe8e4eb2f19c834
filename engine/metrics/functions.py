"""Functional metrics such as ``binary_accuracy(y_true, y_pred)``: the value of every sample, without the mean."""

from typing import Any, final

import numpy as np

from engine.backend.config import floatx
from engine.backend.eager_tensor import eager
from engine.backend.tensor import Tensor, raw
from engine.losses.functions import per_sample_values
from engine.metrics.loss_metric import LossMetric
from engine.metrics.mean_metric import MeanMetric
from engine.registry import snake_case


@final
class EachSample:
    """A metric class as a function of ``y_true`` and ``y_pred``; further arguments are its hyperparameters.

    In ``compile(metrics=[…])`` it is resolved to the class.
    """

    def __init__(self, metric_class: type[MeanMetric]) -> None:
        self.metric_class = metric_class
        self.__name__ = snake_case(metric_class.__name__)
        self.__doc__ = metric_class.__doc__

    def __call__(self, y_true: Any, y_pred: Any, *args: Any, **config: Any) -> Any:
        metric = self.metric_class(*args, **config)
        if isinstance(metric, LossMetric):
            return per_sample_values(metric.loss_fn, y_true, y_pred)
        metric.check(np.shape(raw(y_true)), np.asarray(raw(y_true)).dtype, np.shape(raw(y_pred)))
        if not metric.is_differentiable:
            return eager(metric.sample_values(np.asarray(raw(y_true)), np.asarray(raw(y_pred))).astype(floatx()))
        dtype = np.result_type(np.asarray(raw(y_pred)).dtype, floatx())
        t, p = (x if isinstance(x, Tensor) else np.asarray(raw(x), dtype) for x in (y_true, y_pred))
        return eager(metric.sample_values(t, p))  # type: ignore[arg-type]

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (EachSample, (self.metric_class,))
