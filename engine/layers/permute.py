"""Permute: reorders axes, for example swaps rows and columns."""

from typing import Any, ClassVar, final

import numpy as np

from engine.errors import fail
from engine.hyperparameters import configurable, integers
from engine.layers.base import Layer
from engine.layers.shape_checks import require_rank
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class Permute(Layer):
    """``y``'s axis ``i`` is ``x``'s axis ``dims[i - 1]``; the batch axis, 0, stays

    x: ``(batch, …)`` of rank ``len(dims) + 1``. y: the axes of x in the order of dims.

    Backward: the inverse permutation. Source: Keras 3, ``layers.Permute``.
    """

    family: ClassVar[str] = "pooling"
    form: ClassVar[str] = "slope-row"

    dims: tuple[int, ...] = integers(1, example=(2, 1))

    def __post_init__(self) -> None:
        super().__post_init__()
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise fail("not_a_permutation", "dims", argument="dims", high=len(self.dims), value=self.dims)

    def check_input(self, input_shape: Shape) -> None:
        require_rank(self, input_shape, len(self.dims) + 1)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (input_shape[0], *(input_shape[axis] for axis in self.dims))

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return np.ascontiguousarray(x.transpose(0, *self.dims)), None

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return np.ascontiguousarray(dy.transpose(np.argsort((0, *self.dims)))), {}
