"""Read the npz files of the two housing data sets and split them as Keras does."""

from pathlib import Path

from engine.datasets.keras.npz import read_numeric
from engine.datasets.samples import Pair, shuffle_split
from engine.errors import fail
from engine.typing import Array
from engine.validators import Real

STAND_IN = "california_small"
SHARE = Real(low=0, below=1)


def read_table(path: Path, columns: int) -> Pair:
    """x ``(n, columns)`` and y ``(n,)``. Raises a ProblemError with code ``bad_npz``."""
    arrays = read_numeric(path, {"x": (columns,), "y": ()})
    if len(arrays["x"]) != len(arrays["y"]):
        raise fail("bad_npz", file=path.name, detail="x and y differ in length")
    return arrays["x"], arrays["y"]


def split(x: Array, y: Array, test_split: float, seed: int) -> tuple[Pair, Pair]:
    """``(x_train, y_train), (x_test, y_test)`` after Keras's shuffle; checks ``test_split``."""
    SHARE.check("test_split", test_split)
    return shuffle_split(x, y, test_split, seed)
