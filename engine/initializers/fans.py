"""``fan_in`` and ``fan_out``: the number of inputs and outputs that a weight connects, from its shape."""

from math import prod

from engine.errors import fail


def compute_fans(
    shape: tuple[int, ...], input_axes: tuple[int, ...] | None = None, output_axes: tuple[int, ...] | None = None
) -> tuple[int, int]:
    """Return ``(fan_in, fan_out)``, as Keras does.

    With both ``input_axes`` and ``output_axes``: the products of the lengths of these axes. Otherwise: the lengths of
    the last two axes, each times the receptive field size (the product of the lengths of the axes before them); for a
    shape of fewer than two axes, both fans are its size. A fan of 0 becomes 1.
    """
    if input_axes is not None and output_axes is not None:
        return max(1, prod(shape[a] for a in input_axes)), max(1, prod(shape[a] for a in output_axes))
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return max(1, size), max(1, size)
    receptive_field_size = prod(shape[:-2])
    return max(1, shape[-2] * receptive_field_size), max(1, shape[-1] * receptive_field_size)


def select_fan(mode: str, fans: tuple[int, int]) -> float:
    """Return the fan of a mode: "fan_in", "fan_out", or "fan_avg", their mean. fans: ``(fan_in, fan_out)``."""
    fan_in, fan_out = fans
    return {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]


def check_axes(shape: tuple[int, ...], *axes: tuple[int, ...] | None) -> None:
    """Raise a ProblemError for an axis that the shape does not have."""
    for axis in (axis for group in axes for axis in group or ()):
        if not -len(shape) <= axis < len(shape):
            raise fail("no_such_axis", axis=axis, shape=shape)
