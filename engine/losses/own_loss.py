"""OwnLoss: a learner's subclass of a loss that overrides ``call`` or ``__call__``, as training uses it."""

from typing import Any, final

import numpy as np

from engine.backend.as_tensor import as_tensor
from engine.backend.tensor import Tensor, find_gradient, raw
from engine.errors import fail
from engine.losses.base import Loss, given_mask
from engine.overrides import overrides
from engine.typing import Array, Shape


@final
class OwnLoss(Loss):
    """Calls a learner's loss as Keras does; the gradient is computed with a tape.

    y_true, y_pred: ``(batch, …)``, as in the data, both floats. ``call`` returns the loss of every sample, which
    ``reduction`` reduces; ``__call__`` is called with the sample weights and returns the reduced loss.
    """

    def __init__(self, loss: Loss) -> None:
        super().__init__(reduction=loss.reduction, name=loss.name, dtype=loss.dtype)
        self.loss = loss
        self.calls_whole = overrides(type(loss), "__call__")

    def check_shape(self, y_true_shape: Shape, y_true_dtype: Any, y_pred_shape: Shape) -> None:
        """Accept any shape: the class decides."""

    def prepare(self, y_true: Any, y_pred_shape: Shape) -> Array:
        y_true = np.asarray(y_true)
        self.check(y_true.shape, y_true.dtype, y_pred_shape)
        labels: Array = y_true.astype(self.compute_dtype, copy=False)
        return labels

    def run(self, y_true: Array, y_pred: Any, sample_weight: Any, mask: Any) -> tuple[Any, Array]:
        """Call the class; return what it gives, as a tensor and as an array."""
        if self.calls_whole:
            with given_mask(mask):
                output = self.loss(as_tensor(y_true), as_tensor(y_pred), sample_weight)
        else:
            output = self.loss.call(as_tensor(y_true), as_tensor(y_pred))
        values = np.asarray(raw(output))
        if values.dtype.kind not in "biuf":
            raise fail("not_a_loss", "loss", function=type(self.loss).__name__, value=output)
        return output, values.astype(self.compute_dtype, copy=False)

    def values(self, y_true: Array, y_pred: Array) -> Array:
        return self.run(y_true, y_pred, None, None)[1]

    def evaluate(self, y_true: Array, y_pred: Array, sample_weight: Any = None, mask: Any = None) -> Any:
        values = self.run(y_true, y_pred, sample_weight, mask)[1]
        return values if self.calls_whole else self.reduce(values, self.weights(y_true, values, sample_weight, mask))

    def compute(self, y_true: Array, y_pred: Array, sample_weight: Any = None, mask: Any = None) -> tuple[Any, Array]:
        source = Tensor(y_pred)
        output, values = self.run(y_true, source, sample_weight, mask)
        loss, dvalues = values, 1.0
        if not self.calls_whole:
            weight = self.weights(y_true, values, sample_weight, mask)
            loss, dvalues = self.reduce(values, weight), self.reduction_grad(values, weight)
        grad = find_gradient(output, source, dvalues)
        if grad is None:
            raise fail("no_gradients", "loss", function=type(self.loss).__name__)
        return loss, grad


def as_trained(loss: Loss) -> Loss:
    """The loss for training: a learner's class with a ``call`` or ``__call__`` of its own is wrapped."""
    return OwnLoss(loss) if overrides(type(loss), "call", "__call__") else loss
