"""What an optimizer remembers, as Keras keeps it: an array for each weight and slot, in Keras's order."""

from typing import Any

import numpy as np

from engine.errors import fail
from engine.typing import Array

OWN = {"average": "average", "gathered": "gradient_accumulator"}
"""The slots that every optimizer may have, which come before those of its rule; with Keras's names."""
MAX_STEP = 2**53
"""Updates that are believed to have happened."""
NAMES = {**OWN, "accumulated_gradient": "accumulated_grad", "accumulated_move": "accumulated_delta_var",
         "u_product": "variable"}
"""Keras's names of slots, where they differ."""


def memory_of(model: Any) -> list[tuple[str, Array]]:
    """Everything that the optimizer remembers, with the name that Keras gives it.

    The number of updates and the learning rate first; the rest once the model has been trained.
    """
    compiled = model.compiled
    title = compiled.optimizer.get_config()["name"]
    found: list[tuple[str, Array]] = [(f"{title}/iteration", np.array(compiled.step, "int64"))]
    if isinstance(compiled.optimizer.learning_rate, float):
        found.append((f"{title}/learning_rate", np.array(compiled.optimizer.learning_rate, "float32")))
    if compiled.slots is None:
        return found
    for path, slot in _order(model, list(compiled.slots)):
        name = NAMES.get(slot, slot)
        owner = f"{model.name}/{path}".replace("/", "_")
        array = compiled.slots[slot]
        found.append((f"{title}/{owner}_{name}", _part(model, array, path)) if path else (f"{title}/{name}", array))
    return found


def _order(model: Any, slots: list[str]) -> list[tuple[str, str]]:
    """Pairs of a weight's path and a slot, in Keras's order; the path of a slot that is one number is empty."""
    groups = [(name,) for name in OWN if name in slots] + model.optimizer.slot_groups()
    vectors = [name for group in groups for name in group]
    pairs = [(path, name) for group in groups for path in model.network.parameters.layout for name in group]
    return [*pairs, *(("", name) for name in slots if name not in vectors)]


def _part(model: Any, vector: Array, path: str) -> Array:
    """One weight's part of a slot, in the shape of the weight."""
    parameters = model.network.parameters
    shape = parameters.segments[list(parameters.layout).index(path)].weight.shape
    part: Array = vector[parameters.layout[path]].reshape(shape)
    return part


def remember(model: Any, arrays: list[Any], rate_given: bool | None = None) -> None:
    """Put what a file holds (arrays that are not read yet) in the place of what the optimizer remembers.

    rate_given: whether the learning rate stands after the number of updates, as Keras 3 has it where it is a number.
    Raises a problem, before anything changes, if the number or the shapes are others than this optimizer's.
    """
    compiled = model.compiled
    rate = isinstance(compiled.optimizer.learning_rate, float) if rate_given is None else rate_given
    head = 1 + rate
    slots = compiled.optimizer.slots(model.network.parameters.values.size, model.network.dtype)
    order = _order(model, list(slots))
    if len(arrays) not in (head, head + len(order)) or any(a.shape for a in arrays[:head]):
        raise fail("optimizer_does_not_fit", expected=head + len(order), received=len(arrays))
    targets = [_part(model, slots[slot], path) if path else slots[slot] for path, slot in order]
    pairs = list(zip(arrays[head:], targets, strict=False))
    for array, target in pairs:
        if array.shape != target.shape:
            raise fail("optimizer_does_not_fit", expected=target.shape, received=array.shape)
    step, given = int(arrays[0].read()), float(arrays[1].read()) if rate else None
    if not 0 <= step <= MAX_STEP:
        raise fail("optimizer_does_not_fit", expected=MAX_STEP, received=step)
    for array, target in pairs:
        target[...] = array.read()
    _take(model, step, given)
    if pairs:
        compiled.slots, compiled.paths = slots, tuple(model.network.parameters.layout)


def _take(model: Any, step: int, rate: float | None) -> None:
    """The number of batches and the learning rate; a rate that float32 only rounded stays as it was written."""
    optimizer = model.compiled.optimizer
    if rate is not None and np.float32(optimizer.learning_rate) != np.float32(rate):
        optimizer.learning_rate = rate
    model.compiled.step = optimizer.batches = step
