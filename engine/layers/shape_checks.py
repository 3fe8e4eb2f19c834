"""Questions that layers ask of a shape before any memory is taken: how many axes it has, how long they are."""

from engine.layers.base import Layer
from engine.limits import MAX_AXIS
from engine.typing import Shape


def require_axis(layer: Layer, input_shape: Shape, axis: int = -1) -> int:
    """The length of an axis that the weights depend on; a problem if it is not there, not known, or absurd."""
    length = input_shape[axis_of(layer, input_shape, axis)]
    if length is None:
        raise layer.problem("unknown_axis", axis=axis, received=input_shape)
    if length > MAX_AXIS:
        raise layer.problem("axis_too_long", axis=axis, high=MAX_AXIS, received=input_shape)
    return length


def axis_of(layer: Layer, input_shape: Shape, axis: int, argument: str = "axis") -> int:
    """An axis counted from the front, ``0 <= axis < rank``; a problem if the input has no such axis."""
    rank = len(input_shape)
    if not -rank <= axis < rank:
        raise layer.problem("axis_out_of_range", argument, axis=axis, received=input_shape)
    return axis % rank


def axes_of(layer: Layer, input_shape: Shape, axes: tuple[int, ...], argument: str = "axis") -> tuple[int, ...]:
    """Several axes counted from the front and sorted; a problem if one is not there or is there twice."""
    found = sorted(axis_of(layer, input_shape, axis, argument) for axis in axes)
    if len(set(found)) < len(found):
        raise layer.problem("repeated_axis", argument, argument=argument, value=axes)
    return tuple(found)


def require_rank(layer: Layer, input_shape: Shape, rank: int) -> None:
    """A problem if the input has not exactly this many axes, the batch axis included."""
    if len(input_shape) != rank:
        raise layer.problem("wrong_rank", expected=rank, received=input_shape)


def require_at_least(layer: Layer, input_shape: Shape, rank: int) -> None:
    """A problem if the input has fewer axes than this, the batch axis included."""
    if len(input_shape) < rank:
        raise layer.problem("input_too_flat", expected=rank, received=input_shape)


def require_broadcast(layer: Layer, input_shape: Shape, argument: str, shape: Shape) -> None:
    """A problem if an array of this shape cannot be stretched along the input, from the last axis backwards."""
    pairs = zip(reversed(shape), reversed(input_shape), strict=False)
    if len(shape) > len(input_shape) or any(n not in (1, None) and m is not None and n != m for n, m in pairs):
        raise layer.problem("cannot_broadcast", argument, argument=argument, shape=shape, received=input_shape)
