"""Own optimizers: a learner's subclass of an optimizer, whose Keras methods are called with gradients and variables."""

from typing import Any, final

import numpy as np

from engine import serialization
from engine.backend.as_tensor import as_tensor
from engine.backend.tensor import raw
from engine.errors import fail
from engine.naming import unused_name
from engine.overrides import engine_class, overrides, refuse_hooks
from engine.typing import Array
from engine.variables import Variable

HOOKS = ("apply_gradients", "apply", "update_step", "build")


def adapt(cls: Any) -> None:
    """Give a learner's class of optimizers the methods by which training calls it."""
    refuse_hooks(cls, "optimizer")
    if overrides(cls, *HOOKS):
        cls.train = train
    if overrides(cls, "update_step"):
        cls.update = update


def train(self: Any, parameters: Any, slots: dict[str, Array], step: int) -> None:
    """Call ``apply_gradients`` with a pair of gradient and variable for each weight, as Keras's training does."""
    batch = Application(self, parameters, slots, step)
    build_for(self, parameters)
    vars(self)["current_batch"] = batch
    try:
        self.apply_gradients(list(zip(batch.gradients(), batch.variables, strict=True)))
    finally:
        del vars(self)["current_batch"]


def build_for(optimizer: Any, parameters: Any) -> None:
    """Let a learner's optimizer make its variables, unless it has those for these weights."""
    if vars(optimizer).get("built_layout") != list(parameters.layout):
        vars(optimizer)["built_layout"] = list(parameters.layout)
        variables = list(parameters.variables.values())
        vars(optimizer)["built_paths"] = [variable.path for variable in variables]
        optimizer.build(variables)


def update(self: Any, w: Array, g: Array, slots: dict[str, Array], rate: float, step: int,
           squares: Array | None = None) -> None:
    """Call ``update_step`` for each weight."""
    current(self).update_each(g, slots, rate, step, squares)


def current(optimizer: Any) -> "Application":
    """The batch that an optimizer is being applied to; raises a ProblemError outside of training."""
    batch: Application | None = vars(optimizer).get("current_batch")
    if batch is None:
        raise fail("only_in_training", name=type(optimizer).__name__)
    return batch


def add_variable(optimizer: Any, shape: Any, initializer: Any, name: str | None, dtype: Any = None) -> Variable:
    """Make a variable of a learner's optimizer; it is pickled with the optimizer."""
    added = vars(optimizer).setdefault("added", {})
    key = unused_name(name or "variable", added)
    initial = serialization.resolve("initializer", initializer, "initializer")
    variable = Variable.of(np.array(initial(tuple(shape)), dtype or "float32"), name or key, trainable=False)
    variable.path = f"{optimizer.name}/{key}"
    added[key] = variable
    return variable


@final
class Application:
    """One application of a learner's optimizer to the parameters of a network."""

    def __init__(self, optimizer: Any, parameters: Any, slots: dict[str, Array], step: int) -> None:
        self.optimizer, self.parameters, self.slots, self.step = optimizer, parameters, slots, step
        self.variables: list[Variable] = list(parameters.variables.values())
        self.path_of = {id(variable): path for path, variable in parameters.variables.items()}
        self.rule: tuple[dict[str, Array], int, Array | None] = (slots, step, None)
        self.scalars: dict[str, Array] = {}

    def gradients(self) -> list[Any]:
        """The gradient of each weight, in its shape."""
        return [as_tensor(segment.gradient.copy()) for segment in self.parameters.segments]

    def apply(self, gradients: Any, variables: Any) -> None:
        """Apply gradients to variables with the engine's rule; a variable without a gradient is left alone."""
        parameters, squares = self.parameters, self.parameters.squared_gradients()
        variables = self.variables if variables is None else list(variables)
        pairs = {self.path_of[id(variable)]: gradient for gradient, variable in zip(gradients, variables, strict=True)
                 if gradient is not None}
        untouched = []
        for path, segment in zip(parameters.layout, parameters.segments, strict=True):
            if path in pairs:
                new = np.asarray(raw(pairs[path]), segment.gradient.dtype)
                squares = squares if np.array_equal(new, segment.gradient) else None
                segment.gradient[...] = new
            else:
                untouched.append((path, segment.weight.copy(), self._part_of_slots(parameters.layout[path])))
        self.optimizer.apply_batch(parameters.values, parameters.gradients, self.slots, self.step, parameters.layout,
                                   squares)
        for path, weight, slots in untouched:
            parameters.values[parameters.layout[path]] = weight.ravel()
            for name, array in slots.items():
                self.slots[name][parameters.layout[path]] = array

    def _part_of_slots(self, indices: slice) -> dict[str, Array]:
        return {name: array[indices].copy() for name, array in self.slots.items() if array.ndim}

    def update_each(self, g: Array, slots: dict[str, Array], rate: float, step: int, squares: Array | None) -> None:
        """Call the learner's ``update_step`` for each weight; g: ``(size,)``, clipped. rate: the learning rate."""
        self.rule = (slots, step, squares)
        scalars = {name: array.copy() for name, array in slots.items() if not array.ndim}
        for variable in self.variables:
            self.scalars = {name: array.copy() for name, array in scalars.items()}
            gradient = g[self.parameters.layout[self.path_of[id(variable)]]].reshape(variable.shape)
            self.optimizer.update_step(as_tensor(gradient.copy()), variable, as_tensor(np.float32(rate)))
        for name, array in self.scalars.items():
            slots[name][...] = array

    def update_step(self, gradient: Any, variable: Any, rate: Any) -> None:
        """Update one weight with the rule of the engine's class."""
        indices = self.parameters.layout[self.path_of[id(variable)]]
        slots, step, squares = self.rule
        part = {name: array[indices] if array.ndim else self.scalars.get(name, array) for name, array in slots.items()}
        g = np.array(raw(gradient), self.parameters.gradients.dtype).ravel()
        same = squares is not None and np.array_equal(g, self.parameters.gradients[indices])
        cls = engine_class(type(self.optimizer))
        cls.update(self.optimizer, self.parameters.values[indices], g, part, float(raw(rate)), step,
                   squares[indices] if same and squares is not None else None)
