"""Examples for the tests of every layer: the lines of tests/golden/layer_examples*.json."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from recordings import Recordings, missing_recording

from engine import registry
from engine.layers.base import Layer
from engine.random import CallContext

GOLDEN = Path(__file__).parents[2] / "golden"


@dataclass(frozen=True)
class Example:
    """A layer's class and arguments, and the shape and kind of an input."""

    name: str
    config: dict[str, Any]
    shape: tuple[int, ...]
    input: str = ""
    """``ids`` for integers (plus 0.5, so that numeric gradients are 0), ``mask`` for a random mask of time steps,
    ``numbers`` for category indices, ``words`` and ``texts`` for strings."""

    @property
    def key(self) -> str:
        """The example's key in the recorded arrays."""
        return f"{self.name}:{json.dumps(self.config)}:{list(self.shape)}"

    @property
    def open_shape(self) -> tuple[int | None, ...]:
        return (None, *self.shape[1:])

    def make(self, dtype: str | None = None) -> Layer:
        layer: Layer = registry.lookup("layer", self.name)(**self.config, dtype=dtype)
        return layer

    def build(self, dtype: str | None = None) -> Layer:
        """Make and build the layer, with weights that are neither 0 nor 1."""
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

    def with_mask(self, context: CallContext) -> CallContext:
        """Return the context with the mask of the input."""
        return context.masked(np.random.default_rng(7).random(self.shape[:2]) < 0.6 if self.input == "mask" else None)


def read_examples(file: str) -> list[Example]:
    return [Example(name, config, tuple(shape), *kind)
            for name, config, shape, *kind in json.loads((GOLDEN / file).read_text("utf-8"))]


PREPROCESSING = read_examples("layer_examples_preparing.json")
KERAS_EXAMPLES = [*read_examples("layer_examples.json"), *PREPROCESSING]
EXAMPLES = [*KERAS_EXAMPLES, *read_examples("layer_examples_not_in_keras.json")]


def not_recorded(key: str) -> str:
    """Return the message for an example or a class without recorded values."""
    name = key.partition(":")[0]
    preprocessing = name in {example.name for example in PREPROCESSING}
    kind = "layer" if name in registry.table("layer") else "cell"
    return missing_recording(kind, name, "record_layers_preparing.py {name}" if preprocessing else "")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """``example`` is every line of the files; ``keras_example`` one of a layer that Keras has."""
    for fixture, examples in (("example", EXAMPLES), ("keras_example", KERAS_EXAMPLES)):
        if fixture in metafunc.fixturenames:
            metafunc.parametrize(fixture, examples, ids=[example.key for example in examples])


@pytest.fixture(scope="session")
def golden() -> dict[str, dict[str, np.ndarray]]:
    """Arrays recorded from Keras, by example and array name."""
    recorded = Recordings(not_recorded)
    for file in sorted(GOLDEN.glob("layers*.npz")):
        with np.load(file) as arrays:
            for entry, array in arrays.items():
                key, array_name = entry.split("|")
                recorded.setdefault(key, {})[array_name] = array
    return recorded


@pytest.fixture(scope="session")
def signatures() -> dict[str, list[list[Any]]]:
    """Constructor signatures of Keras's layers: name and default of every argument."""
    signatures_by_name = Recordings(not_recorded)
    for file in sorted(GOLDEN.glob("layer_signatures*.json")):
        signatures_by_name |= json.loads(file.read_text(encoding="utf-8"))
    return signatures_by_name


@pytest.fixture(scope="session")
def example_names() -> set[str]:
    return {example.name for example in EXAMPLES}
