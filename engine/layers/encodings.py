"""One-hot, multi-hot and count encodings of category indices."""

import numpy as np

from engine.layers.base import Layer
from engine.typing import Array, Shape

ROWS = ("one_hot", "multi_hot", "count")


def encoded_shape(layer: Layer, input_shape: Shape, output_mode: str, depth: int | None) -> Shape:
    """The output shape of :func:`encode_categories`.

    Raises a ProblemError if the rank is above 2 in the mode ``multi_hot`` or ``count``.
    """
    if output_mode == "int":
        return input_shape
    if output_mode == "one_hot":
        single = len(input_shape) > 1 and input_shape[-1] == 1
        return (*(input_shape[:-1] if single else input_shape), depth)
    if len(input_shape) > 2:
        raise layer.problem("wrong_rank", expected=2, received=input_shape)
    return (input_shape[0], depth)


def encode_categories(indices: Array, output_mode: str, depth: int, dtype: str, weights: Array | None = None) -> Array:
    """Encode category indices ``(batch, …)``: as vectors of length ``depth``, except in the output mode ``int``.

    int: the indices unchanged. one_hot: a vector for each index; a last axis of length 1 is removed. multi_hot: a
    vector for each sample, 1 at each index that occurs. count: a vector for each sample, at each index the sum of its
    ``weights`` (of the shape of indices; by default 1, so that the sum is the number of occurrences). In the vectors,
    indices outside of 0 … depth − 1 are ignored.
    """
    if output_mode == "int":
        return indices.astype(dtype)
    if output_mode == "one_hot" and indices.ndim > 1 and indices.shape[-1] == 1:
        indices = indices[..., 0]
    inside = (indices >= 0) & (indices < depth)
    clipped = np.where(inside, indices, 0)
    if output_mode == "one_hot":
        one_hot: Array = np.eye(depth, dtype=dtype)[clipped] * inside[..., None].astype(dtype)
        return one_hot
    rows = clipped.reshape(len(clipped), -1)
    counts = np.zeros((len(rows), depth), dtype)
    weights = inside if weights is None else inside * weights
    np.add.at(counts, (np.arange(len(rows))[:, None], rows), weights.reshape(rows.shape).astype(dtype))
    return (counts > 0).astype(dtype) if output_mode == "multi_hot" else counts
