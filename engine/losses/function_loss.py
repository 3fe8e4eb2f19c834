"""FunctionLoss: a custom loss, written as a function with ``engine.backend``."""

from collections.abc import Callable
from typing import Any, ClassVar, final

import numpy as np

from engine.backend.eager_tensor import eager
from engine.backend.elementwise import cast
from engine.backend.shapes import reshape
from engine.backend.tensor import Tensor, find_gradient, gradient, raw
from engine.callables import Function, function_name
from engine.errors import fail
from engine.hyperparameters import configurable, declare
from engine.losses.base import Loss
from engine.losses.squeeze_or_expand import squeeze_or_expand_shapes, squeeze_or_expand_to_same_rank
from engine.typing import Array, Shape


@final
@configurable
class FunctionLoss(Loss):
    """``function(y_true, y_pred)``: a scalar, or a value for each sample or output, then reduced by ``reduction``.

    y_true, y_pred: ``(batch, …, outputs)``. The gradient is computed with a tape: the function gets a
    :class:`~engine.backend.Tensor` that records every operation. Source: Keras 3, ``LossFunctionWrapper``.
    """

    is_function: ClassVar[bool] = True

    function: Callable[[Any, Any], Any] = declare(Function())

    def check_shape(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        """Accept any shape: the function decides."""

    def prepare(self, y_true: Any, y_pred_shape: Shape) -> Array:
        y_true = np.asarray(y_true)
        self.check(y_true.shape, y_true.dtype, y_pred_shape)
        labels: Array = y_true.astype(self.compute_dtype, copy=False)
        return labels

    def run_on_tape(self, y_true: Array, y_pred: Array) -> tuple[Tensor, Any]:
        """Call the function on a tape; return the tensor of ``y_pred`` and the function's output."""
        source = Tensor(y_pred)
        y_true, y_pred = squeeze_or_expand_to_same_rank(y_true, y_pred)
        same = y_pred.shape == source.shape
        predictions = source if same else np.reshape(source, y_pred.shape)
        return source, self.function(eager(y_true), predictions)

    def to_array(self, output: Any, y_pred: Array) -> Array:
        """Convert the function's output to an array of the dtype of ``y_pred``."""
        values = np.asarray(raw(output))
        if values.dtype.kind not in "biuf":
            raise fail("not_a_loss", "loss", function=str(getattr(self.function, "__name__", "")), value=output)
        return values.astype(y_pred.dtype, copy=False)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        return self.to_array(self.run_on_tape(y_true, y_pred)[1], y_pred)

    def gradient(self, y_true: Array, y_pred: Array) -> Array:
        return self.backward(1.0, y_true, y_pred)

    def backward(self, dvalues: Any, y_true: Array, y_pred: Array) -> Array:
        source, output = self.run_on_tape(y_true, y_pred)
        return gradient(output, source, dvalues)

    def compute(self, y_true: Array, y_pred: Array, sample_weight: Any = None, mask: Any = None) -> tuple[Any, Array]:
        source, output = self.run_on_tape(y_true, y_pred)
        values = self.to_array(output, y_pred)
        weight = self.weights(y_true, values, sample_weight, mask)
        grad = find_gradient(output, source, self.reduction_grad(values, weight))
        if grad is None:
            raise fail("no_gradients", "loss", function=function_name(self.function))
        return self.reduce(values, weight), grad

    def traced_values(self, y_true: Any, y_pred: Any) -> tuple[Array, Any]:
        predictions = cast(y_pred, self.compute_dtype)
        labels = self.prepare(raw(y_true), predictions.shape)
        targets = cast(y_true, self.compute_dtype) if isinstance(y_true, Tensor) else eager(labels)
        shapes = squeeze_or_expand_shapes(targets.shape, predictions.shape)
        output = self.function(reshape(targets, shapes[0]), reshape(predictions, shapes[1]))
        return labels, output if isinstance(output, Tensor) else self.to_array(output, raw(predictions))
