"""One line of tests/golden/layer_examples.json is all that a layer needs to be tested by every law here."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import registry
from engine.layers.base import Layer
from engine.random import CallContext

GOLDEN = Path(__file__).parents[2] / "golden"


@dataclass(frozen=True)
class Example:
    """A layer's class and arguments, and an input that it takes."""

    name: str
    config: dict[str, Any]
    shape: tuple[int, ...]
    input: str = ""
    """``ids`` for whole numbers (with a half, so that their slope is 0), ``mask`` for steps that do not all count,
    ``numbers`` for categories, ``words`` and ``texts`` for strings."""

    @property
    def key(self) -> str:
        """What the recorder calls this example."""
        return f"{self.name}:{json.dumps(self.config)}:{list(self.shape)}"

    @property
    def open_shape(self) -> tuple[int | None, ...]:
        return (None, *self.shape[1:])

    def make(self, dtype: str | None = None) -> Layer:
        layer: Layer = registry.lookup("layer", self.name)(**self.config, dtype=dtype)
        return layer

    def built(self, dtype: str | None = None) -> Layer:
        """The layer with weights that are neither 0 nor 1."""
        layer = self.make(dtype)
        layer.build(self.open_shape)
        rng = np.random.default_rng(1)
        layer.set_weights([rng.uniform(0.5, 1.5, w.shape) for w in layer.get_weights()])
        return layer

    def x(self, dtype: str = "float32") -> np.ndarray:
        rng = np.random.default_rng(2)
        if self.input in ("words", "texts"):
            return rng.choice(["cat", "dog", "새", "unknown"], self.shape)
        if self.input == "numbers":
            return rng.integers(0, 5, self.shape).astype(dtype) + np.dtype(dtype).type(0.5)
        if self.input == "ids":
            return rng.integers(0, self.config["input_dim"], self.shape).astype(dtype) + np.dtype(dtype).type(0.5)
        return rng.normal(size=self.shape).astype(dtype)

    def at(self, context: CallContext) -> CallContext:
        """The moment with the mask of the input."""
        return context.masked(np.random.default_rng(7).random(self.shape[:2]) < 0.6 if self.input == "mask" else None)


EXAMPLES = [Example(name, config, tuple(shape), *more)
            for file in sorted(GOLDEN.glob("layer_examples*.json"))
            for name, config, shape, *more in json.loads(file.read_text(encoding="utf-8"))]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "example" in metafunc.fixturenames:
        metafunc.parametrize("example", EXAMPLES, ids=[example.key for example in EXAMPLES])


@pytest.fixture(scope="session")
def golden() -> dict[str, dict[str, np.ndarray]]:
    """What Keras did, by example and array."""
    found: dict[str, dict[str, np.ndarray]] = {}
    for file in sorted(GOLDEN.glob("layers*.npz")):
        with np.load(file) as arrays:
            for full, array in arrays.items():
                key, what = full.split("|")
                found.setdefault(key, {})[what] = array
    return found


@pytest.fixture(scope="session")
def signatures() -> dict[str, list[list[Any]]]:
    """The constructors of Keras's layers: name and default of every argument."""
    read: dict[str, list[list[Any]]] = {}
    for file in sorted(GOLDEN.glob("layer_signatures*.json")):
        read |= json.loads(file.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="session")
def example_names() -> set[str]:
    return {example.name for example in EXAMPLES}
