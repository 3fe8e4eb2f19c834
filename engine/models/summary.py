"""The table that ``summary()`` prints, in the form of Keras 3."""

from io import StringIO
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Literal, final

from engine.layers.base import Layer

if TYPE_CHECKING:
    from engine.models.sequential import Sequential

BYTES_A_NUMBER = 4


def summary_text(model: "Sequential", line_length: int | None = None, show_trainable: bool = False) -> str:
    """The whole summary as text without colours. line_length: in characters, 80 unless told."""
    from rich.console import Console  # imported when used: it costs more than the rest of the engine's start
    from rich.table import Column, Table

    length = line_length or min(100 if show_trainable else 88, get_terminal_size().columns - 4)
    table = Table(*(Column(h, justify=j, width=w) for h, j, w in _columns(length, show_trainable)), width=length,
                  show_lines=True)
    for layer in model.network.layers:
        table.add_row(*_row(layer), *([_trainable_mark(layer)] if show_trainable else []))
    console = Console(file=StringIO(), width=max(length, 80), color_system=None, highlight=False)
    console.print(f'Model: "{model.name}"', markup=False)
    console.print(table)
    for line in _totals(model):
        console.print(line, markup=False)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().rstrip("\n")


def _columns(length: int, show_trainable: bool) -> list[tuple[str, Literal["left", "center", "right"], int]]:
    """Headers with their alignment and width; the widths are Keras's shares of the line."""
    shrink = 0.9 if show_trainable else 1.0
    ends = [int(share * shrink * length) for share in (0.45, 0.80, 1.0)]
    found: list[tuple[str, Literal["left", "center", "right"], int]] = [
        ("Layer (type)", "left", ends[0]), ("Output Shape", "left", ends[1] - ends[0]),
        ("Param #", "right", ends[2] - ends[1])]
    return [*found, ("Trainable", "center", length - ends[2])] if show_trainable else found


def _row(layer: Layer) -> tuple[str, str, str]:
    name = f"{layer.name} ({type(layer).__name__})"
    if layer.output_shape is None:
        return name, "?", "0 (unbuilt)"
    return name, str(layer.output_shape), f"{layer.count_params():,}"


def _trainable_mark(layer: Layer) -> str:
    return "-" if not layer.weight_names() else "Y" if layer.trainable else "N"


@final
class _Size:
    """A number of parameters with the memory that it takes in float32."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __str__(self) -> str:
        size, unit = float(self.count * BYTES_A_NUMBER), 0
        while size >= 1024 and unit < 4:  # noqa: PLR2004
            size, unit = size / 1024, unit + 1
        return f"{self.count:,} ({size:.2f} {('B', 'KB', 'MB', 'GB', 'TB')[unit]})"


def _totals(model: "Sequential") -> list[str]:
    trainable = sum(w.numpy().size for w in model.trainable_weights)
    frozen = sum(w.numpy().size for w in model.non_trainable_weights)
    slots = model.compiled.slots if model.compiled else None
    optimizer = 0 if slots is None else sum(s.size for s in slots.values()) + 2  # with iterations and learning rate
    lines = [f" Total params: {_Size(trainable + frozen + optimizer)}", f" Trainable params: {_Size(trainable)}",
             f" Non-trainable params: {_Size(frozen)}"]
    return [*lines, f" Optimizer params: {_Size(optimizer)}"] if slots is not None else lines
