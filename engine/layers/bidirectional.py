"""Bidirectional: reads a sequence from both ends, with two layers of one kind."""

from collections.abc import Mapping
from typing import Any, ClassVar, final

import numpy as np

from engine.errors import fail
from engine.hyperparameters import choice, configurable, of_kind
from engine.layers.base import NO_GRAD, Layer
from engine.layers.recurrent import Recurrent
from engine.layers.wrapper import Wrapper, under
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class Bidirectional(Wrapper):
    """``y = merge(forward(x), backward(x))``

    x: ``(batch, time, features)``. forward and backward: two layers like ``layer``, of which the second reads from the
    last step to the first (``backward_layer`` may be another one); its outputs are put into the order of x. y: the two
    side by side along the last axis (``concat``), or their ``sum``, mean (``ave``) or product (``mul``). With a mask,
    sequences of outputs are 0 where a step does not count. As in Keras, a layer alone has to read forwards. Weights:
    those of forward, then those of backward.

    Backward: each layer gets its part of dy: its columns, dy, dy / 2, or dy times the other's output; ``dx`` is the sum
    of both. Source: Schuster & Paliwal 1997; Keras 3, ``layers.Bidirectional``.
    """

    family: ClassVar[str] = "recurrent"
    form: ClassVar[str] = "frame"
    only = {"weights": None}

    layer: Layer = of_kind("layer", families=("recurrent",), example={"class_name": "LSTM", "config": {"units": 32}})
    merge_mode: str = choice("sum", "mul", "concat", "ave", default="concat")
    backward_layer: Layer | None = of_kind("layer", families=("recurrent",), default=None)

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Without a merge there would be two outputs."""
        if arguments.get("merge_mode", "") is None:
            raise fail("one_output", "merge_mode", layer=cls.__name__)
        return super().accept(arguments)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.forward_layer = self._twin("layer", self.layer, "forward", turned=False)
        there = "layer" if self.backward_layer is None else "backward_layer"
        self.turned = self.backward_layer is None
        self.backward_layer = self._twin(there, self.backward_layer or self.layer, "backward", self.turned)
        pair = (self.forward_layer, self.returning)
        if pair[0].go_backwards == pair[1].go_backwards:
            raise self.problem("same_direction", "backward_layer", value=pair[0].go_backwards)
        for name in ("return_sequences", "stateful", "units"):
            if getattr(pair[0], name) != getattr(pair[1], name) and (name != "units" or self.merge_mode != "concat"):
                raise self.problem("unequal_directions", "backward_layer", argument=name,
                                   one=getattr(pair[0], name), other=getattr(pair[1], name))

    def _twin(self, argument: str, layer: Layer, way: str, turned: bool) -> Recurrent:
        """A new layer like the one given, as Keras makes it."""
        if not isinstance(layer, Recurrent):
            raise self.problem("not_recurrent", argument, argument=argument, value=type(layer).__name__)
        if layer.output_regularizer is not None:
            raise self.problem("not_supported", argument, argument="activity_regularizer", expected=None,
                               value=layer.output_regularizer)
        config = layer.get_config()
        name = str(layer.name).removeprefix(f"{way}_")
        config |= {"name": f"{way}_{name}", "trainable": self.trainable and layer.trainable}
        if turned:
            config["go_backwards"] = True
        config["dtype"] = layer.dtype or self.dtype
        twin = type(layer).from_config(config)
        twin.zero_output_for_mask = layer.return_sequences
        return twin

    def spec_config(self) -> dict[str, Any]:
        return super().spec_config() | ({"backward_layer": None} if self.turned else {})

    @property
    def inner(self) -> Mapping[str, Layer]:
        return {"forward_layer": self.forward_layer, "backward_layer": self.returning}

    @property
    def returning(self) -> Recurrent:
        """The layer that reads from the last step, which is there even if none was given."""
        assert isinstance(self.backward_layer, Recurrent)
        return self.backward_layer

    def reset_states(self) -> None:
        """Keras 2's name of :meth:`reset_state`."""
        self.reset_state()

    def inner_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        return dict.fromkeys(self.inner, input_shape)

    def __call__(self, x: Any, training: bool = False, mask: Any = None, initial_state: Any = None) -> Any:
        """``y``; where the layers inside return their states, ``[y, *states forward, *states backward]``.

        initial_state: a state for each of those.
        """
        if not (self.has_multiple_outputs or initial_state is not None):
            return super().__call__(x, training, mask)
        x, context = self.prepare_call(x, training, mask)
        half = self.forward_layer.state_count
        runs = [layer.run(x, context, start) for layer, start in zip(
            (self.forward_layer, self.returning), (initial_state and initial_state[:half],
                                                   initial_state and initial_state[half:]), strict=True)]
        y = self._merged(self.forward_layer.output_of(runs[0]), self._in_order(self.returning.output_of(runs[1])))
        return [y, *(state[-1] for run in runs for state in run.states)] if self.has_multiple_outputs else y

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        first = self.forward_layer.compute_output_shape(input_shape)
        return (*first[:-1], self.forward_layer.units + self.returning.units) if self.merge_mode == "concat" else first

    def compute_mask(self, x: Array, mask: Array | None) -> Array | None:
        return self.forward_layer.compute_mask(x, mask)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        there, cache = self.forward_layer.forward(x, context)
        back, cache_back = self.returning.forward(x, context)
        back = self._in_order(back)
        return self._merged(there, back), (there, back, cache, cache_back)

    def _merged(self, there: Array, back: Array) -> Array:
        match self.merge_mode:
            case "concat":
                y = np.concatenate([there, back], axis=-1)
            case "mul":
                y = there * back
            case _:
                y = there + back
        if self.merge_mode == "ave":
            y *= there.dtype.type(0.5)
        return y

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        there, back, *caches = cache
        match self.merge_mode:
            case "concat":
                parts = dy[..., :there.shape[-1]], dy[..., there.shape[-1]:]
            case "mul":
                parts = dy * back, dy * there
            case "ave":
                parts = (dy * dy.dtype.type(0.5),) * 2
            case _:
                parts = dy, dy
        dx, grads = self.lend("forward_layer").backward(parts[0], caches[0])
        more, others = self.lend("backward_layer").backward(self._in_order(parts[1]), caches[1])
        slope = dx + more if self.needs_input_grad else NO_GRAD
        return slope, {**under("forward_layer", grads), **under("backward_layer", others)}

    def _in_order(self, back: Array) -> Array:
        return back[:, ::-1] if self.forward_layer.return_sequences else back
