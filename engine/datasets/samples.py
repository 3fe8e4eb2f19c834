"""Arrays of a data set, and their split into training, validation and test samples.

The functions from :func:`hold_out_test` to :func:`flatten` are plain NumPy: the notebook shows their bodies as its code
(see :mod:`engine.datasets.source_code`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import final

import numpy as np

from engine.datasets.source_code import Step, run_steps
from engine.errors import fail
from engine.typing import Array

Pair = tuple[Array, Array]
"""``(x, y)``."""

PARTS = ("x_train", "y_train", "x_val", "y_val", "x_test", "y_test")


@final
@dataclass(frozen=True, eq=False)
class Arrays:
    """Unsplit arrays. x: ``(n, …)``. y: ``(n,)`` or ``(n, 1)``. Test arrays: only if the set has its own test rows."""

    x: Array
    y: Array
    x_test: Array | None = None
    y_test: Array | None = None


@final
@dataclass(frozen=True, eq=False)
class Samples:
    """Arrays ready for training. x: ``(n, …)``. y: integer classes or float32 values. A part may have no rows.

    y_mean, y_deviation: ``y · y_deviation + y_mean`` gives targets in their unit.
    """

    x_train: Array
    y_train: Array
    x_val: Array
    y_val: Array
    x_test: Array
    y_test: Array
    y_mean: float = 0.0
    y_deviation: float = 1.0

    def arrays(self) -> dict[str, Array]:
        """The arrays by their names in printed code."""
        return {name: getattr(self, name) for name in PARTS}

    def apply(self, steps: Iterable[Step]) -> "Samples":
        """Apply printable steps that assign some of the arrays anew."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        results = run_steps(steps, **values)
        return Samples(**{name: results.get(name, value) for name, value in values.items()})

    def unscaled_targets(self, y: Array) -> Array:
        """Targets or predictions of a regression in the unit of the data."""
        return y if (self.y_mean, self.y_deviation) == (0, 1) else y * self.y_deviation + self.y_mean

    def one_hot(self, classes: int) -> "Samples":
        """One-hot encode y: int ``(n,)`` becomes float32 ``(n, classes)``."""
        rows = np.eye(classes, dtype="float32")
        return replace(self, y_train=rows[self.y_train], y_val=rows[self.y_val], y_test=rows[self.y_test])

    def map_x(self, function: Callable[..., tuple[Array, Array, Array]], **literals: float) -> "Samples":
        """Apply one of the functions below to the x arrays of all three parts: ``map_x(divide, largest=16)``.

        literals: further arguments of the function.
        """
        x_train, x_val, x_test = function(self.x_train, self.x_val, self.x_test, **literals)
        return replace(self, x_train=x_train, x_val=x_val, x_test=x_test)


def shuffle_split(x: Array, y: Array, test_split: float, seed: int) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)`` after a seeded shuffle.

    test_split: share of the rows that are test rows; they are the last ones of the shuffled rows.

    The shuffle and the cut are those of ``keras.datasets.california_housing``.
    """
    order = np.arange(len(x))
    np.random.RandomState(seed).shuffle(order)
    x, y = x[order], y[order]
    cut = int(len(x) * (1 - test_split))
    return (x[:cut], y[:cut]), (x[cut:], y[cut:])


def hold_out_test(x: Array, y: Array, test: float, seed: int) -> tuple[Array, Array, Array, Array]:
    """Shuffle, then hold out the first ``test`` share of the rows for testing; returns ``x, y, x_test, y_test``.

    The generator is seeded with ``[seed, 1]``, so that it differs from that of a generated set with the same seed.
    """
    order = np.random.default_rng([seed, 1]).permutation(len(x))
    x, y = x[order], y[order]
    cut = round(len(x) * test)
    x_test, y_test = x[:cut], y[:cut]
    x, y = x[cut:], y[cut:]
    return x, y, x_test, y_test


def hold_out_validation(x: Array, y: Array, validation: float) -> tuple[Array, Array, Array, Array]:
    """Hold out the last ``validation`` share of the rows, as Keras's ``fit(validation_split=…)`` does.

    Returns ``x_train, y_train, x_val, y_val``.
    """
    cut = int(len(x) * (1 - validation))
    x_train, y_train = x[:cut], y[:cut]
    x_val, y_val = x[cut:], y[cut:]
    return x_train, y_train, x_val, y_val


def divide(x_train: Array, x_val: Array, x_test: Array, largest: float) -> tuple[Array, Array, Array]:
    """Scale images from ``0 … largest`` to ``0 … 1``, as float32."""
    x_train = x_train.astype("float32") / largest
    x_val = x_val.astype("float32") / largest
    x_test = x_test.astype("float32") / largest
    return x_train, x_val, x_test


def standardise(x_train: Array, x_val: Array, x_test: Array) -> tuple[Array, Array, Array]:
    """Scale each column so that its training rows have mean 0 and standard deviation 1.

    A column whose training rows are equal is only shifted. Sums are in float64: those of many large numbers, such as
    years, are wrong in float32.
    """
    mean = x_train.mean(axis=0, dtype="float64").astype("float32")
    deviation = x_train.std(axis=0, dtype="float64").astype("float32")
    deviation[x_train.min(axis=0) == x_train.max(axis=0)] = 1
    x_train = (x_train - mean) / deviation
    x_val = (x_val - mean) / deviation
    x_test = (x_test - mean) / deviation
    return x_train, x_val, x_test


def flatten(x_train: Array, x_val: Array, x_test: Array, size: int) -> tuple[Array, Array, Array]:
    """Flatten each sample to a row of ``size`` values: ``(n, 8, 8)`` becomes ``(n, 64)``."""
    x_train = x_train.reshape(-1, size)
    x_val = x_val.reshape(-1, size)
    x_test = x_test.reshape(-1, size)
    return x_train, x_val, x_test


def split_steps(validation: float, test: float, seed: int, has_test: bool = False) -> list[Step]:
    """The steps of a plain split. has_test: whether there are test rows already."""
    own_test = [] if has_test else [Step(hold_out_test, {"test": test, "seed": seed})]
    return [*own_test, Step(hold_out_validation, {"validation": validation})]


def split(data: Arrays, validation: float, test: float, seed: int, steps: Sequence[Step] = ()) -> Samples:
    """Training, validation and test samples. test: share of all rows; ignored if the set has its own test rows.

    validation: share of the remaining rows, as in Keras. steps: another split with these shares as literals. Raises a
    ProblemError with code ``share_out_of_range`` if a share is not in [0, 1), and with code ``no_training_rows`` if no
    rows remain for training.
    """
    for name, share in (("validation", validation), ("test", test)):
        if not 0 <= share < 1:
            raise fail("share_out_of_range", name, argument=name, value=share)
    own_test = {} if data.x_test is None else {"x_test": data.x_test, "y_test": data.y_test}
    steps = steps or split_steps(validation, test, seed, bool(own_test))
    results = run_steps(steps, x=data.x, y=data.y, **own_test)
    samples = Samples(**{name: results[name] for name in PARTS})
    if not len(samples.x_train):
        raise fail("no_training_rows", "validation", rows=len(data.x), validation=validation, test=test)
    return samples
