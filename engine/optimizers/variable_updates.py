"""VariableUpdates: an optimizer's methods with Keras's names, which a learner's class overrides and calls."""

from abc import ABC, abstractmethod
from typing import Any

from engine.hyperparameters import Configurable
from engine.optimizers import own_optimizer
from engine.overrides import is_own
from engine.variables import Variable


class VariableUpdates(Configurable, ABC):
    """The base of Optimizer for what is called with gradients and variables, weight by weight.

    Training calls these methods only for a learner's class; see :mod:`engine.optimizers.own_optimizer`.
    """

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if is_own(cls):
            own_optimizer.adapt(cls)

    @property
    @abstractmethod
    def iterations(self) -> Any:
        """Number of updates so far."""

    def apply_gradients(self, grads_and_vars: Any) -> Any:
        """Update the variables by their gradients. grads_and_vars: pairs of gradient and variable."""
        gradients, variables = zip(*grads_and_vars, strict=True)
        self.apply(list(gradients), list(variables))
        return self.iterations

    def apply(self, grads: Any, trainable_variables: Any = None) -> None:
        """Update the variables by their gradients: clip them, decay the weights, :meth:`update_step` for each."""
        own_optimizer.current(self).apply(grads, trainable_variables)

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Update one variable by its gradient with the rule of this class."""
        own_optimizer.current(self).update_step(gradient, variable, learning_rate)

    def build(self, variables: Any) -> None:
        """Called with the trained variables before the first update; a learner's class makes its own ones here."""
        vars(self)["built_paths"] = [variable.path for variable in variables]

    def add_variable_from_reference(self, reference_variable: Any, name: str | None = None,
                                    initializer: Any = "zeros") -> Variable:
        """A variable of the shape of another one, as part of the state of a learner's optimizer."""
        return own_optimizer.add_variable(self, reference_variable.shape, initializer, name)

    def add_variable(self, shape: Any, initializer: Any = "zeros", dtype: Any = None, aggregation: str = "none",
                     layout: Any = None, name: str | None = None) -> Variable:
        """A variable as part of the state of a learner's optimizer."""
        return own_optimizer.add_variable(self, shape, initializer, name, dtype)

    def add_optimizer_variables(self, trainable_variables: Any, name: str,
                                initializer: Any = "zeros") -> list[Variable]:
        """A variable of the shape of each trained one."""
        return [self.add_variable_from_reference(variable, name, initializer) for variable in trainable_variables]

    def _get_variable_index(self, variable: Any) -> int:
        """The position of a trained variable, for the lists that ``build`` makes."""
        index: int = vars(self)["built_paths"].index(variable.path)
        return index

    def assign(self, variable: Any, value: Any) -> None:
        variable.assign(value)

    def assign_add(self, variable: Any, value: Any) -> None:
        variable.assign_add(value)

    def assign_sub(self, variable: Any, value: Any) -> None:
        variable.assign_sub(value)
