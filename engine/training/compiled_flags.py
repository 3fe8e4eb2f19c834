"""The ``trainable`` flags that a model trains with: those of its first training after ``compile``, as in Keras.

Keras on TensorFlow compiles the training step at the first batch, with the weights that are trainable then. Later
changes take effect at the next ``compile``; a warning says so.
"""

import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from engine.layers.leaves import with_inner
from engine.network.network import Network
from engine.training.compile_utils import Compiled


@contextmanager
def compiled_flags(network: Network, compiled: Compiled, begin: bool = False) -> Iterator[None]:
    """Let the layers have the flags that the model trains with. begin: whether training begins, if it has not yet."""
    if compiled.flags is None and begin:
        compiled.flags = tuple((part, part.trainable) for part in _parts(network))
    changed = [(part, flag) for part, flag in compiled.flags or () if part.trainable != flag]
    if not changed:
        yield
        return
    if begin and not compiled.has_warned:
        compiled.has_warned = True
        names = ", ".join(repr(part.name) for part, _ in changed if not isinstance(part, Network)) or "the model"
        warnings.warn(f"trainable of {names} has changed since the model was first trained: the change takes effect "
                      "when compile() is called again.", stacklevel=5)
    current = [(part, part.trainable) for part, _ in compiled.flags or ()]
    try:
        _set_flags(compiled.flags or ())
        yield
    finally:
        _set_flags(current)


def _parts(network: Network) -> Iterator[Any]:
    """Everything with a flag: the network, its layers, and the layers inside these."""
    yield network
    for layer in network.layers:
        yield from with_inner(layer)


def _set_flags(flags: Iterable[tuple[Any, bool]]) -> None:
    """Set all flags, in the order of :func:`_parts`: a model in a wrapper also sets those of its layers."""
    for part, flag in flags:
        part.trainable = flag
