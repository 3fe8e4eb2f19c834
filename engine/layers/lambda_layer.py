"""Lambda: a learner's own function as a layer."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar, final

import numpy as np

from engine.backend.eager_tensor import eager
from engine.backend.tensor import Tensor, gradient, raw
from engine.hyperparameters import configurable, declare
from engine.layers.base import Layer
from engine.layers.call_arguments import CallArguments
from engine.layers.lambda_arguments import Arguments, BackendFunction, MaskOrFunction, ShapeOrFunction
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
    are passed to it. mask: of the output, ``(batch, time)``, or a function of the input and its mask that returns it.

    Backward: ``dx`` by automatic differentiation: a tape records every operation of the function.
    Source: Keras 3, ``layers.Lambda``.
    """

    family: ClassVar[str] = "activation"
    form: ClassVar[str] = "film"
    call_arguments: ClassVar[tuple[str, ...]] = ("inputs", "mask", "training")

    function: Callable[..., Any] = declare(BackendFunction(), example="square")
    output_shape: Any = declare(ShapeOrFunction(), default=None)
    """The constructor keeps the argument as ``declared_shape`` and sets this attribute to None; after ``build`` it
    is the shape of the output, as in every layer."""
    mask: Any = declare(MaskOrFunction(), default=None)
    arguments: dict[str, Any] | None = declare(Arguments(), default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.declared_shape, self.output_shape = self.output_shape, None

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        super().build(input_shape, seed)
        self.output_shape = self.compute_output_shape(input_shape)

    def as_mask(self, mask: Any, x_shape: tuple[int, ...]) -> Any:
        """The mask of a call, which is passed on to the function as it is."""
        return mask

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
            shape = np.shape(raw(self._call_function(eager(probe), INFERENCE)))
        if not shape or shape[0] != PROBE_SAMPLES:
            raise self.problem("lambda_shape", "output_shape", received=input_shape)
        return (input_shape[0], *shape[1:])

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        y: Array = np.asarray(raw(self._call_function(eager(x), context)), dtype=x.dtype)
        return y, (x, context)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        x, context = cache
        source = Tensor(x)
        y = self._call_function(source, context)
        return (gradient(y, source, dy) if isinstance(y, Tensor) else np.zeros_like(x)), {}

    @property
    def is_differentiable(self) -> bool:
        """Whether the function stays on the trace; tried with a small batch once the layer is built."""
        if self.built_input_shape is None:
            return True
        with np.errstate(all="ignore"):
            probe = Tensor(np.ones([length or PROBE_SAMPLES for length in self.built_input_shape], self.compute_dtype))
            return isinstance(self._call_function(probe, INFERENCE), Tensor)

    def call_on_trace(self, call: CallArguments) -> Any:
        context = self.prepare_call(replace(call, inputs=call.inputs.data))[1]
        return self._call_function(call.inputs, context)

    @property
    def handles_masks(self) -> bool:
        return self.mask is not None

    def compute_mask(self, x: Array, mask: Array | None = None) -> Array | None:
        output_mask = self.mask(eager(x), None if mask is None else eager(mask)) if callable(self.mask) else self.mask
        return None if output_mask is None else np.asarray(raw(output_mask), bool)

    def _call_function(self, x: Any, context: CallContext) -> Any:
        names = self._parameter_names()
        values = {"training": bool(context), "mask": None if context.mask is None else eager(context.mask)}
        context_args = {name: value for name, value in values.items() if name in names}
        return self.function(x, **(self.arguments or {}), **context_args)

    def _parameter_names(self) -> set[str]:
        """The function's parameter names; empty if it has no signature, like some NumPy functions."""
        try:
            return set(inspect.signature(self.function).parameters)
        except (TypeError, ValueError):
            return set()
