"""Keras's warning for layers that drop the mask of their input."""

from collections.abc import Iterator, Sequence

import numpy as np

from engine.layers.base import Layer
from engine.layers.lambda_layer import Lambda
from engine.typing import Shape

MESSAGE = ("Layer '{name}' (of type {kind}) was passed an input with a mask attached to it. However, this layer does "
           "not support masking and will therefore destroy the mask information. Downstream layers will not see the "
           "mask.")


def mask_messages(layers: Sequence[Layer], inputs: Sequence[Shape]) -> Iterator[tuple[Layer, str]]:
    """Each layer that gets a mask and drops it, with the warning. inputs: the input shape of every layer."""
    is_masked = False
    for layer, shape in zip(layers, inputs, strict=False):
        if is_masked and not layer.handles_masks:
            yield layer, MESSAGE.format(name=layer.name, kind=type(layer).__name__)
        is_masked = _gives_mask(layer, shape, is_masked)


def _gives_mask(layer: Layer, shape: Shape, is_masked: bool) -> bool:
    """Whether the output has a mask, given whether the input has one."""
    if isinstance(layer, Lambda):
        return layer.mask is not None
    x = np.zeros([length or 1 for length in shape])
    return layer.compute_mask(x, np.ones(x.shape[:2], bool) if is_masked else None) is not None
