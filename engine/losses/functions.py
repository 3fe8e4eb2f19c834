"""Functional losses such as ``mean_squared_error(y_true, y_pred)``: the loss of every sample, without reduction."""

from typing import Any, final

import numpy as np

from engine.backend.eager_tensor import eager
from engine.backend.tensor import Tensor, raw
from engine.losses.base import Loss
from engine.losses.output_logits import values_of
from engine.registry import snake_case


def per_sample_values(loss: Loss, y_true: Any, y_pred: Any) -> Any:
    """Return the loss of every sample as a tensor, computed in the float type of ``y_pred``."""
    dtype = np.asarray(raw(y_pred)).dtype
    if dtype.kind == "f":
        loss.dtype = str(dtype)
    if isinstance(y_true, Tensor) or isinstance(y_pred, Tensor):
        return eager(loss.traced_values(y_true, y_pred)[1])
    predictions = np.asarray(raw(y_pred)).astype(loss.compute_dtype, copy=False)
    return eager(values_of(loss, loss.prepare(raw(y_true), predictions.shape), predictions))


@final
class PerSample:
    """A loss class as a function of ``y_true`` and ``y_pred``; further arguments are its hyperparameters."""

    def __init__(self, loss_class: type[Loss]) -> None:
        self.loss_class = loss_class
        self.__name__ = snake_case(loss_class.__name__)
        self.__doc__ = loss_class.__doc__

    def __call__(self, y_true: Any, y_pred: Any, *args: Any, **config: Any) -> Any:
        return per_sample_values(self.loss_class(*args, **config), y_true, y_pred)

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (PerSample, (self.loss_class,))


