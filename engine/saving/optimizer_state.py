"""The optimizer state as Keras saves it: an array for each weight and slot, in Keras's order."""

from typing import Any

import numpy as np

from engine.errors import fail
from engine.optimizers.own_optimizer import build_for
from engine.optimizers.schedules.base import LearningRateSchedule
from engine.optimizers.state_variables import KERAS_SLOT_NAMES, slot_order
from engine.overrides import is_own
from engine.typing import Array

MAX_STEP = 2**53
"""The largest number of updates that is accepted from a file."""


def optimizer_arrays(model: Any) -> list[tuple[str, Array]]:
    """Return the optimizer's state as pairs of Keras's name and array.

    First the number of updates and the learning rate; then the slots, once the model has been trained.
    """
    with model.as_first_trained():
        return _optimizer_arrays(model)


def _optimizer_arrays(model: Any) -> list[tuple[str, Array]]:
    compiled = model.compiled
    title = compiled.optimizer.get_config()["name"]
    variables: list[tuple[str, Array]] = [(f"{title}/iteration", np.array(compiled.step, "int64"))]
    if not isinstance(compiled.optimizer.learning_rate, LearningRateSchedule):
        variables.append((f"{title}/learning_rate", np.array(compiled.optimizer.learning_rate, "float32")))
    if compiled.slots is None or compiled.paths != tuple(model.network.parameters.layout):
        return variables
    for path, slot in _slot_order(model, list(compiled.slots)):
        name = KERAS_SLOT_NAMES.get(slot, slot)
        owner = f"{model.name}/{path}".replace("/", "_")
        array = compiled.slots[slot]
        variables.append((f"{title}/{owner}_{name}", _weight_slice(model, array, path)) if path
                     else (f"{title}/{name}", array))
    added = vars(compiled.optimizer).get("added", {})  # the variables of a learner's class
    return [*variables, *((f"{title}/{name}", variable.array) for name, variable in added.items())]


def _slot_order(model: Any, slots: list[str]) -> list[tuple[str, str]]:
    """Pairs of a weight's path and a slot, in Keras's order; the path is empty for a scalar slot."""
    return slot_order(model.optimizer, slots, list(model.network.parameters.layout))


def _weight_slice(model: Any, vector: Array, path: str) -> Array:
    """The slice of a slot for one weight, in the shape of the weight."""
    parameters = model.network.parameters
    shape = parameters.segments[list(parameters.layout).index(path)].weight.shape
    view: Array = vector[parameters.layout[path]].reshape(shape)
    return view


def restore_optimizer(model: Any, arrays: list[Any], has_rate: bool | None = None) -> None:
    """Restore the optimizer's state from arrays of a file, which are not read yet.

    arrays: the number of updates; the learning rate if ``has_rate``; then the slots, if they were saved.
    has_rate: by default whether the model's learning rate is a float rather than a schedule, as in Keras 3.
    Raises a ProblemError, before anything changes, if the count or the shapes of the arrays do not fit the model, or
    the number of updates is not in ``[0, MAX_STEP]``.
    """
    with model.as_first_trained():
        _restore_optimizer(model, arrays, has_rate)


def _restore_optimizer(model: Any, arrays: list[Any], has_rate: bool | None) -> None:
    compiled = model.compiled
    rate = not isinstance(compiled.optimizer.learning_rate, LearningRateSchedule) if has_rate is None else has_rate
    scalars = 1 + rate
    slots = compiled.optimizer.slots(model.network.parameters.values.size, model.network.dtype)
    order = _slot_order(model, list(slots))
    own = _own_variables(model) if len(arrays) > scalars + len(order) else []
    if len(arrays) not in (scalars, scalars + len(order) + len(own)) or any(a.shape for a in arrays[:scalars]):
        raise fail("optimizer_does_not_fit", expected=scalars + len(order), received=len(arrays))
    targets = [_weight_slice(model, slots[slot], path) if path else slots[slot] for path, slot in order] + own
    pairs = list(zip(arrays[scalars:], targets, strict=False))
    for array, target in pairs:
        if array.shape != target.shape:
            raise fail("optimizer_does_not_fit", expected=target.shape, received=array.shape)
    step, saved_rate = int(arrays[0].read()), float(arrays[1].read()) if rate else None
    if not 0 <= step <= MAX_STEP:
        raise fail("optimizer_does_not_fit", expected=MAX_STEP, received=step)
    for array, target in pairs:
        target[...] = array.read()
    _set_step_and_rate(model, step, saved_rate)
    if pairs:
        compiled.slots, compiled.paths = slots, tuple(model.network.parameters.layout)
        compiled.optimizer_slots(model.network)


def _own_variables(model: Any) -> list[Array]:
    """The arrays of the variables that a learner's optimizer makes, made now if they are not yet."""
    optimizer, parameters = model.compiled.optimizer, model.network.parameters
    if is_own(type(optimizer)):
        build_for(optimizer, parameters)
    return [variable.array for variable in vars(optimizer).get("added", {}).values()]


def _set_step_and_rate(model: Any, step: int, rate: float | None) -> None:
    """Set the number of updates, and the learning rate if it differs from the current one in float32."""
    optimizer = model.compiled.optimizer
    if rate is not None and np.float32(optimizer.learning_rate) != np.float32(rate):
        optimizer.learning_rate = rate
    model.compiled.step = optimizer.batches = step
