"""Lambda: a learner's own function as a layer."""

import inspect
from collections.abc import Callable
from typing import Any, ClassVar, final

import numpy as np

from engine.backend.tensor import Tensor, gradient, raw
from engine.hyperparameters import configurable, declare
from engine.layers.base import Layer
from engine.layers.lambda_arguments import Arguments, BackendFunction, ShapeOrFunction
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape

TRIED = 2
"""Samples of the batch by which the shape of the output is found."""


@final
@configurable
class Lambda(Layer):
    """``y = function(x, **arguments)``

    x: ``(batch, …)``. y: ``(batch, …)``, of the shape that the function gives (found by trying it once), or
    ``output_shape``. The function is written with ``engine.backend``; one that has an argument ``training`` or ``mask``
    is told it. mask: what goes on upward, an array or a function of the input and its mask.

    Backward: ``dx`` is found by a tape, on which every operation of the function is remembered.
    Source: Keras 3, ``layers.Lambda``.
    """

    family: ClassVar[str] = "activation"
    form: ClassVar[str] = "film"

    function: Callable[..., Any] = declare(BackendFunction(), example="square")
    output_shape: Any = declare(ShapeOrFunction(), default=None)
    """The argument; once the layer is built, the shape that the output has, as for every layer."""
    mask: Any = declare(ShapeOrFunction(), default=None)
    arguments: dict[str, Any] | None = declare(Arguments(), default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.given_shape, self.output_shape = self.output_shape, None

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        super().build(input_shape, seed)
        self.output_shape = self.compute_output_shape(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "output_shape": ShapeOrFunction().plain(self.given_shape)}

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        if callable(self.given_shape):
            return tuple(self.given_shape(input_shape))
        if self.given_shape is not None:
            return (input_shape[0], *self.given_shape)
        if None in input_shape[1:]:
            raise self.problem("lambda_shape", "output_shape", received=input_shape)
        tried = np.ones((TRIED, *(length or 0 for length in input_shape[1:])), self.compute_dtype)
        with np.errstate(all="ignore"):
            found = np.shape(raw(self._called(tried, INFERENCE)))
        if not found or found[0] != TRIED:
            raise self.problem("lambda_shape", "output_shape", received=input_shape)
        return (input_shape[0], *found[1:])

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        y: Array = np.asarray(raw(self._called(x, context)), dtype=x.dtype)
        return y, (x, context)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        x, training = cache
        source = Tensor(x)
        y = self._called(source, training)
        return (gradient(y, source, dy) if isinstance(y, Tensor) else np.zeros_like(x)), {}

    def compute_mask(self, x: Array, mask: Array | None) -> Array | None:
        found: Array | None = self.mask(x, mask) if callable(self.mask) else self.mask
        return found

    def _called(self, x: Any, context: CallContext) -> Any:
        told = {"training": bool(context), "mask": context.mask}
        return self.function(x, **(self.arguments or {}), **{k: v for k, v in told.items() if k in self._asked()})

    def _asked(self) -> set[str]:
        """The names of the function's arguments; some functions of NumPy's do not say them."""
        try:
            return set(inspect.signature(self.function).parameters)
        except (TypeError, ValueError):
            return set()
