"""Placeholders for Keras's layers with several inputs, which a Sequential model cannot contain.

Scripts may import these names without using them; calling one raises a ProblemError that explains why.
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
class UnsupportedLayer:
    """Placeholder for a layer with several inputs; calling it raises a ProblemError."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise fail("not_in_a_stack", self.name, name=self.name)


@cache
def _placeholder(name: str) -> UnsupportedLayer:
    return UnsupportedLayer(name)


def __getattr__(name: str) -> UnsupportedLayer:
    if name in NAMES:
        return _placeholder(name)
    raise AttributeError(f"module 'engine.layers' has no attribute {name!r}")
