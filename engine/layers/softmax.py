"""Softmax: turns scores into probabilities that sum to 1."""

from typing import Any, ClassVar, final

import numpy as np

from engine.activations.softmax import Softmax as SoftmaxFunction
from engine.backend.softmax_warning import warn_of_single_values
from engine.hyperparameters import configurable, integers
from engine.layers.base import Layer
from engine.layers.shape_checks import normalize_axes
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class Softmax(Layer):
    """``y = exp(x) / Σ exp(x)``, summed over ``axis`` (one axis or several)

    x, y: ``(batch, …)``. The largest x is subtracted first: y is the same, and no exp overflows.

    Where a mask, which broadcasts to x, is False, x counts as −1e9, so y is 0 unless the whole axis is masked.

    Backward: ``∂yᵢ/∂xⱼ = yᵢ · ([i = j] − yⱼ)``, so ``dx = y · (dy − Σ dy · y)``, summed over the same axes.
    It is 0 where the mask is False.
    Source: Bridle 1990; Keras 3, ``layers.Softmax``.
    """

    family: ClassVar[str] = "activation"
    form: ClassVar[str] = "film"
    call_arguments: ClassVar[tuple[str, ...]] = ("inputs", "mask")
    supports_masking: ClassVar[bool] = True

    axis: tuple[int, ...] = integers(default=-1)

    def check_input(self, input_shape: Shape) -> None:
        normalize_axes(self, input_shape, self.axis)

    only_masks: ClassVar[bool] = False
    """Set on the copy without activation, which only applies the mask."""

    def as_mask(self, mask: Any, x_shape: tuple[int, ...]) -> Array | None:
        """As in Keras, a mask of numbers counts what is above 0.5."""
        mask = None if mask is None else np.asarray(mask)
        return super().as_mask(mask if mask is None or mask.dtype == bool else mask > 0.5, x_shape)

    def check_mask(self, mask_shape: tuple[int, ...], x_shape: tuple[int, ...]) -> None:
        pairs = zip(reversed(mask_shape), reversed(x_shape), strict=False)
        if len(mask_shape) > len(x_shape) or any(m not in (1, n) for m, n in pairs):
            raise self.problem("mask_does_not_fit", "mask", expected=x_shape, received=mask_shape)

    @property
    def last_activation(self) -> Any:
        axes = np.atleast_1d(self.axis)
        return SoftmaxFunction(int(axes[0])) if len(axes) == 1 else None

    def without_activation(self) -> Layer:
        return self.with_attributes(only_masks=True)

    def __call__(self, *args: Any, **kwargs: Any) -> Array:
        x = args[0] if args else kwargs.get("inputs", 0)
        if len(self.axis) == 1:
            warn_of_single_values(np.shape(x), self.axis[0])
        y: Array = super().__call__(*args, **kwargs)
        return y

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        if context.mask is not None:
            self.check_mask(context.mask.shape, x.shape)
            x = np.where(context.mask, x, x.dtype.type(-3e4 if x.dtype == np.float16 else -1e9))
        if self.only_masks:
            return x, (None, context.mask)
        y = np.exp(x - x.max(axis=self.axis, keepdims=True))
        y /= y.sum(axis=self.axis, keepdims=True)
        return y, (y, context.mask)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        y, mask = cache
        dx = dy if y is None else y * (dy - np.sum(dy * y, axis=self.axis, keepdims=True))
        return dx if mask is None else dx * mask, {}
