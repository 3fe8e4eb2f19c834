"""Training data: arrays that belong together, checked once, handed out in batches."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, final

import numpy as np

from engine.errors import fail
from engine.random import Stream, generator
from engine.training.fit_config import FitPlan
from engine.typing import Array


class Feed(Protocol):
    """Where training gets its batches from: arrays, or what yields batches."""

    @property
    def validates(self) -> bool: ...

    def steps(self, plan: FitPlan) -> int | None: ...

    def validation_steps(self, plan: FitPlan) -> int | None: ...

    def training_batch(self, plan: FitPlan, epoch: int, batch: int) -> "Samples | None": ...

    def runs_out(self, plan: FitPlan, epoch: int, batch: int) -> bool: ...

    def validation_batch(self, plan: FitPlan, batch: int) -> "Samples | None": ...


@final
@dataclass(frozen=True, eq=False)
class Samples:
    """Inputs ``x`` with labels ``y`` and weights, sample by sample along axis 0. y and weight may be missing."""

    x: Array
    y: Array | None = None
    weight: Array | None = None

    def __post_init__(self) -> None:
        for name, array in (("y", self.y), ("sample_weight", self.weight)):
            if array is not None and len(array) != len(self.x):
                raise fail("unequal_lengths", name, name=name, x=len(self.x), received=len(array))

    def __len__(self) -> int:
        return len(self.x)

    def take(self, index: Any) -> "Samples":
        """The samples at an index array or slice."""
        def at(array: Array) -> Array:
            return array[index] if isinstance(index, slice) else array.take(index, axis=0)  # half the time of [index]

        return Samples(at(self.x), None if self.y is None else at(self.y),
                       None if self.weight is None else at(self.weight))


@final
@dataclass(frozen=True, eq=False)
class TrainingData:
    """What one ``fit`` learns from, and what it validates with."""

    train: Samples
    validation: Samples | None = None
    _orders: dict[tuple[int, int], Array] = field(default_factory=dict, repr=False)

    def order(self, seed: int, epoch: int, shuffle: bool) -> Array | None:
        """The order of the samples in an epoch: the same for the same seed, wherever it is asked for; None is as is."""
        if not shuffle:
            return None
        if (seed, epoch) not in self._orders:
            self._orders.clear()
            self._orders[seed, epoch] = generator(seed, Stream.SHUFFLE, epoch).permutation(len(self.train))
        return self._orders[seed, epoch]

    @property
    def validates(self) -> bool:
        """Whether there is something to validate with."""
        return self.validation is not None

    def steps(self, plan: FitPlan) -> int:
        """How many updates an epoch has: the last batch may be smaller."""
        return plan.steps_per_epoch or self._batches(plan)

    def validation_steps(self, plan: FitPlan) -> int | None:
        """How many batches a validation has."""
        return None if self.validation is None else -(-len(self.validation) // plan.validation_batch_size)

    def training_batch(self, plan: FitPlan, epoch: int, batch: int) -> Samples:
        """The samples of an update.

        As in Keras, epochs of fewer steps than there are batches go through the data one after the other: a pass over
        all samples, each in a new order, takes several epochs.
        """
        turn = self._turn(plan, epoch)
        number = turn * (plan.steps_per_epoch or 0) + batch
        order = self.order(plan.seed, epoch - turn, plan.shuffle)
        where = slice(number * plan.batch_size, (number + 1) * plan.batch_size)
        return self.train.take(where if order is None else order[where])

    def runs_out(self, plan: FitPlan, epoch: int, batch: int) -> bool:
        """Whether a pass over the data ends before this batch, of an epoch that would have it."""
        return self._turn(plan, epoch) * (plan.steps_per_epoch or 0) + batch >= self._batches(plan)

    def validation_batch(self, plan: FitPlan, batch: int) -> Samples:
        """The samples of one batch of validation."""
        assert self.validation is not None
        size = plan.validation_batch_size
        return self.validation.take(slice(batch * size, (batch + 1) * size))

    def _turn(self, plan: FitPlan, epoch: int) -> int:
        """How many epochs of this pass over the data lie behind."""
        if plan.steps_per_epoch is None:
            return 0
        return (epoch - plan.initial_epoch) % -(-self._batches(plan) // plan.steps_per_epoch)

    def _batches(self, plan: FitPlan) -> int:
        return -(-len(self.train) // plan.batch_size)

    def __getstate__(self) -> dict[str, Any]:
        return {"train": self.train, "validation": self.validation, "_orders": {}}


def samples(x: Any, y: Any = None, weight: Any = None) -> Samples:
    """Samples from anything like arrays. Labels keep their type; ``x`` of one axis becomes a column."""
    if isinstance(x, list | tuple) and y is not None and len(x) != len(y) and all(
            isinstance(part, np.ndarray) and len(part) == len(y) for part in x):
        raise fail("several_inputs", "x", count=len(x))
    x = inputs(x)
    if x.ndim == 0 or len(x) == 0:
        raise fail("no_samples", "x", name="x", shape=x.shape)
    y = None if y is None else numeric("y", y)
    weight = None if weight is None else numeric("sample_weight", weight).astype("float32", copy=False)
    return Samples(x[:, None] if x.ndim == 1 else x, y, weight)


def inputs(given: Any) -> Array:
    """As :func:`numeric`, but strings pass: a layer such as TextVectorization may take them, every other says no."""
    if not _textual(given):
        return numeric("x", given)
    array = np.asarray(given)
    return array if array.dtype.kind in "US" or array.dtype == object else numeric("x", given)


def _textual(given: Any) -> bool:
    """Whether the first thing in nested rows is a string."""
    while isinstance(given, list | tuple) and len(given):
        given = given[0]
    first = given.flat[0] if isinstance(given, np.ndarray) and given.size else given
    return isinstance(first, str | bytes)


def numeric(name: str, given: Any) -> Array:
    """An array of numbers from anything like one; a problem where it holds something else, or rows of many lengths."""
    try:
        array = np.asarray(given)
    except ValueError:
        raise fail("not_numeric", name, name=name, dtype="rows of different lengths") from None
    if array.dtype.kind not in "fiub":
        raise fail("not_numeric", name, name=name, dtype=str(array.dtype))
    return array


def lies_in_file(array: Array) -> bool:
    """Whether an array is (a part of) a memory-mapped file, which may be larger than memory."""
    base: Any = array
    while isinstance(base, np.ndarray):
        if isinstance(base, np.memmap):
            return True
        base = base.base
    return False


def split_tail(data: Samples, fraction: float) -> tuple[Samples, Samples]:
    """The last ``fraction`` of the samples, in the order given, set aside for validation, as ``validation_split``."""
    cut = int(np.floor(len(data) * (1 - fraction))) if 0 < fraction < 1 else 0
    if cut in (0, len(data)):
        raise fail("bad_validation_split", "validation_split", samples=len(data), fraction=fraction)
    return data.take(slice(0, cut)), data.take(slice(cut, None))


def with_class_weights(data: Samples, weights: Mapping[int, float]) -> Samples:
    """The samples with a weight each by its class: 1 for classes that are not named.

    One-hot labels count as their class. As in Keras, samples that have weights of their own cannot have these too.
    """
    if data.weight is not None:
        raise fail("not_both", first="class_weight", second="sample_weight")
    if data.y is None:
        raise fail("required", "y", argument="y")
    one_hot = data.y.ndim > 1 and data.y.shape[-1] > 1
    labels = np.round(data.y.argmax(-1) if one_hot else data.y.reshape(len(data), -1)[:, 0]).astype(int)
    weight = np.ones(len(data), "float32")
    for label, value in weights.items():
        weight[labels == int(label)] = value
    return replace(data, weight=weight)
