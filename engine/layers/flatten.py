"""Flatten: lays an image, or any grid, out in one row."""

from math import prod
from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import choice, configurable
from engine.layers.base import Layer
from engine.layers.shape_checks import require_min_rank
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class Flatten(Layer):
    """``y`` is ``x`` with all axes but the batch axis merged, in row-major order

    x: ``(batch, a, b, …)``. y: ``(batch, a · b · …)``. With ``data_format="channels_first"`` axis 1 of x is first
    moved to the end, so that y is the same for both data formats.

    Backward: dy in the shape of x. Source: Keras 3, ``layers.Flatten``.
    """

    family: ClassVar[str] = "pooling"
    form: ClassVar[str] = "slope-row"

    data_format: str | None = choice("channels_last", "channels_first", default=None)

    def check_input(self, input_shape: Shape) -> None:
        require_min_rank(self, input_shape, 1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        lengths = [n for n in input_shape[1:] if n is not None]
        return (input_shape[0], None if len(lengths) < len(input_shape) - 1 else prod(lengths))

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        moved = self._channels_last(x)
        return moved.reshape(len(x), prod(x.shape[1:])), moved.shape

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        moved = dy.reshape(cache)
        return np.moveaxis(moved, -1, 1) if self._moves(moved) else moved, {}

    def _moves(self, x: Array) -> bool:
        return self.data_format == "channels_first" and x.ndim > 1

    def _channels_last(self, x: Array) -> Array:
        return np.moveaxis(x, 1, -1) if self._moves(x) else x
