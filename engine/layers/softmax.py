"""Softmax: turns scores into probabilities that sum to 1."""

from typing import Any, ClassVar, final

import numpy as np

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

    Backward: ``∂yᵢ/∂xⱼ = yᵢ · ([i = j] − yⱼ)``, so ``dx = y · (dy − Σ dy · y)``, summed over the same axes.
    Source: Bridle 1990; Keras 3, ``layers.Softmax``.
    """

    family: ClassVar[str] = "activation"
    form: ClassVar[str] = "film"

    axis: tuple[int, ...] = integers(default=-1)

    def check_input(self, input_shape: Shape) -> None:
        normalize_axes(self, input_shape, self.axis)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        y = np.exp(x - x.max(axis=self.axis, keepdims=True))
        y /= y.sum(axis=self.axis, keepdims=True)
        return y, y

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        y = cache
        return y * (dy - np.sum(dy * y, axis=self.axis, keepdims=True)), {}
