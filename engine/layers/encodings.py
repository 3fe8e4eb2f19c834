"""Whole numbers as rows of 0 and 1, or of counts: what the layers that number things can give in place of numbers."""

import numpy as np

from engine.layers.base import Layer
from engine.typing import Array, Shape

ROWS = ("one_hot", "multi_hot", "count")


def encoded_shape(layer: Layer, input_shape: Shape, output_mode: str, depth: int | None) -> Shape:
    """The shape of :func:`encoded`; a problem where a sample is no row of numbers."""
    if output_mode == "int":
        return input_shape
    if output_mode == "one_hot":
        single = len(input_shape) > 1 and input_shape[-1] == 1
        return (*(input_shape[:-1] if single else input_shape), depth)
    if len(input_shape) > 2:
        raise layer.problem("wrong_rank", expected=2, received=input_shape)
    return (input_shape[0], depth)


def encoded(numbers: Array, output_mode: str, depth: int, dtype: str, weights: Array | None = None) -> Array:
    """Numbers ``(batch, …)`` as they are, or as rows of ``depth``; numbers outside of 0 … depth − 1 count nowhere.

    one_hot: a row for each number. multi_hot: a row for each sample, 1 for what occurs. count: how often it does, each
    time with its weight.
    """
    if output_mode == "int":
        return numbers.astype(dtype)
    if output_mode == "one_hot" and numbers.ndim > 1 and numbers.shape[-1] == 1:
        numbers = numbers[..., 0]
    inside = (numbers >= 0) & (numbers < depth)
    places = np.where(inside, numbers, 0)
    if output_mode == "one_hot":
        rows_of_each: Array = np.eye(depth, dtype=dtype)[places] * inside[..., None].astype(dtype)
        return rows_of_each
    rows = places.reshape(len(places), -1)
    found = np.zeros((len(rows), depth), dtype)
    shares = inside if weights is None else inside * weights
    np.add.at(found, (np.arange(len(rows))[:, None], rows), shares.reshape(rows.shape).astype(dtype))
    return (found > 0).astype(dtype) if output_mode == "multi_hot" else found
