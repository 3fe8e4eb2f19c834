"""RNN: reads a sequence with a cell, or with a stack of cells."""

from collections.abc import Mapping
from typing import Any, ClassVar, final

from engine.cells.base import Cell
from engine.hyperparameters import boolean, configurable, of_kind, written_config
from engine.layers.base import Layer
from engine.layers.call_arguments import CallArguments
from engine.layers.layer_serialization import WeightGroup
from engine.layers.recurrent import Recurrent
from engine.layers.wrapper import Wrapper, prefix
from engine.random import INFERENCE, CallContext
from engine.registry import snake_case
from engine.typing import Array, Shape


@final
@configurable
class RNN(Wrapper):
    """``h[t] = cell(x[t], h[t − 1])``

    x: ``(batch, time, features)``. y: ``(batch, units)``, the last output, or with ``return_sequences`` every output,
    ``(batch, time, units)``; units: those of the cell, or of the last cell in a stack. A list of cells is a stack,
    computed as one recurrent layer per cell. Masks, states and ``go_backwards`` work as in LSTM. A cell is one of
    SimpleRNNCell, LSTMCell, GRUCell and StackedRNNCells; custom cells are not supported, since their gradients are
    unknown.

    Backward: through the layers from the last cell to the first. Source: Keras 3, ``layers.RNN``.
    """

    family: ClassVar[str] = "recurrent"
    form: ClassVar[str] = "frame"
    call_arguments: ClassVar[tuple[str, ...]] = ("sequences", "initial_state", "mask", "training")
    supports_masking: ClassVar[bool] = True

    cell: Cell = of_kind("cell", example={"class_name": "LSTMCell", "config": {"units": 32}})
    return_sequences: bool = boolean(default=False)
    return_state: bool = boolean(default=False)
    go_backwards: bool = boolean(default=False)
    stateful: bool = boolean(default=False)
    unroll: bool = boolean(default=False)
    zero_output_for_mask: bool = boolean(default=False)

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Convert a list of cells to StackedRNNCells."""
        cells = arguments.get("cell")
        if isinstance(cells, list | tuple):
            stacked = {"class_name": "StackedRNNCells", "config": {"cells": list(cells)}}
            arguments = {**arguments, "cell": stacked}
        return super().accept(arguments)

    def __post_init__(self) -> None:
        super().__post_init__()
        *lower, last = self.cell.stacked_cells
        options = {"stateful": self.stateful, "unroll": self.unroll}
        layers = [cell.make_layer(return_sequences=True, **options) for cell in lower]
        layers.append(last.make_layer(return_sequences=self.return_sequences, **options))
        layers[0].go_backwards = self.go_backwards
        layers[-1].zero_output_for_mask = self.zero_output_for_mask
        self.cell_names = [f"cell_{index}" for index in range(len(layers))]
        for name, layer in zip(self.cell_names, layers, strict=True):
            layer.trainable = layer.trainable and self.cell.trainable and self.trainable
            layer.dtype = layer.dtype or self.dtype
            setattr(self, name, layer)
        self._connect_cells()

    def _connect_cells(self) -> None:
        """Give each cell the weights of its layer: ``rnn.cell.kernel``."""
        for cell, layer in zip(self.cell.stacked_cells, self.cell_layers, strict=True):
            cell.belong_to(layer)  # type: ignore[attr-defined]

    def build(self, input_shape: Shape, seed: int = 0) -> None:
        """Create the weights; a cell that was called before keeps those that it has."""
        super().build(input_shape, seed)
        for cell, layer in zip(self.cell.stacked_cells, self.cell_layers, strict=True):
            cell.move_weights_to(layer)  # type: ignore[attr-defined]
        self.adopt_variables()

    def __setstate__(self, state: dict[str, Any]) -> None:
        super().__setstate__(state)
        self._connect_cells()

    @property
    def inner(self) -> Mapping[str, Layer]:
        return {name: getattr(self, name) for name in self.cell_names}

    @property
    def cell_layers(self) -> list[Recurrent]:
        """One recurrent layer per cell, from the input to the output."""
        return [getattr(self, name) for name in self.cell_names]

    @property
    def has_multiple_outputs(self) -> bool:
        return self.return_state

    def inner_shapes(self, input_shape: Shape) -> dict[str, Shape]:
        if len(input_shape) != 3:
            raise self.problem("sequence_expected", received=input_shape)
        if self.stateful and input_shape[0] is None:
            raise self.problem("stateful_needs_batch", "stateful", received=input_shape)
        shapes: dict[str, Shape] = {}
        for name, layer in zip(self.cell_names, self.cell_layers, strict=True):
            shapes[name] = input_shape
            layer.check_input(input_shape)
            input_shape = layer.compute_output_shape(input_shape)
        return shapes

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return self.cell_layers[-1].compute_output_shape(self.inner_shapes(input_shape)[self.cell_names[-1]])

    def compute_mask(self, x: Array, mask: Array | None = None) -> Array | None:
        return mask if self.return_sequences else None

    def reset_states(self) -> None:
        """Keras 2's name of :meth:`reset_state`."""
        self.reset_state()

    def weight_groups(self) -> list[WeightGroup]:
        """The groups as Keras saves them: the weights belong to the cell, or to each cell of a stack."""
        names = [{weight: f"{name}/{weight}" for weight in layer.weight_names()}
                 for name, layer in zip(self.cell_names, self.cell_layers, strict=True)]
        own, cells = WeightGroup("", str(self.name), {}), self.cell.stacked_cells
        if cells == (self.cell,):
            return [own, WeightGroup("cell", str(self.cell.name), names[0])]
        counts: dict[str, int] = {}
        groups = [own, WeightGroup("cell", str(self.cell.name), {})]
        for cell, weights in zip(cells, names, strict=True):
            class_name = snake_case(type(cell).__name__)
            index = counts[class_name] = counts.get(class_name, -1) + 1
            group = f"cell/cells/{class_name}_{index}" if index else f"cell/cells/{class_name}"
            groups.append(WeightGroup(group, str(cell.name), weights))
        return groups

    def variable_paths(self) -> dict[str, str]:
        is_stack = self.cell.stacked_cells != (self.cell,)
        owner = f"{self.name}/{self.cell.name}" if is_stack else str(self.name)
        return {f"{name}/{weight}": f"{owner}/{cell.name}/{weight}"
                for name, layer, cell in zip(self.cell_names, self.cell_layers, self.cell.stacked_cells, strict=True)
                for weight in layer.weight_names()}

    # --- passes -----------------------------------------------------------------------------------------------

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        caches = []
        for layer in self.cell_layers:
            x, cache = layer.forward(x, context)
            caches.append(cache)
            context = self._context_above(layer, context)
        return x, caches

    def _context_above(self, layer: Recurrent, context: CallContext) -> CallContext:
        """The context of the next layer. If ``layer`` reads backwards, its outputs are reversed, so the mask is too."""
        if context.mask is None or not layer.go_backwards:
            return context
        return context.masked(context.mask[:, ::-1])

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        grads: dict[str, Array] = {}
        for index, name in reversed([*enumerate(self.cell_names)]):
            layer = self.with_buffers(name)
            if index and not layer.needs_input_grad:  # the RNN may skip dx, but its lower cells need it
                layer.needs_input_grad = True
            dy, layer_grads = layer.backward(dy, cache[index])
            grads |= prefix(name, layer_grads)
        return dy, grads

    def run_call(self, call: CallArguments) -> Any:
        """Return ``y``, or with ``return_state`` ``[y, *states]``, the states after the last step.

        states: the states of a single cell, or with several cells one list of states per cell. initial_state: the
        states before the first step, in the same form.
        """
        y, context = self.prepare_call(call)
        initial_state = call.initial_state
        states: list[Any] = []
        is_single = len(self.cell_layers) == 1
        for index, layer in enumerate(self.cell_layers):
            initial = initial_state if is_single or initial_state is None else initial_state[index]
            cache = layer.compute_states(y, context, initial)
            y, context = layer.get_output(cache), self._context_above(layer, context)
            final = [state[-1] for state in cache.states]
            states += final if is_single else [final]
        return [y, *states] if self.return_state else y

    def __repr__(self) -> str:
        own = [f"{name}={value!r}" for name, value in written_config(self).items() if name != "cell"]
        return f"RNN({', '.join([repr(self.cell), *own])})"
