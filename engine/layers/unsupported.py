"""Keras's layers that join several inputs: using one says why a linear stack has no place for it.

A script may import such a name and never use it, so the name is there; it is no layer, and calling it is a problem.
"""

from functools import cache
from typing import Any, final

from engine.errors import fail

NAMES = frozenset({
    "Add", "AdditiveAttention", "Attention", "Average", "Concatenate", "Dot", "GroupQueryAttention", "HashedCrossing",
    "Maximum", "Merge", "Minimum", "MultiHeadAttention", "Multiply", "Subtract",
    "add", "average", "concatenate", "dot", "maximum", "minimum", "multiply", "subtract",
})


@final
class Unstackable:
    """The name of a layer that joins inputs."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise fail("not_in_a_stack", self.name, name=self.name)


@cache
def _named(name: str) -> Unstackable:
    return Unstackable(name)


def __getattr__(name: str) -> Unstackable:
    if name in NAMES:
        return _named(name)
    raise AttributeError(f"module 'engine.layers' has no attribute {name!r}")
