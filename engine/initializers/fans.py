"""How many inputs and outputs a weight joins, from its shape."""

from math import prod

from engine.errors import fail


def fans(
    shape: tuple[int, ...], input_axes: tuple[int, ...] | None = None, output_axes: tuple[int, ...] | None = None
) -> tuple[int, int]:
    """``(fan_in, fan_out)``, as in Keras.

    Usually the lengths of the last two axes, each times the size of the window before them. If both ``input_axes`` and
    ``output_axes`` are given, the products of the lengths of these axes.
    """
    if input_axes is not None and output_axes is not None:
        return max(1, prod(shape[a] for a in input_axes)), max(1, prod(shape[a] for a in output_axes))
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return max(1, size), max(1, size)
    window = prod(shape[:-2])
    return max(1, shape[-2] * window), max(1, shape[-1] * window)


def fan(mode: str, both: tuple[int, int]) -> float:
    """Which number scales a variance: "fan_in", "fan_out" or their mean, "fan_avg"."""
    fan_in, fan_out = both
    return {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[mode]


def check_axes(shape: tuple[int, ...], *given: tuple[int, ...] | None) -> None:
    """Raise a ProblemError for an axis that the shape does not have."""
    for axis in (axis for axes in given for axis in axes or ()):
        if not -len(shape) <= axis < len(shape):
            raise fail("no_such_axis", axis=axis, shape=shape)
