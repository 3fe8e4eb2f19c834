"""RNN: reads a sequence with a cell, or with a stack of cells."""

from collections.abc import Mapping
from typing import Any, ClassVar, final

from engine.cells.base import Cell
from engine.hyperparameters import boolean, configurable, of_kind, written_config
from engine.layers.base import Layer
from engine.layers.layer_serialization import WeightGroup
from engine.layers.recurrent import Recurrent
from engine.layers.wrapper import Wrapper, under
from engine.random import INFERENCE, CallContext
from engine.registry import snake_case
from engine.typing import Array, Shape


@final
@configurable
class RNN(Wrapper):
    """``h[t] = cell(x[t], h[t − 1])``

    x: ``(batch, time, features)``. y: ``(batch, units)`` of the cell, the last output, or with ``return_sequences``
    every output, ``(batch, time, units)``. A list of cells is a stack of them: as each cell keeps states of its own,
    that is the same as a layer for each cell, one on top of the other, and is computed so. Masks, states and the
    direction are as in LSTM. A cell is one of SimpleRNNCell, LSTMCell, GRUCell and StackedRNNCells; a cell that a
    learner writes has no place here, as its slopes are not known.

    Backward: through the layers from the last cell to the first. Source: Keras 3, ``layers.RNN``.
    """

    family: ClassVar[str] = "recurrent"
    form: ClassVar[str] = "frame"

    cell: Cell = of_kind("cell", example={"class_name": "LSTMCell", "config": {"units": 32}})
    return_sequences: bool = boolean(default=False)
    return_state: bool = boolean(default=False)
    go_backwards: bool = boolean(default=False)
    stateful: bool = boolean(default=False)
    unroll: bool = boolean(default=False)
    zero_output_for_mask: bool = boolean(default=False)

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """A list of cells stands for a stack of them."""
        cells = arguments.get("cell")
        if isinstance(cells, list | tuple):
            stacked = {"class_name": "StackedRNNCells", "config": {"cells": list(cells)}}
            arguments = {**arguments, "cell": stacked}
        return super().accept(arguments)

    def __post_init__(self) -> None:
        super().__post_init__()
        *lower, last = self.cell.stacked_cells
        way = {"stateful": self.stateful, "unroll": self.unroll}
        made = [cell.make_layer(return_sequences=True, **way) for cell in lower]
        made.append(last.make_layer(return_sequences=self.return_sequences, **way))
        made[0].go_backwards = self.go_backwards
        made[-1].zero_output_for_mask = self.zero_output_for_mask
        self.places = [f"cell_{number}" for number in range(len(made))]
        for place, layer in zip(self.places, made, strict=True):
            layer.trainable = layer.trainable and self.cell.trainable and self.trainable
            layer.dtype = layer.dtype or self.dtype
            setattr(self, place, layer)

    @property
    def inner(self) -> Mapping[str, Layer]:
        return {place: getattr(self, place) for place in self.places}

    @property
    def readers(self) -> list[Recurrent]:
        """The layers that read with the cells, the first next to the input."""
        return [getattr(self, place) for place in self.places]

    @property
    def has_multiple_outputs(self) -> bool:
        return self.return_state

    def inner_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        if len(input_shape) != 3:
            raise self.problem("sequence_expected", received=input_shape)
        if self.stateful and input_shape[0] is None:
            raise self.problem("stateful_needs_batch", "stateful", received=input_shape)
        found: dict[str, Shape] = {}
        for place, layer in zip(self.places, self.readers, strict=True):
            found[place] = input_shape
            layer.check_input(input_shape)
            input_shape = layer.compute_output_shape(input_shape)
        return found

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return self.readers[-1].compute_output_shape(self.inner_shapes(input_shape)[self.places[-1]])

    def compute_mask(self, x: Array, mask: Array | None) -> Array | None:
        return mask if self.return_sequences else None

    def reset_states(self) -> None:
        """Keras 2's name of :meth:`reset_state`."""
        self.reset_state()

    def weight_groups(self) -> list[WeightGroup]:
        """As in Keras, where the weights are those of the cell, or of the cells of a stack."""
        names = [{name: f"{place}/{name}" for name in layer.weight_names()}
                 for place, layer in zip(self.places, self.readers, strict=True)]
        own, cells = WeightGroup("", str(self.name), {}), self.cell.stacked_cells
        if cells == (self.cell,):
            return [own, WeightGroup("cell", str(self.cell.name), names[0])]
        taken: dict[str, int] = {}
        found = [own, WeightGroup("cell", str(self.cell.name), {})]
        for cell, weights in zip(cells, names, strict=True):
            kind = snake_case(type(cell).__name__)
            number = taken[kind] = taken.get(kind, -1) + 1
            group = f"cell/cells/{kind}_{number}" if number else f"cell/cells/{kind}"
            found.append(WeightGroup(group, str(cell.name), weights))
        return found

    # --- passes -----------------------------------------------------------------------------------------------

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        caches = []
        for layer in self.readers:
            x, cache = layer.forward(x, context)
            caches.append(cache)
            context = self._above(layer, context)
        return x, caches

    def _above(self, layer: Recurrent, context: CallContext) -> CallContext:
        """The context for the next cell, which gets the steps in the order in which they were read."""
        turned = layer.go_backwards and context.mask is not None
        return context.masked(context.mask[:, ::-1]) if turned and context.mask is not None else context

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        grads: dict[str, Array] = {}
        for number, place in reversed([*enumerate(self.places)]):
            layer = self.lend(place)
            if number and not layer.needs_input_grad:  # nothing below this layer learns, but the cells below do
                layer.needs_input_grad = True
            dy, found = layer.backward(dy, cache[number])
            grads |= under(place, found)
        return dy, grads

    def __call__(self, x: Any, training: bool = False, mask: Any = None, initial_state: Any = None) -> Any:
        """``y``, with ``return_state`` ``[y, *states]``: of one cell its states, of several a list for each.

        initial_state: states as they are returned.
        """
        y, context = self.prepare_call(x, training, mask)
        states: list[Any] = []
        one = len(self.readers) == 1
        for number, layer in enumerate(self.readers):
            start = initial_state if one or initial_state is None else initial_state[number]
            run = layer.run(y, context, start)
            y, context = layer.output_of(run), self._above(layer, context)
            ended = [state[-1] for state in run.states]
            states += ended if one else [ended]
        return [y, *states] if self.return_state else y

    def __repr__(self) -> str:
        own = [f"{name}={value!r}" for name, value in written_config(self).items() if name != "cell"]
        return f"RNN({', '.join([repr(self.cell), *own])})"
