"""How many inputs and outputs a weight joins, from its shape."""

from math import prod


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """``(fan_in, fan_out)``: the last two axes, times the size of the window before them (as in Keras)."""
    if len(shape) < 2:
        size = shape[0] if shape else 1
        return max(1, size), max(1, size)
    window = prod(shape[:-2])
    return max(1, shape[-2] * window), max(1, shape[-1] * window)
