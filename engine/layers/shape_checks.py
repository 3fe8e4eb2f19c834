"""Checks of input shapes (rank, axes, lengths), made before any array is allocated."""

from engine.layers.base import Layer
from engine.limits import MAX_AXIS
from engine.typing import Shape

SAMPLE_AXES = {1: ("features",), 2: ("steps", "features"), 3: ("height", "width", "channels")}
"""The usual names of a sample's axes, by their number."""


def sample_axes(layer: Layer) -> tuple[str, ...]:
    """The names of the axes of a built layer's input, the batch axis first."""
    rank = len(layer.built_input_shape or ())
    return ("batch", *SAMPLE_AXES.get(rank - 1, tuple(f"axis {index}" for index in range(1, rank))))


def require_axis(layer: Layer, input_shape: Shape, axis: int = -1) -> int:
    """The length of an axis; raises a ProblemError if there is no such axis or its length is None or above MAX_AXIS."""
    length = input_shape[normalize_axis(layer, input_shape, axis)]
    if length is None:
        raise layer.problem("unknown_axis", axis=axis, received=input_shape)
    if length > MAX_AXIS:
        raise layer.problem("axis_too_long", axis=axis, high=MAX_AXIS, received=input_shape)
    return length


def normalize_axis(layer: Layer, input_shape: Shape, axis: int, argument: str = "axis") -> int:
    """Normalize an axis to ``0 <= axis < rank``; raises a ProblemError if it is out of range."""
    rank = len(input_shape)
    if not -rank <= axis < rank:
        raise layer.problem("axis_out_of_range", argument, axis=axis, received=input_shape)
    return axis % rank


def normalize_axes(layer: Layer, input_shape: Shape, axes: tuple[int, ...], argument: str = "axis") -> tuple[int, ...]:
    """Normalize several axes and sort them; raises a ProblemError if one is out of range or repeated."""
    normalized = sorted(normalize_axis(layer, input_shape, axis, argument) for axis in axes)
    if len(set(normalized)) < len(normalized):
        raise layer.problem("repeated_axis", argument, argument=argument, value=axes)
    return tuple(normalized)


def require_rank(layer: Layer, input_shape: Shape, rank: int) -> None:
    """Raise a ProblemError unless the input has this rank, the batch axis included."""
    if len(input_shape) != rank:
        raise layer.problem("wrong_rank", expected=rank, received=input_shape)


def require_min_rank(layer: Layer, input_shape: Shape, rank: int) -> None:
    """Raise a ProblemError if the input's rank, the batch axis included, is lower than ``rank``."""
    if len(input_shape) < rank:
        raise layer.problem("input_too_flat", expected=rank, received=input_shape)


def require_broadcast(layer: Layer, input_shape: Shape, argument: str, shape: Shape) -> None:
    """Raise a ProblemError if an array of this shape does not broadcast against the input."""
    pairs = zip(reversed(shape), reversed(input_shape), strict=False)
    if len(shape) > len(input_shape) or any(n not in (1, None) and m is not None and n != m for n, m in pairs):
        raise layer.problem("cannot_broadcast", argument, argument=argument, shape=shape, received=input_shape)


def fill_noise_shape(layer: Layer, shape: tuple[int, ...], noise_shape: Shape | None) -> tuple[int, ...]:
    """``noise_shape``, in which None is the length of x there; all of x's shape if it is None.

    A shorter noise_shape belongs to the last axes, as in broadcasting. Raises a ProblemError if it does not broadcast.
    """
    if noise_shape is None:
        return shape
    require_broadcast(layer, shape, "noise_shape", noise_shape)
    lengths = shape[len(shape) - len(noise_shape):]
    return tuple(length if n is None else n for n, length in zip(noise_shape, lengths, strict=True))
