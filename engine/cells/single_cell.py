"""SingleCell: the base of cells that compute one step of SimpleRNN, LSTM or GRU."""

from abc import ABC
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from engine import registry
from engine.cells.base import Cell
from engine.errors import fail
from engine.hyperparameters import hyperparameters
from engine.typing import Array

if TYPE_CHECKING:
    from engine.layers.recurrent import Recurrent


@dataclass(eq=False, repr=False, kw_only=True)
class SingleCell(Cell, ABC):
    """Base of SimpleRNNCell, LSTMCell and GRUCell. A called cell makes a layer for itself, which computes one step."""

    layer_class_name: ClassVar[str]
    """Class name of the recurrent layer that repeats this cell's step."""
    state_count: ClassVar[int] = 1

    units: int

    def __post_init__(self) -> None:
        super().__post_init__()
        self.step_layer: Recurrent | None = None

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
        if self.step_layer is None:
            self.step_layer = self.make_layer(return_state=True)
        y, *new_states = self.step_layer(x[:, None], training=training, initial_state=states)
        return y, new_states
