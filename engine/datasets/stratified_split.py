"""Splits in which every class has its share of the rows of each part; plain NumPy, whose code the notebook shows."""

import numpy as np

from engine.typing import Array


def stratify_test(x: Array, y: Array, test: float, seed: int) -> tuple[Array, Array, Array, Array]:
    """Shuffle, then hold out the ``test`` share of each class for testing; returns ``x, y, x_test, y_test``.

    y: int classes ``(n,)``. A class of at least two rows has at least one row for testing and one for training.
    """
    order = np.random.default_rng([seed, 1]).permutation(len(x))
    x, y = x[order], y[order]
    in_test = np.zeros(len(y), bool)
    for label in np.unique(y):
        rows = np.flatnonzero(y == label)
        count = min(max(round(len(rows) * test), 1), len(rows) - 1) if test else 0
        in_test[rows[:count]] = True
    x_test, y_test = x[in_test], y[in_test]
    x, y = x[~in_test], y[~in_test]
    return x, y, x_test, y_test


def stratify_validation(x: Array, y: Array, validation: float) -> tuple[Array, Array, Array, Array]:
    """Hold out the last ``validation`` share of the rows of each class; returns ``x_train, y_train, x_val, y_val``.

    y: int classes ``(n,)``. At least one row of each class stays for training.
    """
    in_val = np.zeros(len(y), bool)
    for label in np.unique(y):
        rows = np.flatnonzero(y == label)
        count = min(round(len(rows) * validation), len(rows) - 1)
        in_val[rows[len(rows) - count :]] = True
    x_train, y_train = x[~in_val], y[~in_val]
    x_val, y_val = x[in_val], y[in_val]
    return x_train, y_train, x_val, y_val
