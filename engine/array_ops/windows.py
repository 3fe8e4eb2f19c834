"""How windows lie on a picture or a sequence: where each begins, how many there are. Shared by all that slide."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

from engine.typing import Shape


@final
@dataclass(frozen=True)
class Span:
    """The windows along one axis.

    length: of the axis. size: places in a window, ``dilation`` apart. stride: from window to window. before: zeros
    that padding puts in front. count: of the windows. Place ``i < size`` of window ``p`` is at
    ``p · stride + i · dilation - before``; what lies outside of the axis counts as zero.
    """

    length: int
    size: int
    stride: int
    dilation: int
    before: int
    count: int

    def within(self, i: int) -> tuple[slice, slice]:
        """The windows whose place ``i`` lies on the axis, and where on the axis these places are."""
        shift = i * self.dilation - self.before
        first = max(0, -(shift // self.stride))
        end = min(self.count, (self.length - 1 - shift) // self.stride + 1)
        return slice(first, max(end, first)), slice(first * self.stride + shift, max(end, first) * self.stride + shift,
                                                    self.stride)

    def places(self) -> range:
        """The places in a window that lie on the axis in any window at all."""
        low = (self.before - (self.count - 1) * self.stride) // self.dilation
        return range(max(0, low), min(self.size, (self.length - 1 + self.before) // self.dilation + 1))


ONE = Span(1, 1, 1, 1, 0, 1)
"""The rows of a sequence, which is taken for a picture of one row."""


@final
@dataclass(frozen=True)
class Windows:
    """The windows on a picture: those along its height, and those along its width."""

    rows: Span
    columns: Span

    @property
    def counts(self) -> tuple[int, int]:
        return self.rows.count, self.columns.count

    @property
    def each_one_place(self) -> bool:
        """Whether every window is one place and every place is in one: nothing has to be laid out then."""
        return all(s.size == s.stride == 1 and not s.before and s.count == s.length for s in (self.rows, self.columns))


@final
@dataclass(frozen=True)
class Slide:
    """How a layer slides over the axes between batch and channels; one number an axis."""

    size: tuple[int, ...]
    stride: tuple[int, ...]
    padding: str = "valid"
    dilation: tuple[int, ...] = (1, 1)

    def over(self, lengths: Sequence[int]) -> Windows:
        """The windows on a picture (height, width), or on a sequence (length,)."""
        spans = [span(*each[:3], self.padding, each[3])
                 for each in zip(lengths, self.size, self.stride, self.dilation, strict=False)]
        return Windows(*[ONE, *spans][-2:])

    def counts(self, lengths: Shape) -> Shape:
        """How many windows there are along every axis; None where its length is open."""
        return tuple(None if each[0] is None else span(each[0], each[1], each[2], self.padding, each[3]).count
                     for each in zip(lengths, self.size, self.stride, self.dilation, strict=False))


def span(length: int, size: int, stride: int, padding: str, dilation: int) -> Span:
    """The windows along an axis. Source: Keras 3, ``ops.conv``; TensorFlow's "SAME" puts the odd zero at the end.

    padding: "valid" is none (a count below 1 then says that no window fits); "same" gives ``⌈length / stride⌉``
    windows; "causal" puts all zeros in front, so that no window looks beyond its last place.
    """
    reach = (size - 1) * dilation + 1
    if padding == "valid":
        return Span(length, size, stride, dilation, 0, (length - reach) // stride + 1)
    count = (length - 1) // stride + 1
    if padding == "causal":
        return Span(length, size, stride, dilation, reach - 1, count)
    return Span(length, size, stride, dilation, max((count - 1) * stride + reach - length, 0) // 2, count)
