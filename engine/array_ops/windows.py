"""The windows of convolutions and pooling: their number and their positions on an image or a sequence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from engine.typing import Shape


@final
@dataclass(frozen=True)
class AxisWindows:
    """The windows along one axis.

    length: of the axis. size: values in a window, ``dilation`` apart. stride: from window to window. before: zeros
    of padding before the axis. count: number of windows. Value ``i < size`` of window ``p`` is at index
    ``p · stride + i · dilation - before``; outside the axis it is 0.
    """

    length: int
    size: int
    stride: int
    dilation: int
    before: int
    count: int

    def slices_at(self, i: int) -> tuple[slice, slice]:
        """The windows whose value ``i`` is inside the axis, and the indices of these values on the axis."""
        shift = i * self.dilation - self.before
        first = max(0, -(shift // self.stride))
        end = min(self.count, (self.length - 1 - shift) // self.stride + 1)
        return slice(first, max(end, first)), slice(first * self.stride + shift, max(end, first) * self.stride + shift,
                                                    self.stride)

    def valid_range(self) -> range:
        """The ``i < size`` that are inside the axis in at least one window."""
        low = (self.before - (self.count - 1) * self.stride) // self.dilation
        return range(max(0, low), min(self.size, (self.length - 1 + self.before) // self.dilation + 1))


SINGLE_ROW = AxisWindows(1, 1, 1, 1, 0, 1)
"""The height axis of a sequence that is treated as an image of height 1."""


@final
@dataclass(frozen=True)
class Windows:
    """The windows on an image: along its height and along its width."""

    rows: AxisWindows
    columns: AxisWindows

    @property
    def counts(self) -> tuple[int, int]:
        return self.rows.count, self.columns.count

    @property
    def are_pixels(self) -> bool:
        """Whether the windows are the pixels themselves, in order, so that nothing has to be copied."""
        return all(axis.size == axis.stride == 1 and not axis.before and axis.count == axis.length
                   for axis in (self.rows, self.columns))


@final
@dataclass(frozen=True)
class WindowSpec:
    """A layer's windows; size, stride and dilation: one value per axis between batch and channels."""

    size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: str = "valid"
    dilation: tuple[int, ...] = (1, 1)

    def windows(self, lengths: Sequence[int]) -> Windows:
        """The windows on an image, ``(height, width)``, or on a sequence, ``(length,)``."""
        axes = [axis_windows(*args[:3], self.padding, args[3])
                for args in zip(lengths, self.size, self.stride, self.dilation, strict=False)]
        return Windows(*[SINGLE_ROW, *axes][-2:])

    def counts(self, lengths: Shape) -> Shape:
        """The number of windows along each axis; None for an unknown length."""
        return tuple(None if args[0] is None else axis_windows(args[0], args[1], args[2], self.padding, args[3]).count
                     for args in zip(lengths, self.size, self.stride, self.dilation, strict=False))


def axis_windows(length: int, size: int, stride: int, padding: str, dilation: int) -> AxisWindows:
    """The windows along an axis. Source: Keras 3, ``ops.conv``; TensorFlow's "SAME" puts the odd zero at the end.

    padding: "valid" is none (a count below 1 means that no window fits); "same" gives ``⌈length / stride⌉`` windows;
    "causal" puts all zeros before the axis, so that window p reads no value after index ``p · stride``.
    """
    extent = (size - 1) * dilation + 1
    if padding == "valid":
        return AxisWindows(length, size, stride, dilation, 0, (length - extent) // stride + 1)
    count = (length - 1) // stride + 1
    if padding == "causal":
        return AxisWindows(length, size, stride, dilation, extent - 1, count)
    before = max((count - 1) * stride + extent - length, 0) // 2
    return AxisWindows(length, size, stride, dilation, before, count)
