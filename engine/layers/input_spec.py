"""Convert the input-shape arguments of Keras's layers to ``batch_input_shape``."""

from typing import Any


def to_batch_input_shape(arguments: dict[str, Any]) -> dict[str, Any]:
    """Replace ``input_shape``, ``input_dim``, ``input_length`` and ``batch_size`` by ``batch_input_shape``."""
    arguments = dict(arguments)
    batch = arguments.pop("batch_size", None)
    length = arguments.pop("input_length", None)
    dim = arguments.pop("input_dim", None)
    shape = arguments.pop("input_shape", None)
    if dim is not None and shape is None:
        shape = (dim,) if length is None else (length, dim)
    if shape is not None:
        shape = tuple(shape) if isinstance(shape, list | tuple) else (shape,)
        arguments["batch_input_shape"] = (batch, *shape)
    return arguments
