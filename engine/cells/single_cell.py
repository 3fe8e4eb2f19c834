"""SingleCell: the base of cells that compute one step of SimpleRNN, LSTM or GRU."""

import weakref
from abc import ABC
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from engine import registry
from engine.cells.base import Cell
from engine.errors import fail
from engine.hyperparameters import hyperparameters
from engine.typing import Array, Shape
from engine.utils.seed import default_seed

if TYPE_CHECKING:
    from engine.layers.recurrent import Recurrent

WEIGHT_ATTRIBUTES = frozenset({
    "kernel", "recurrent_kernel", "bias", "built", "count_params", "get_weights", "set_weights", "weights", "variables",
    "trainable_weights", "trainable_variables", "non_trainable_weights", "non_trainable_variables"})


@dataclass(eq=False, repr=False, kw_only=True)
class SingleCell(Cell, ABC):
    """Base of SimpleRNNCell, LSTMCell and GRUCell.

    The weights are those of ``layer``: the layer that the cell belongs to, or one that a called cell makes for itself.
    """

    layer_class_name: ClassVar[str]
    """Class name of the recurrent layer that repeats this cell's step."""
    state_count: ClassVar[int] = 1

    units: int

    def __post_init__(self) -> None:
        super().__post_init__()
        self.layer: Recurrent | None = None
        self._owner: weakref.ReferenceType[Recurrent] | None = None

    @classmethod
    def of_layer(cls, layer: "Recurrent") -> Self:
        """The cell of a recurrent layer, with the layer's hyperparameters and weights."""
        config = {name: getattr(layer, name) for name in hyperparameters(cls)}
        cell = cls(**{**config, "name": registry.snake_case(cls.__name__)})
        cell.layer = layer
        return cell

    def belong_to(self, layer: "Recurrent") -> None:
        """Use the weights of a layer of an RNN that has this cell, without keeping it alive."""
        self._owner = weakref.ref(layer)

    def move_weights_to(self, layer: "Recurrent") -> None:
        """Let a built layer use the weights that the cell made for itself, if there are any of these shapes."""
        if self.layer is not None and self.layer.built:
            for name in layer.weight_names():
                if self.layer.array(name).shape == layer.array(name).shape:
                    setattr(layer, name, self.layer.variable(name))
            self.layer = None

    def _layer(self) -> "Recurrent":
        owner = None if self._owner is None else self._owner()
        if owner is None and self.layer is None:
            self.layer = self.make_layer()
        return owner or self.layer  # type: ignore[return-value]

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_owner": None}

    def build(self, input_shape: Shape) -> None:
        """Create the weights for inputs ``(batch, features)``."""
        self._layer().build((input_shape[0], None, *input_shape[1:]), default_seed())

    def __getattr__(self, name: str) -> Any:
        """The weights, and what has to do with them, are attributes of the layer."""
        if name in WEIGHT_ATTRIBUTES:
            return getattr(self._layer(), name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    @property
    def stacked_cells(self) -> Sequence[Cell]:
        return (self,)

    def make_layer(self, **layer_args: Any) -> "Recurrent":
        config = {name: getattr(self, name) for name in hyperparameters(type(self))}
        layer: Recurrent = registry.lookup("layer", self.layer_class_name)(**config, **layer_args)
        return layer

    @property
    def state_size(self) -> Any:
        return self.units if self.state_count == 1 else [self.units] * self.state_count

    def get_initial_state(self, batch_size: int = 1) -> list[Array]:
        """Return zeros for every state, ``(batch, units)`` each."""
        return [np.zeros((batch_size, self.units), self.dtype or "float32") for _ in range(self.state_count)]

    def __call__(self, inputs: Any, states: Any, training: bool = False) -> tuple[Array, list[Array]]:
        """Compute one step; return ``(output, new_states)``.

        inputs: ``(batch, features)``; output and states: ``(batch, units)`` each.
        """
        x = np.asarray(inputs)
        if x.ndim != 2:
            raise fail("wrong_rank", self.name or "", layer=type(self).__name__, name=self.name, expected=2,
                       received=x.shape)
        layer = self._layer()
        if not layer.built:
            layer.build((None, None, x.shape[1]), default_seed())
        step = layer.with_attributes(return_state=True, return_sequences=False, go_backwards=False, stateful=False,
                                     state=[])
        y, *new_states = step(x[:, None], training=training, initial_state=states)
        return y, new_states
