"""Functional losses such as ``mean_squared_error(y_true, y_pred)``: the loss of every sample, without reduction."""

from typing import Any, final

import numpy as np

from engine.backend.tensor import apply, raw
from engine.losses.base import Loss
from engine.losses.output_logits import values_of
from engine.registry import snake_case


@final
class PerSample:
    """A loss class as a function of ``y_true`` and ``y_pred``; further arguments are its hyperparameters."""

    def __init__(self, loss_class: type[Loss]) -> None:
        self.loss_class = loss_class
        self.__name__ = snake_case(loss_class.__name__)
        self.__doc__ = loss_class.__doc__

    def __call__(self, y_true: Any, y_pred: Any, *args: Any, **config: Any) -> Any:
        predictions = np.asarray(raw(y_pred))
        is_float = predictions.dtype.kind == "f"
        loss = self.loss_class(*args, **config, dtype=str(predictions.dtype) if is_float else None)
        predictions = predictions.astype(loss.compute_dtype, copy=False)
        labels = loss.prepare(raw(y_true), predictions.shape)
        values = values_of(loss, labels, predictions)
        return apply(values, (y_pred, lambda dvalues: loss.backward(dvalues, labels, predictions)))

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (PerSample, (self.loss_class,))


