"""AddedWeights: the weights that a learner's layer has made with ``add_weight``."""

from collections.abc import Mapping
from typing import Any, final

from engine.variables import Variable

RULES = ("regularizer", "constraint")


@final
class AddedWeights:
    """The variables by name, each with its regularizer and constraint; it stands beside the layer's own fields."""

    trainable = True
    """Whether a weight is trained is said by its variable and by the layer."""

    def __init__(self) -> None:
        self.variables: dict[str, Variable] = {}
        self.rules: dict[tuple[str, str], Any] = {}

    def add(self, name: str, variable: Variable, rules: Mapping[str, Any]) -> None:
        """Add a weight. rules: its ``regularizer`` and ``constraint``, where it has one."""
        self.variables[name] = variable
        self.rules.update({(name, rule): value for rule, value in rules.items()})

    def own_variable(self, name: str) -> Variable:
        return self.variables[name]

    def name_of(self, value: Any) -> str | None:
        """The name of a weight that is given as its variable; None for anything else."""
        return next((name for name, variable in self.variables.items() if variable is value), None)

    def weight_rule(self, name: str, rule: str) -> Any:
        """The weight's regularizer or constraint; None if it has none."""
        return self.rules.get((name, rule))

    def weight_metadata(self, name: str) -> Mapping[str, Any]:
        """Whether the weight is trainable, its shape and its dtype."""
        variable = self.variables[name]
        return {"shape": str(variable.shape), "trainable": variable.is_marked_trainable, "dtype": variable.dtype}

    def own_weight_axes(self, name: str) -> tuple[str, ...]:
        """The names of the axes of a weight, which a learner's layer does not name: their lengths."""
        return tuple(map(str, self.variables[name].shape))

    def names(self) -> list[str]:
        """The names in Keras's order: those that are trained first."""
        return sorted(self.variables, key=lambda name: not self.variables[name].is_marked_trainable)
