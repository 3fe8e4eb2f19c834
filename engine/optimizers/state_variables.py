"""The variables of an optimizer: the number of updates, the learning rate, and a slot for each weight, as in Keras."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from engine.typing import Array
from engine.variables import BaseVariable

COMMON_SLOTS = {"average": "average", "gathered": "gradient_accumulator"}
"""Keras's names of the slots that any optimizer may have; they come before those of the update rule."""
KERAS_SLOT_NAMES = {**COMMON_SLOTS, "accumulated_gradient": "accumulated_grad",
                    "accumulated_move": "accumulated_delta_var", "u_product": "variable"}
"""Keras's names of the slots that have another name in the engine."""


@final
@dataclass(frozen=True)
class Tracked:
    """What an optimizer is training.

    compiled: holds the slots, and ``step``, the number of batches. paths: the weights in the order of the layout, each
    with its Keras path, its slice of a slot and its shape, by its path in the layout.
    """

    compiled: Any
    paths: dict[str, tuple[str, slice, tuple[int, ...]]]


@final
class Iterations(BaseVariable):
    """The variable ``optimizer.iterations``: the number of updates so far."""

    name = "iteration"
    trainable = False

    def __init__(self, optimizer: Any) -> None:
        self.optimizer = optimizer
        self.path = f"{optimizer.name}/{self.name}"

    def read(self) -> Array:
        return np.array(self.optimizer.batches // self._batches_per_update(), np.int64)

    def write(self, value: Array) -> None:
        self.optimizer.batches = int(value) * self._batches_per_update()
        if self.optimizer.tracked is not None:
            self.optimizer.tracked.compiled.step = self.optimizer.batches

    def _batches_per_update(self) -> int:
        return int(self.optimizer.gradient_accumulation_steps or 1)


@final
class SlotVariable(BaseVariable):
    """A slot of an optimizer for one weight: a view of the vector that training updates."""

    trainable = False

    def __init__(self, path: str, view: Array) -> None:
        self.path, self.name, self.view = path, path.rpartition("/")[2], view

    def read(self) -> Array:
        return self.view

    def write(self, value: Array) -> None:
        self.view[...] = value


def slot_order(optimizer: Any, slots: Sequence[str], paths: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of a weight's path and a slot, in Keras's order; the path is empty for a scalar slot."""
    groups = [(name,) for name in COMMON_SLOTS if name in slots] + optimizer.slot_groups()
    vectors = [name for group in groups for name in group]
    pairs = [(path, name) for group in groups for path in paths for name in group]
    return [*pairs, *(("", name) for name in slots if name not in vectors)]


def slot_variables(optimizer: Any) -> list[BaseVariable]:
    """The slots as variables, once the optimizer has been used for training."""
    tracked: Tracked | None = optimizer.tracked
    if tracked is None or tracked.compiled.slots is None:
        return []
    slots: dict[str, Array] = tracked.compiled.slots
    variables: list[BaseVariable] = []
    for layout_path, slot in slot_order(optimizer, list(slots), list(tracked.paths)):
        name, vector = KERAS_SLOT_NAMES.get(slot, slot), slots[slot]
        if layout_path:
            path, indices, shape = tracked.paths[layout_path]
            name, vector = f"{path.replace('/', '_')}_{name}", vector[indices].reshape(shape)
        variables.append(SlotVariable(f"{optimizer.name}/{name}", vector))
    return variables
