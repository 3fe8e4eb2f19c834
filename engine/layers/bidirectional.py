"""Bidirectional: reads a sequence from both ends, with two recurrent layers."""

from collections.abc import Mapping
from typing import Any, ClassVar, final

import numpy as np

from engine.errors import fail
from engine.hyperparameters import choice, configurable, of_kind
from engine.layers.base import NO_GRAD, Layer
from engine.layers.call_arguments import CallArguments
from engine.layers.recurrent import Recurrent
from engine.layers.wrapper import Wrapper, prefix
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class Bidirectional(Wrapper):
    """``y = merge(forward(x), backward(x))``

    x: ``(batch, time, features)``. forward: a copy of ``layer``. backward: a copy of ``backward_layer``, or of
    ``layer`` with ``go_backwards=True``, reading from the last step to the first; its outputs are reversed into the
    order of x. y: both outputs concatenated along the last axis (``concat``), or their ``sum``, mean (``ave``) or
    product (``mul``). With ``return_sequences`` y is 0 at masked steps. As in Keras, ``layer`` must not read backwards
    unless ``backward_layer`` is given. Weights: those of forward, then those of backward.

    Backward: the gradient of each layer's output is its columns of dy (``concat``), dy (``sum``), dy / 2 (``ave``) or
    dy times the other layer's output (``mul``); ``dx`` is the sum of the two layers' dx.
    Source: Schuster & Paliwal 1997; Keras 3, ``layers.Bidirectional``.
    """

    family: ClassVar[str] = "recurrent"
    form: ClassVar[str] = "frame"
    call_arguments: ClassVar[tuple[str, ...]] = ("sequences", "initial_state", "mask", "training")
    supports_masking: ClassVar[bool] = True
    only = {"weights": None}

    layer: Layer = of_kind("layer", families=("recurrent",), example={"class_name": "LSTM", "config": {"units": 32}})
    merge_mode: str = choice("sum", "mul", "concat", "ave", default="concat")
    backward_layer: Layer | None = of_kind("layer", families=("recurrent",), default=None)

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Raise a ProblemError for ``merge_mode=None``, which would give two outputs."""
        if arguments.get("merge_mode", "") is None:
            raise fail("one_output", "merge_mode", layer=cls.__name__)
        return super().accept(arguments)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.forward_layer = self._copy_layer("layer", self.layer, "forward", reverse=False)
        self.is_default_backward = self.backward_layer is None
        argument = "layer" if self.is_default_backward else "backward_layer"
        self.backward_layer = self._copy_layer(
            argument, self.backward_layer or self.layer, "backward" if self.is_default_backward else "",
            reverse=self.is_default_backward)
        pair = (self.forward_layer, self.reverse_layer)
        if pair[0].go_backwards == pair[1].go_backwards:
            raise self.problem("same_direction", "backward_layer", value=pair[0].go_backwards)
        for name in ("return_sequences", "stateful", "units"):
            if getattr(pair[0], name) != getattr(pair[1], name) and (name != "units" or self.merge_mode != "concat"):
                raise self.problem("unequal_directions", "backward_layer", argument=name,
                                   one=getattr(pair[0], name), other=getattr(pair[1], name))

    def _copy_layer(self, argument: str, layer: Layer, prefix: str, reverse: bool) -> Recurrent:
        """A copy of a layer with a prefixed name, as in Keras.

        argument: the name of the argument, for errors. prefix: of the copy's name; empty to keep the name. reverse: set
        ``go_backwards`` in the copy. Raises a ProblemError if the layer is not recurrent or has an activity
        regularizer.
        """
        if not isinstance(layer, Recurrent):
            raise self.problem("not_recurrent", argument, argument=argument, value=type(layer).__name__)
        if layer.output_regularizer is not None:
            raise self.problem("not_supported", argument, argument="activity_regularizer", expected=None,
                               value=layer.output_regularizer)
        config = layer.get_config()
        name = str(layer.name)
        name = f"{prefix}_{name.removeprefix(f'{prefix}_')}" if prefix else name
        config |= {"name": name, "trainable": self.trainable and layer.trainable}
        if reverse:
            config["go_backwards"] = True
        config["dtype"] = layer.dtype or self.dtype
        copy = type(layer).from_config(config)
        copy.zero_output_for_mask = layer.return_sequences
        return copy

    def spec_config(self) -> dict[str, Any]:
        return super().spec_config() | ({"backward_layer": None} if self.is_default_backward else {})

    @property
    def inner(self) -> Mapping[str, Layer]:
        return {"forward_layer": self.forward_layer, "backward_layer": self.reverse_layer}

    @property
    def reverse_layer(self) -> Recurrent:
        """``backward_layer`` with a narrower type: after construction it is always a recurrent layer."""
        assert isinstance(self.backward_layer, Recurrent)
        return self.backward_layer

    def reset_states(self) -> None:
        """Keras 2's name of :meth:`reset_state`."""
        self.reset_state()

    def inner_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        return dict.fromkeys(self.inner, input_shape)

    def run_call(self, call: CallArguments) -> Any:
        """Return ``y``, or with ``return_state`` ``[y, *states of forward, *states of backward]``.

        initial_state: a list of the initial states of forward, then those of backward.
        """
        initial_state = call.initial_state
        if not (self.has_multiple_outputs or initial_state is not None):
            return super().run_call(call)
        x, context = self.prepare_call(call)
        half, directions = self.forward_layer.state_count, (self.forward_layer, self.reverse_layer)
        count = half + self.reverse_layer.state_count
        if initial_state is not None and (not isinstance(initial_state, list | tuple) or len(initial_state) != count):
            received = np.shape(initial_state) if hasattr(initial_state, "shape") else len(initial_state)
            raise self.problem("wrong_states", "initial_state", count=count, received=received,
                               expected=(len(x), self.forward_layer.units))
        initial_states = initial_state and initial_state[:half], initial_state and initial_state[half:]
        caches = [layer.compute_states(x, context, initial)
                  for layer, initial in zip(directions, initial_states, strict=True)]
        first, second = (layer.get_output(cache) for layer, cache in zip(directions, caches, strict=True))
        y = self._merge(first, self._reverse_time(second))
        return [y, *(state[-1] for cache in caches for state in cache.states)] if self.has_multiple_outputs else y

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        shape = self.forward_layer.compute_output_shape(input_shape)
        if self.merge_mode != "concat":
            return shape
        return (*shape[:-1], self.forward_layer.units + self.reverse_layer.units)

    def compute_mask(self, x: Array, mask: Array | None = None) -> Array | None:
        return self.forward_layer.compute_mask(x, mask)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        first, first_cache = self.forward_layer.forward(x, context)
        second, second_cache = self.reverse_layer.forward(x, context)
        second = self._reverse_time(second)
        return self._merge(first, second), (first, second, first_cache, second_cache)

    def _merge(self, first: Array, second: Array) -> Array:
        match self.merge_mode:
            case "concat":
                y = np.concatenate([first, second], axis=-1)
            case "mul":
                y = first * second
            case _:
                y = first + second
        if self.merge_mode == "ave":
            y *= first.dtype.type(0.5)
        return y

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        first, second, *caches = cache
        match self.merge_mode:
            case "concat":
                grads = dy[..., :first.shape[-1]], dy[..., first.shape[-1]:]
            case "mul":
                grads = dy * second, dy * first
            case "ave":
                grads = (dy * dy.dtype.type(0.5),) * 2
            case _:
                grads = dy, dy
        dx, first_grads = self.with_buffers("forward_layer").backward(grads[0], caches[0])
        second_dx, second_grads = self.with_buffers("backward_layer").backward(self._reverse_time(grads[1]), caches[1])
        dx = dx + second_dx if self.needs_input_grad else NO_GRAD
        return dx, {**prefix("forward_layer", first_grads), **prefix("backward_layer", second_grads)}

    def _reverse_time(self, y: Array) -> Array:
        return y[:, ::-1] if self.forward_layer.return_sequences else y
