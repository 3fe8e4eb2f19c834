"""Reshape: arranges the values of each sample in another grid."""

from math import prod
from typing import Any, ClassVar, final

from engine.errors import fail
from engine.hyperparameters import configurable, integers
from engine.layers.base import Layer
from engine.limits import MAX_RANK
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class Reshape(Layer):
    """``y`` holds the values of ``x`` in the same order, in the shape ``target_shape``

    x: ``(batch, …)``. y: ``(batch, *target_shape)``; one -1 in it is inferred from the other lengths.

    Backward: dy in the shape of x. Source: Keras 3, ``layers.Reshape``.
    """

    family: ClassVar[str] = "pooling"
    form: ClassVar[str] = "slope-row"

    target_shape: tuple[int, ...] = integers(-1, example=(-1,))

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.target_shape.count(-1) > 1:
            raise fail("several_open_lengths", "target_shape", argument="target_shape", value=self.target_shape)
        if len(self.target_shape) > MAX_RANK:
            raise fail("too_large", "target_shape", argument="the number of axes", high=MAX_RANK,
                       value=len(self.target_shape))
        if 0 in self.target_shape:
            raise fail("too_small", "target_shape", argument="target_shape", low=1, value=0)

    def check_input(self, input_shape: Shape) -> None:
        self.compute_output_shape(input_shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        lengths = [n for n in input_shape[1:] if n is not None]
        known_size = prod(n for n in self.target_shape if n != -1)
        if len(lengths) < len(input_shape) - 1:
            return (input_shape[0], *(None if n == -1 else n for n in self.target_shape))
        inferred, remainder = divmod(prod(lengths), known_size)
        if remainder or (inferred != 1 and -1 not in self.target_shape):
            raise self.problem("cannot_reshape", "target_shape", expected=self.target_shape, received=input_shape)
        return (input_shape[0], *(inferred if n == -1 else n for n in self.target_shape))

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return x.reshape(len(x), *self.compute_output_shape(x.shape)[1:]), x.shape

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return dy.reshape(cache), {}
