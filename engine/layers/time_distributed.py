"""TimeDistributed: applies one layer, with the same weights, to every time step."""

from collections.abc import Mapping
from typing import Any, ClassVar, final

import numpy as np

from engine.hyperparameters import configurable, of_kind
from engine.layers.base import NO_GRAD, Layer
from engine.layers.input_layer import InputLayer
from engine.layers.wrapper import Wrapper, prefix
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class TimeDistributed(Wrapper):
    """``y[:, t] = layer(x[:, t])`` for every t

    x: ``(batch, time, …)``. y: ``(batch, time, …)``, from ``layer`` applied to ``(batch, …)``. Most layers get all
    steps at once, as ``batch · time`` samples; a layer with non-trainable weights, such as BatchNormalization's moving
    statistics, gets one step at a time in training, as in Keras. A layer that takes a mask gets that of its step.

    Backward: that of ``layer``, the gradients of its weights summed over the steps. The activity-regularization penalty
    of ``layer`` is not added, as in Keras. Source: Keras 3, ``layers.TimeDistributed``.
    """

    family: ClassVar[str] = "recurrent"
    form: ClassVar[str] = "frame"
    supports_masking: ClassVar[bool] = True
    call_arguments: ClassVar[tuple[str, ...]] = ("inputs", "training", "mask")

    layer: Layer = of_kind("layer", example={"class_name": "Dense", "config": {"units": 32}})

    def __post_init__(self) -> None:
        super().__post_init__()
        if isinstance(self.layer, InputLayer):
            raise self.problem("not_of_kind", "layer", argument="layer", kind="layer", value=self.layer)
        if self.layer.needs_fixed_batch_size:
            raise self.problem("not_supported", "layer", argument="stateful", expected=False, value=True)
        if not self.trainable:
            self.layer.trainable = False
        if self.layer.dtype is None:
            self.layer.dtype = self.dtype

    @property
    def inner(self) -> Mapping[str, Layer]:
        return {"layer": self.layer}

    def inner_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        return {"layer": (None, *input_shape[2:])}

    def check_input(self, input_shape: Shape) -> None:
        if len(input_shape) < 3:
            raise self.problem("steps_expected", received=input_shape)
        super().check_input(input_shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (*input_shape[:2], *self.layer.compute_output_shape(self.inner_shapes(input_shape)["layer"])[1:])

    @property
    def last_activation(self) -> Any:
        return self.layer.last_activation

    def without_activation(self) -> Layer:
        return self.with_attributes(layer=self.layer.without_activation())

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        mask = context.mask if "mask" in self.layer.call_arguments else None
        if not (context and self.layer.weight_names(trainable=False)):
            samples = x.reshape(-1, *x.shape[2:])
            mask = mask if mask is None else self._inner_mask(mask.reshape(-1, *mask.shape[2:]), samples)
            y, cache = self.layer.forward(samples, context.masked(mask))
            return y.reshape(*x.shape[:2], *y.shape[1:]), [cache]
        pairs = [self.layer.forward(np.ascontiguousarray(step), context.masked(
            None if mask is None else self._inner_mask(mask[:, t], step))) for t, step in enumerate(x.swapaxes(0, 1))]
        return np.stack([y for y, _ in pairs], axis=1), [cache for _, cache in pairs]

    def _inner_mask(self, mask: Array, x: Array) -> Array | None:
        """The mask of one step, or of all steps as samples; raises a ProblemError if it does not fit the layer."""
        return self.layer.as_mask(mask, x.shape)

    def check_mask(self, mask_shape: tuple[int, ...], x_shape: tuple[int, ...]) -> None:
        super().check_mask(mask_shape[:2], x_shape)

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        layer = self.with_buffers("layer")
        if len(cache) == 1:
            dx, grads = layer.backward(dy.reshape(-1, *dy.shape[2:]), cache[0])
            dx = dx.reshape(*dy.shape[:2], *dx.shape[1:]) if self.needs_input_grad else NO_GRAD
            return dx, prefix("layer", grads)
        layer.gradients = {}  # each step would overwrite the gradients of the one before
        steps = np.ascontiguousarray(dy.swapaxes(0, 1))
        pairs = [layer.backward(step, step_cache) for step, step_cache in zip(steps, cache, strict=True)]
        total = {name: np.sum([grads[name] for _, grads in pairs], axis=0, out=self.gradients.get(f"layer/{name}"))
                 for name in pairs[0][1]}
        return np.stack([dx for dx, _ in pairs], axis=1) if self.needs_input_grad else NO_GRAD, prefix("layer", total)
