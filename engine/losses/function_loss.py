"""FunctionLoss: a loss that a learner wrote as a function with ``engine.backend``."""

from collections.abc import Callable
from typing import Any, final

import numpy as np

from engine.backend.tensor import Tensor, gradient
from engine.errors import fail
from engine.hyperparameters import configurable, declare
from engine.losses.base import Loss
from engine.losses.callables import Function
from engine.losses.ranks import same_rank
from engine.typing import Array, Shape


@final
@configurable
class FunctionLoss(Loss):
    """``function(y_true, y_pred)``: a number, or one for each sample or output; ``reduction`` makes one of them.

    y_true, y_pred: ``(batch, …, outputs)``. The slope by ``y_pred`` is found by a tape: the function gets a
    :class:`~engine.backend.Tensor`, whose every operation is remembered. Source: Keras 3, ``LossFunctionWrapper``.
    """

    function: Callable[[Any, Any], Any] = declare(Function())

    def check_shape(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        """Any shape may suit: only the function knows."""

    def prepare(self, y_true: Any, y_pred_shape: Shape) -> Array:
        y_true = np.asarray(y_true)
        self.check(y_true.shape, y_true.dtype, y_pred_shape)
        labels: Array = y_true.astype(self.compute_dtype, copy=False)
        return labels

    def taped(self, y_true: Array, y_pred: Array) -> tuple[Tensor, Any]:
        """The source of the tape and what the function made of it."""
        source = Tensor(y_pred)
        y_true, y_pred = same_rank(y_true, y_pred)
        seen = source if y_pred.shape == source.shape else np.reshape(source, y_pred.shape)  # type: ignore[call-overload]
        return source, self.function(y_true, seen)

    def result(self, made: Any, y_pred: Array) -> Array:
        """What the function returned, as numbers."""
        found = np.asarray(made.data if isinstance(made, Tensor) else made)
        if found.dtype.kind not in "biuf":
            raise fail("not_a_loss", "loss", function=str(getattr(self.function, "__name__", "")), value=made)
        return found.astype(y_pred.dtype, copy=False)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        return self.result(self.taped(y_true, y_pred)[1], y_pred)

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        return self.backward(1.0, y_true, y_pred)

    def backward(self, dvalues: Any, y_true: Array, y_pred: Array) -> Array:
        source, made = self.taped(y_true, y_pred)
        return gradient(made, source, dvalues)

    def compute(self, y_true: Array, y_pred: Array, sample_weight: Any = None, mask: Any = None) -> tuple[Any, Array]:
        source, made = self.taped(y_true, y_pred)
        values = self.result(made, y_pred)
        weight = self.weights(y_true, values, sample_weight, mask)
        return self.reduce(values, weight), gradient(made, source, self.slope(values, weight))
