"""MeanMetricWrapper: a function of ``y_true`` and ``y_pred`` as a metric."""

from collections.abc import Callable
from typing import Any, ClassVar, final

import numpy as np

from engine.backend.config import floatx
from engine.backend.eager_tensor import eager
from engine.backend.tensor import raw
from engine.callables import Function, function_name
from engine.errors import fail
from engine.hyperparameters import configurable, declare, text
from engine.metrics.mean_metric import MeanMetric
from engine.typing import Array


@final
@configurable
class MeanMetricWrapper(MeanMetric):
    """The mean of ``fn(y_true, y_pred)`` over all samples.

    y_true, y_pred: ``(batch, …, outputs)``; ``fn`` returns a scalar, or a value for each sample or output. A scalar
    counts as one sample. Source: Keras 3, ``metrics.MeanMetricWrapper``.
    """

    label_format: ClassVar[str] = "any"

    fn: Callable[[Any, Any], Any] = declare(Function())
    name: str | None = text(default=None, kw_only=True)
    dtype: str | None = text(default=None, kw_only=True)

    def default_name(self) -> str:
        return function_name(self.fn)

    def sample_values(self, y_true: Array, y_pred: Array) -> Array:
        values = np.asarray(raw(self.fn(eager(y_true), eager(y_pred))))
        if values.dtype.kind not in "biuf":
            raise fail("not_a_loss", "metrics", function=self.default_name(), value=values)
        return values if values.dtype.kind == "f" else values.astype(floatx())
