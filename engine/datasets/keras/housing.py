"""What the two sets of house prices have in common: an npz file with x and y, shuffled and cut as Keras does it."""

from pathlib import Path

import numpy as np

from engine.datasets.keras.npz import read_numbers
from engine.datasets.samples import Pair
from engine.errors import fail
from engine.typing import Array
from engine.validators import Real

STAND_IN = "california_small"
SHARE = Real(low=0, below=1)


def read(path: Path, columns: int) -> Pair:
    """x ``(n, columns)`` and y ``(n,)``; raises bad_npz."""
    arrays = read_numbers(path, {"x": (columns,), "y": ()})
    if len(arrays["x"]) != len(arrays["y"]):
        raise fail("bad_npz", file=path.name, detail="x and y differ in length")
    return arrays["x"], arrays["y"]


def split(x: Array, y: Array, test_split: float, seed: int) -> tuple[Pair, Pair]:
    """Training and test rows after Keras's shuffle."""
    SHARE.check("test_split", test_split)
    order = np.arange(len(x))
    np.random.RandomState(seed).shuffle(order)
    x, y = x[order], y[order]
    cut = int(len(x) * (1 - test_split))
    return (x[:cut], y[:cut]), (x[cut:], y[cut:])
