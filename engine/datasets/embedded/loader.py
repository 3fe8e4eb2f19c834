"""Reads the small sets that come with the engine: ``files/NAME.npz``, recorded from scikit-learn's packaged data."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import final

import numpy as np

from engine.datasets.samples import Pair
from engine.typing import Array

FILES = Path(__file__).parent / "files"


@final
@dataclass(frozen=True, eq=False)
class Recorded:
    """x as stored, y int64 classes or float32 values, names as in the source (no class names: a regression)."""

    x: Array
    y: Array
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]


@cache
def recorded(name: str) -> Recorded:
    """One file, read once in a process; its arrays are read-only, since everybody shares them."""
    with np.load(FILES / f"{name}.npz", allow_pickle=False) as file:
        x, y = file["x"], file["y"]
        features, classes = file["feature_names"].tolist(), file["class_names"].tolist()
    y = y.astype("int64") if classes else y
    x.setflags(write=False)
    y.setflags(write=False)
    return Recorded(x, y, tuple(features), tuple(classes))


def load_data(name: str, test_split: float, seed: int) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)`` after a seeded shuffle, the last ``test_split`` of the rows for testing.

    The shuffle and the cut are those of ``keras.datasets.california_housing``.
    """
    data = recorded(name)
    order = np.arange(len(data.x))
    np.random.RandomState(seed).shuffle(order)
    x, y = data.x[order], data.y[order]
    cut = int(len(x) * (1 - test_split))
    return (x[:cut], y[:cut]), (x[cut:], y[cut:])
