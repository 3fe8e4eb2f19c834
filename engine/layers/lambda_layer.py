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

PROBE_SAMPLES = 2
"""Batch size of the call that infers the output shape."""


@final
@configurable
class Lambda(Layer):
    """``y = function(x, **arguments)``

    x: ``(batch, …)``. y: ``(batch, …)``, of the shape that the function returns (inferred from a trial call), or
    ``output_shape``: the shape of a sample, or a function from the input's shape to the output's, both with the batch
    axis. The function is written with ``engine.backend``; if it has parameters named ``training`` or ``mask``, these
    are passed to it. mask: a function of the input and its mask that returns the output's mask.

    Backward: ``dx`` by automatic differentiation: a tape records every operation of the function.
    Source: Keras 3, ``layers.Lambda``.
    """

    family: ClassVar[str] = "activation"
    form: ClassVar[str] = "film"

    function: Callable[..., Any] = declare(BackendFunction(), example="square")
    output_shape: Any = declare(ShapeOrFunction(), default=None)
    """The constructor keeps the argument as ``declared_shape`` and sets this attribute to None; after ``build`` it
    is the shape of the output, as in every layer."""
    mask: Any = declare(ShapeOrFunction(), default=None)
    arguments: dict[str, Any] | None = declare(Arguments(), default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.declared_shape, self.output_shape = self.output_shape, None

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        super().build(input_shape, seed)
        self.output_shape = self.compute_output_shape(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "output_shape": ShapeOrFunction().saved(self.declared_shape)}

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        if callable(self.declared_shape):
            return tuple(self.declared_shape(input_shape))
        if self.declared_shape is not None:
            return (input_shape[0], *self.declared_shape)
        if None in input_shape[1:]:
            raise self.problem("lambda_shape", "output_shape", received=input_shape)
        probe = np.ones((PROBE_SAMPLES, *(length or 0 for length in input_shape[1:])), self.compute_dtype)
        with np.errstate(all="ignore"):
            shape = np.shape(raw(self._call_function(probe, INFERENCE)))
        if not shape or shape[0] != PROBE_SAMPLES:
            raise self.problem("lambda_shape", "output_shape", received=input_shape)
        return (input_shape[0], *shape[1:])

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        y: Array = np.asarray(raw(self._call_function(x, context)), dtype=x.dtype)
        return y, (x, context)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        x, context = cache
        source = Tensor(x)
        y = self._call_function(source, context)
        return (gradient(y, source, dy) if isinstance(y, Tensor) else np.zeros_like(x)), {}

    def compute_mask(self, x: Array, mask: Array | None) -> Array | None:
        output_mask: Array | None = self.mask(x, mask) if callable(self.mask) else self.mask
        return output_mask

    def _call_function(self, x: Any, context: CallContext) -> Any:
        names = self._parameter_names()
        context_args = {k: v for k, v in (("training", bool(context)), ("mask", context.mask)) if k in names}
        return self.function(x, **(self.arguments or {}), **context_args)

    def _parameter_names(self) -> set[str]:
        """The function's parameter names; empty if it has no signature, like some NumPy functions."""
        try:
            return set(inspect.signature(self.function).parameters)
        except (TypeError, ValueError):
            return set()
