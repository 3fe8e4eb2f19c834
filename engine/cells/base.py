"""What every cell is: what a recurrent layer does within one time step, for ``RNN`` to repeat."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from engine.errors import fail
from engine.hyperparameters import Configurable, boolean, choice, config_of, text
from engine.naming import auto_name

if TYPE_CHECKING:
    from engine.layers.recurrent import Recurrent


@dataclass(eq=False, repr=False, kw_only=True)
class Cell(Configurable, ABC):
    """A cell holds hyperparameters; the weights are those of the layers that read with it (:meth:`readers`).

    Source: Keras 3, ``layers.LSTMCell`` and its like.
    """

    name: str | None = text(default=None)
    trainable: bool = boolean(default=True)
    dtype: str | None = choice("float32", "float64", "float16", default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.given_name, self.name = self.name, self.name or auto_name(type(self))

    @property
    @abstractmethod
    def parts(self) -> Sequence["Cell"]:
        """The cells, each of which takes what the one before gives: this one alone, or those of a stack."""

    @abstractmethod
    def reader(self, **way: Any) -> "Recurrent":
        """A layer that reads a sequence with this cell; way: its arguments that a cell has not."""

    @property
    @abstractmethod
    def state_size(self) -> Any:
        """How many numbers a state has: of one state, of a list of states, or of the states of each cell."""

    @property
    def output_size(self) -> int:
        """How many numbers come out of a step."""
        last: Any = self.parts[-1]
        return int(last.units)

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """``implementation`` chooses between ways of computing the same."""
        return {name: value for name, value in arguments.items() if name != "implementation"}

    def get_config(self) -> dict[str, Any]:
        """As Keras 3 writes it."""
        from engine.layers.layer_serialization import layer_config

        return layer_config(self)

    def spec_config(self) -> dict[str, Any]:
        return {**config_of(self), "name": self.given_name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """A cell from what ``get_config`` returned here or in Keras."""
        from engine.layers.layer_serialization import arguments_of

        return cls(**arguments_of(cls, config))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """A problem: a cell alone has no weights here."""
        raise fail("cell_alone", self.name or "", cell=type(self).__name__)
