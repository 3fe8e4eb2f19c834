"""The table that ``summary()`` prints, in the form of Keras 3."""

from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import pairwise
from shutil import get_terminal_size
from typing import Any, Literal

import numpy as np

from engine.layers.leaves import is_model
from engine.typing import Array

MAX_LINE_LENGTH = 88
ITERATIONS_AND_RATE: tuple[Array, ...] = (np.zeros((), "int64"), np.zeros((), "float32"))
"""Variables that Keras counts for every optimizer in addition to its slots: the number of updates, the rate."""


def summary_text(model: Any, line_length: int | None = None, positions: Sequence[float] | None = None,
                 expand_nested: bool = False, show_trainable: bool = False) -> str:
    """The whole summary as text without colours.

    line_length: in characters; None is the width of the terminal. positions: the right end of each column as a fraction
    of the line. expand_nested: whether the layers of models among the layers have rows too.
    """
    from rich.console import Console  # imported when used: it costs more than the rest of the engine's start
    from rich.markup import escape
    from rich.table import Column, Table

    length = line_length or min(MAX_LINE_LENGTH + 12 * show_trainable, get_terminal_size().columns - 4)
    table = Table(*(Column(h, justify=j, width=w) for h, j, w in _columns(length, positions, show_trainable)),
                  width=length, show_lines=True)
    for layer, depth in _rows(model.layers, expand_nested):
        table.add_row(*map(escape, _row(layer, depth)), *([_trainable_mark(layer)] if show_trainable else []))
    console = Console(file=StringIO(), width=get_terminal_size().columns, color_system=None, highlight=False)
    console.print(f'Model: "{model.name}"', markup=False)
    console.print(table)
    for line in _totals(model):
        console.print(line, markup=False)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def _rows(layers: Sequence[Any], expand_nested: bool, depth: int = 0) -> Iterator[tuple[Any, int]]:
    """The layer or model of each row, and the number of models that it is in."""
    for layer in layers:
        yield layer, depth
        if expand_nested and is_model(layer):
            yield from _rows(layer.layers, expand_nested, depth + 1)


def _columns(length: int, positions: Sequence[float] | None,
             show_trainable: bool) -> list[tuple[str, Literal["left", "center", "right"], int]]:
    """Headers with their alignment and width in characters; by default Keras's fractions of the line."""
    ends = [*positions] if positions else [0.45, 0.80, 1.0]
    if show_trainable:
        ends = [*(end * 0.9 for end in ends), 1.0]
    widths = [end - begin for begin, end in pairwise([0, *(int(end * length) for end in ends)])]
    headers: list[tuple[str, Literal["left", "center", "right"]]] = [
        ("Layer (type)", "left"), ("Output Shape", "left"), ("Param #", "right"), ("Trainable", "center")]
    return [(header, justify, width) for (header, justify), width in zip(headers, widths, strict=False)]


def _row(layer: Any, depth: int) -> tuple[str, str, str]:
    name = f"{'   ' * depth}{'└ ' if depth else ''}{layer.name} ({type(layer).__name__})"
    shape = layer.output_shape if layer.built and layer.input_shape is not None else None
    if shape is None:
        return name, "?", "0 (unbuilt)" if is_model(layer) or layer.has_weights else "0"
    return name, str(shape), f"{layer.count_params():,}"


def _trainable_mark(layer: Any) -> str:
    return "-" if not layer.weights else "Y" if layer.trainable else "N"


def _size(count: int, size: float) -> str:
    """A number of parameters and their size in memory. size: in bytes."""
    unit = 0
    while size >= 1024 and unit < 4:
        size, unit = size / 1024, unit + 1
    return f"{count:,} ({size:.2f} {('B', 'KB', 'MB', 'GB', 'TB')[unit]})"


def _totals(model: Any) -> list[str]:
    slots = model.compiled.slots if model.compiled else None
    trainable = _count([w.array for w in model.trainable_weights])
    non_trainable = _count([w.array for w in model.non_trainable_weights])
    optimizer = (0, 0) if slots is None else _count([*slots.values(), *ITERATIONS_AND_RATE])
    count, size = (sum(parts) for parts in zip(trainable, non_trainable, optimizer, strict=True))
    lines = [f" Total params: {_size(count, size)}", f" Trainable params: {_size(*trainable)}",
             f" Non-trainable params: {_size(*non_trainable)}"]
    return lines if slots is None else [*lines, f" Optimizer params: {_size(*optimizer)}"]


def _count(arrays: Sequence[Array]) -> tuple[int, int]:
    """The number of elements of some arrays, and their size in bytes."""
    return sum(a.size for a in arrays), sum(a.nbytes for a in arrays)
