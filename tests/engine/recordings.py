"""Keras's recorded values, the recorder in tests/golden for each kind of class, and the classes that lack them."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, final

import pytest

from engine import registry

PARTS = "record_parts.py, after adding the class to it"
OPTIMIZERS = "record_optimizers.py, after adding the class to it"
RECORDERS = {
    "layer": "record_layers.py {name}",
    "cell": "record_layers.py {name}",
    "activation": PARTS,
    "regularizer": PARTS,
    "constraint": PARTS,
    "optimizer": OPTIMIZERS,
    "schedule": OPTIMIZERS,
    "loss": "record_losses.py, after adding the class to its TABLE",
    "metric": "record_metrics.py, after adding the class to it",
}
OPTIONS = "record_options.py {name} with KERAS_BACKEND=torch, or on TensorFlow where its docstring says so"
"""Records how models with a class are trained, for tests/engine/models/test_options.py."""


def keras_classes(kind: str) -> list[type]:
    """The classes of a kind that Keras has too."""
    return [cls for cls in registry.classes(kind) if cls.in_keras]


def missing_recording(kind: str, name: str, recorder: str = "") -> str:
    """What to do about a class without recorded values."""
    recorder = (recorder or RECORDERS[kind]).format(name=name)
    return (f"no values of Keras are recorded for the {kind} {name}: run python tests/golden/{recorder} "
            "(CONTRIBUTING.md, Golden values); a class that Keras does not have says in_keras: ClassVar[bool] = False")


def unrecorded(kind: str, recorded: Collection[str]) -> list[str]:
    """A sentence for each class that Keras has and that is not among the recorded names."""
    return [missing_recording(kind, cls.__name__) for cls in keras_classes(kind) if cls.__name__ not in recorded]


@final
class Recordings(dict[str, Any]):
    """Recorded values by key. Without those of a key, a test fails with the sentence that ``explain(key)`` returns."""

    def __init__(self, explain: Callable[[str], str], items: Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__(items)
        self._explain = explain

    def __missing__(self, key: str) -> Any:
        pytest.fail(self._explain(key))
