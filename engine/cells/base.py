"""Cell: the base of RNN cells. A cell computes one time step; the layer ``RNN`` repeats it for a sequence."""

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
    """A cell holds hyperparameters; the weights belong to the layers that are made from it (:meth:`make_layer`).

    Source: Keras 3, ``layers.LSTMCell`` and the other RNN cells.
    """

    name: str | None = text(default=None)
    trainable: bool = boolean(default=True)
    dtype: str | None = choice("float32", "float64", "float16", default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.given_name, self.name = self.name, self.name or auto_name(type(self))

    @property
    @abstractmethod
    def stacked_cells(self) -> Sequence["Cell"]:
        """The cells of a stack, from input to output; for a single cell, only the cell itself."""

    @abstractmethod
    def make_layer(self, **layer_args: Any) -> "Recurrent":
        """Return a recurrent layer with this cell; a stack raises a ProblemError. layer_args: further arguments."""

    @property
    @abstractmethod
    def state_size(self) -> Any:
        """The size of the state of a cell, or a list of sizes if it has several states.

        For a stack, a list with the ``state_size`` of each cell.
        """

    @property
    def output_size(self) -> int:
        """Number of features that one step returns."""
        last: Any = self.stacked_cells[-1]
        return int(last.units)

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Drop what does not change the result: ``implementation``, and the input shape, which a cell gets in calls."""
        dropped = ("implementation", "input_shape", "input_dim")
        return {name: value for name, value in arguments.items() if name not in dropped}

    def get_config(self) -> dict[str, Any]:
        """Return the config in Keras 3's form."""
        from engine.layers.layer_serialization import layer_config

        return layer_config(self)

    def spec_config(self) -> dict[str, Any]:
        return {**config_of(self), "name": self.given_name}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Create a cell from a config of this engine or of Keras."""
        from engine.layers.layer_serialization import arguments_of

        return cls(**arguments_of(cls, config))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Raise a ProblemError: only a SingleCell can be called without an RNN layer."""
        raise fail("cell_alone", self.name or "", cell=type(self).__name__)
