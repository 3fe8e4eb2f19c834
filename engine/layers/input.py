"""Input: declares the shape of a model's samples; the first entry of a stack."""

from typing import Any

from engine.layers.input_layer import InputLayer
from engine.typing import Shape


def Input(  # noqa: N802  (Keras's name and order of parameters)
    shape: Shape | None = None,
    batch_size: int | None = None,
    dtype: str | None = None,
    sparse: bool | None = None,
    ragged: bool | None = None,
    batch_shape: Shape | None = None,
    name: str | None = None,
    tensor: Any = None,
    optional: bool = False,
) -> InputLayer:
    """Return the :class:`InputLayer` of a model whose samples have this shape; None in it is a variable length.

    Source: Keras 3, ``keras.Input`` (which returns a symbolic tensor; Keras's Sequential accepts both).
    """
    arguments = {"shape": shape, "batch_size": batch_size, "dtype": dtype, "sparse": sparse, "ragged": ragged,
                 "batch_shape": batch_shape, "name": name, "input_tensor": tensor, "optional": optional}
    return InputLayer(**arguments)
