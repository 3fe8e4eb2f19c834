"""StackedRNNCells: several cells as one, each of which takes what the one before gives."""

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
    """A tuple of cells, each given as object or as ``{"class_name": …, "config": …}``."""

    kind: str = "cell"

    def check(self, name: str, value: Any) -> tuple[Cell, ...]:
        if not isinstance(value, Sequence) or isinstance(value, str | Mapping) or not 0 < len(value) <= MAX_LAYERS:
            raise fail("not_cells", name, argument=name, high=MAX_LAYERS, value=value)
        return tuple(OfKind(kind=self.kind).check(name, item) for item in value)

    def plain(self, value: Any) -> Any:
        return [{"class_name": type(cell).__name__, "config": brief(cell)} for cell in value]

    def saved(self, value: Any) -> Any:
        return [OfKind(kind=self.kind).saved(cell) for cell in value]


def brief(cell: Cell) -> dict[str, Any]:
    """What a person would write to get the cell."""
    config = {name: value for name, value in written_config(cell).items() if name != "name"}
    return config if cell.given_name is None else {**config, "name": cell.given_name}


@final
@configurable
class StackedRNNCells(Cell):
    """``y = last(… second(first(x)))`` in every time step, where each cell keeps states of its own

    So ``RNN(StackedRNNCells([a, b]))`` is ``RNN(a, return_sequences=True)`` with ``RNN(b)`` on top.
    Source: Keras 3, ``layers.StackedRNNCells``.
    """

    cells: tuple[Cell, ...] = declare(Cells())

    @property
    def parts(self) -> Sequence[Cell]:
        return self.cells

    def reader(self, **way: Any) -> Any:
        raise fail("cell_alone", self.name or "", cell=type(self).__name__)

    @property
    def state_size(self) -> Any:
        return [cell.state_size for cell in self.cells]

    def __repr__(self) -> str:
        return f"StackedRNNCells([{', '.join(map(repr, self.cells))}], name={self.name!r})"

    def get_initial_state(self, batch_size: int = 1) -> list[Any]:
        """Zeros for every state of every cell."""
        return [cell.get_initial_state(batch_size) for cell in self.cells]  # type: ignore[attr-defined]
