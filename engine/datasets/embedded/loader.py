"""Read the embedded data sets: the files ``files/NAME.npz``."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import final

import numpy as np

from engine.datasets.samples import Pair, shuffle_split
from engine.typing import Array

FILES = Path(__file__).parent / "files"


@final
@dataclass(frozen=True, eq=False)
class EmbeddedArrays:
    """x as stored; y int64 classes or float32 values; names as in the source (no class names for a regression)."""

    x: Array
    y: Array
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]


@cache
def read_embedded(name: str) -> EmbeddedArrays:
    """The content of one file, read once per process; its arrays are shared and therefore read-only."""
    with np.load(FILES / f"{name}.npz", allow_pickle=False) as file:
        x, y = file["x"], file["y"]
        features, classes = file["feature_names"].tolist(), file["class_names"].tolist()
    y = y.astype("int64") if classes else y
    x.setflags(write=False)
    y.setflags(write=False)
    return EmbeddedArrays(x, y, tuple(features), tuple(classes))


def load_split(name: str, test_split: float, seed: int) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)`` of one file."""
    data = read_embedded(name)
    return shuffle_split(data.x, data.y, test_split, seed)
