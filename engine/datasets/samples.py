"""What a data set hands to training: raw arrays, and the three parts that a seeded split makes of them.

The functions from :func:`set_apart` to :func:`flatten` are plain NumPy: the notebook prints their bodies as its code
(see :mod:`engine.datasets.source_code`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import final

import numpy as np

from engine.errors import fail
from engine.typing import Array

Pair = tuple[Array, Array]
"""``(x, y)``."""


@final
@dataclass(frozen=True, eq=False)
class Arrays:
    """A set as it is read. x: ``(n, …)``. y: ``(n,)`` or ``(n, 1)``. Test arrays: where its authors set some apart."""

    x: Array
    y: Array
    x_test: Array | None = None
    y_test: Array | None = None


@final
@dataclass(frozen=True, eq=False)
class Samples:
    """A set ready to learn from. x: ``(n, …)``. y: whole-number classes or float32 values. A part may have no rows."""

    x_train: Array
    y_train: Array
    x_val: Array
    y_val: Array
    x_test: Array
    y_test: Array

    def one_hot(self, classes: int) -> "Samples":
        """Every class number of y as a float32 row with a single 1: ``(n,)`` becomes ``(n, classes)``."""
        row = np.eye(classes, dtype="float32")
        return replace(self, y_train=row[self.y_train], y_val=row[self.y_val], y_test=row[self.y_test])

    def change_x(self, change: Callable[..., tuple[Array, Array, Array]], **literals: float) -> "Samples":
        """The same answers to inputs changed by one of the functions below: ``change_x(divide, largest=16)``."""
        x_train, x_val, x_test = change(self.x_train, self.x_val, self.x_test, **literals)
        return replace(self, x_train=x_train, x_val=x_val, x_test=x_test)


def set_apart(x: Array, y: Array, test: float, seed: int) -> tuple[Array, Array, Array, Array]:
    """Shuffle, then take the first ``test`` share of the rows away for testing; returns ``x, y, x_test, y_test``.

    The stream ``[seed, 1]`` is not the one that generated sets draw from.
    """
    order = np.random.default_rng([seed, 1]).permutation(len(x))
    x, y = x[order], y[order]
    cut = round(len(x) * test)
    x_test, y_test = x[:cut], y[:cut]
    x, y = x[cut:], y[cut:]
    return x, y, x_test, y_test


def hold_out(x: Array, y: Array, validation: float) -> tuple[Array, Array, Array, Array]:
    """The last ``validation`` share of the rows for validation, as ``fit(validation_split=…)`` of Keras cuts it.

    Returns ``x_train, y_train, x_val, y_val``.
    """
    cut = int(len(x) * (1 - validation))
    x_train, y_train = x[:cut], y[:cut]
    x_val, y_val = x[cut:], y[cut:]
    return x_train, y_train, x_val, y_val


def divide(x_train: Array, x_val: Array, x_test: Array, largest: float) -> tuple[Array, Array, Array]:
    """Images from ``0 … largest`` to ``0 … 1``, as float32."""
    x_train = x_train.astype("float32") / largest
    x_val = x_val.astype("float32") / largest
    x_test = x_test.astype("float32") / largest
    return x_train, x_val, x_test


def standardise(x_train: Array, x_val: Array, x_test: Array) -> tuple[Array, Array, Array]:
    """Every column to mean 0 and deviation 1, by what the training rows alone say; a constant column becomes 0."""
    mean, deviation = x_train.mean(axis=0), x_train.std(axis=0) + 1e-7
    x_train = (x_train - mean) / deviation
    x_val = (x_val - mean) / deviation
    x_test = (x_test - mean) / deviation
    return x_train, x_val, x_test


def flatten(x_train: Array, x_val: Array, x_test: Array, size: int) -> tuple[Array, Array, Array]:
    """Every sample as one row of ``size`` numbers: ``(n, 8, 8)`` becomes ``(n, 64)``."""
    x_train = x_train.reshape(-1, size)
    x_val = x_val.reshape(-1, size)
    x_test = x_test.reshape(-1, size)
    return x_train, x_val, x_test


def split(data: Arrays, validation: float, test: float, seed: int) -> Samples:
    """The three parts of a set, x as it was. test: share of all rows; not asked of a set with test rows of its own.

    validation: share of what then remains, as in Keras. Raises share_out_of_range and no_training_rows.
    """
    for name, share in (("validation", validation), ("test", test)):
        if not 0 <= share < 1:
            raise fail("share_out_of_range", name, argument=name, value=share)
    if data.x_test is None or data.y_test is None:
        x, y, x_test, y_test = set_apart(data.x, data.y, test, seed)
    else:
        x, y, x_test, y_test = data.x, data.y, data.x_test, data.y_test
    samples = Samples(*hold_out(x, y, validation), x_test, y_test)
    if not len(samples.x_train):
        raise fail("no_training_rows", "validation", rows=len(data.x), validation=validation, test=test)
    return samples
