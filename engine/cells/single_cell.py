"""SingleCell: a cell that is the step of one of the recurrent layers."""

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
    """Base of SimpleRNNCell, LSTMCell and GRUCell. Called by itself, a cell makes one step with weights of its own."""

    reads_as: ClassVar[str]
    """The layer whose step this is."""
    state_count: ClassVar[int] = 1

    units: int

    def __post_init__(self) -> None:
        super().__post_init__()
        self.alone: Recurrent | None = None

    @property
    def parts(self) -> Sequence[Cell]:
        return (self,)

    def reader(self, **way: Any) -> "Recurrent":
        own = {name: getattr(self, name) for name in hyperparameters(type(self))}
        made: Recurrent = registry.lookup("layer", self.reads_as)(**own, **way)
        return made

    @property
    def state_size(self) -> Any:
        return self.units if self.state_count == 1 else [self.units] * self.state_count

    def get_initial_state(self, batch_size: int = 1) -> list[Array]:
        """Zeros for every state, ``(batch, units)``."""
        return [np.zeros((batch_size, self.units), self.dtype or "float32") for _ in range(self.state_count)]

    def __call__(self, inputs: Any, states: Any, training: bool = False) -> tuple[Array, list[Array]]:
        """One step: ``(output, states after it)``. inputs: ``(batch, features)``; states: ``(batch, units)`` each."""
        x = np.asarray(inputs)
        if x.ndim != 2:
            raise fail("wrong_rank", self.name or "", layer=type(self).__name__, name=self.name, expected=2,
                       received=x.shape)
        if self.alone is None:
            self.alone = self.reader(return_state=True)
        y, *after = self.alone(x[:, None], training=training, initial_state=states)
        return y, after
