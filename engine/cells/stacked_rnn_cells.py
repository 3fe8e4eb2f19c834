"""StackedRNNCells: several cells as one; the input of each is the output of the one before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

from engine.cells.base import Cell
from engine.errors import fail
from engine.hyperparameters import configurable, declare, written_config
from engine.limits import MAX_LAYERS
from engine.object_validators import OfKind
from engine.validators import Hyperparameter


@final
@dataclass(frozen=True)
class Cells(Hyperparameter):
    """Validator of a tuple of cells, each an object or ``{"class_name": …, "config": …}``."""

    kind: str = "cell"

    def check(self, name: str, value: Any) -> tuple[Cell, ...]:
        if not isinstance(value, Sequence) or isinstance(value, str | Mapping) or not 0 < len(value) <= MAX_LAYERS:
            raise fail("not_cells", name, argument=name, high=MAX_LAYERS, value=value)
        return tuple(OfKind(kind=self.kind).check(name, item) for item in value)

    def plain(self, value: Any) -> Any:
        return [{"class_name": type(cell).__name__, "config": short_config(cell)} for cell in value]

    def saved(self, value: Any) -> Any:
        return [OfKind(kind=self.kind).saved(cell) for cell in value]


def short_config(cell: Cell) -> dict[str, Any]:
    """Return the config without defaults, and without an automatic name."""
    config = {name: value for name, value in written_config(cell).items() if name != "name"}
    return config if cell.given_name is None else {**config, "name": cell.given_name}


@final
@configurable
class StackedRNNCells(Cell):
    """``y = last(… second(first(x)))`` in every time step; each cell has its own states.

    ``RNN(StackedRNNCells([a, b]))`` is the same as ``RNN(a, return_sequences=True)`` followed by ``RNN(b)``.
    Source: Keras 3, ``layers.StackedRNNCells``.
    """

    cells: tuple[Cell, ...] = declare(Cells())

    @property
    def stacked_cells(self) -> Sequence[Cell]:
        return self.cells

    def make_layer(self, **layer_args: Any) -> Any:
        raise fail("cell_alone", self.name or "", cell=type(self).__name__)

    @property
    def state_size(self) -> Any:
        return [cell.state_size for cell in self.cells]

    def __repr__(self) -> str:
        return f"StackedRNNCells([{', '.join(map(repr, self.cells))}], name={self.name!r})"

    def get_initial_state(self, batch_size: int = 1) -> list[Any]:
        """Return zeros for every state of every cell, ``(batch, units)`` each."""
        return [cell.get_initial_state(batch_size) for cell in self.cells]  # type: ignore[attr-defined]
