"""AddedWeights: the weights that a learner's layer has made with ``add_weight``."""

from collections.abc import Mapping
from typing import Any, final

from engine.typing import Array

RULES = ("regularizer", "constraint")


@final
class AddedWeights:
    """The arrays by name, each with its regularizer and constraint; it stands beside the layer's own fields."""

    trainable = True
    """Whether a weight is trained is said by its metadata and by the layer."""

    def __init__(self) -> None:
        self.arrays: dict[str, Array] = {}
        self.metadata: dict[str, Mapping[str, Any]] = {}
        self.rules: dict[tuple[str, str], Any] = {}

    def add(self, name: str, array: Array, trainable: bool, rules: Mapping[str, Any]) -> None:
        """Add a weight. rules: its ``regularizer`` and ``constraint``, where it has one."""
        self.arrays[name] = array
        self.metadata[name] = {"shape": str(array.shape), "trainable": trainable, "dtype": str(array.dtype)}
        self.rules.update({(name, rule): value for rule, value in rules.items()})

    def get_array(self, name: str) -> Array:
        return self.arrays[name]

    def set_array(self, name: str, array: Array) -> None:
        self.arrays[name] = array

    def weight_rule(self, name: str, rule: str) -> Any:
        """The weight's regularizer or constraint; None if it has none."""
        return self.rules.get((name, rule))

    def weight_metadata(self, name: str) -> Mapping[str, Any]:
        """Whether the weight is trainable, its shape and its dtype."""
        return self.metadata[name]

    def names(self) -> list[str]:
        """The names in Keras's order: those that are trained first."""
        return sorted(self.arrays, key=lambda name: not self.metadata[name]["trainable"])
