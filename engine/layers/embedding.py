"""Embedding: a vector to learn for every word of a vocabulary."""

from dataclasses import field
from typing import Any, ClassVar, final

import numpy as np

from engine import kernels
from engine.constraints.base import Constraint
from engine.hyperparameters import boolean, configurable, integer, of_kind
from engine.initializers.base import Initializer
from engine.initializers.from_array import FromArray
from engine.layers.base import NO_GRAD, Layer, weight
from engine.limits import MAX_AXIS, MAX_UNITS
from engine.random import INFERENCE, CallContext
from engine.regularizers.base import Regularizer
from engine.typing import Array, Shape
from engine.variables import Variable


@final
@configurable
class Embedding(Layer):
    """``y[…, :] = embeddings[x[…], :]``

    x: ``(batch, …)``, indices from 0 to ``input_dim − 1``; floats are truncated. y: ``(batch, …, output_dim)``.
    embeddings: ``(input_dim, output_dim)``. With ``mask_zero`` index 0 is padding, which the mask tells later layers
    to skip.

    Backward: the gradient of a row of embeddings is the sum of dy over its occurrences in x; dx is 0.
    Source: Keras 3, ``layers.Embedding``.
    """

    family: ClassVar[str] = "embedding"
    form: ClassVar[str] = "widen"
    only = {"lora_rank": None, "lora_alpha": None, "quantization_config": None, "weights": None}

    input_dim: int = integer(1, MAX_AXIS, example=1000)
    output_dim: int = integer(1, MAX_UNITS, example=32)
    embeddings_initializer: Initializer = of_kind("initializer", default="uniform")
    embeddings_regularizer: Regularizer | None = of_kind("regularizer", default=None)
    embeddings_constraint: Constraint | None = of_kind("constraint", default=None)
    mask_zero: bool = boolean(default=False)
    activity_regularizer: Regularizer | None = of_kind("regularizer", default=None, kw_only=True)

    embeddings: Variable = weight("(input_dim, output_dim)")

    lookup_weight: ClassVar[str] = "embeddings"
    """The name of the weight from which a sample reads only some rows."""
    squares: Array | None = field(default=None, init=False, repr=False)
    """An array of the shape of embeddings, set by training, or None. backward writes to it, for each index, the sum of
    the squared rows of dy over the occurrences of the index in x."""

    @property
    def is_differentiable(self) -> bool:
        return False

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Convert Keras 2's ``input_length``, the shape of a sample, and ``weights``, the initial embeddings."""
        arguments = dict(arguments)
        own = {name: arguments.pop(name) for name in ("input_dim",) if name in arguments}
        length = arguments.pop("input_length", None)
        weights = arguments.pop("weights", None)
        if length is not None and "batch_input_shape" not in arguments:
            arguments["input_shape"] = tuple(length) if isinstance(length, list | tuple) else (length,)
        if weights is not None:
            is_weight_list = isinstance(weights, list) and len(weights) == 1
            own["embeddings_initializer"] = FromArray(weights[0] if is_weight_list else weights)
        return {**super().accept(arguments), **own}

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return (*input_shape, self.output_dim)

    def weight_shapes(self, input_shape: Shape) -> dict[str, tuple[int, ...]]:
        return {"embeddings": (self.input_dim, self.output_dim)}

    def __getstate__(self) -> dict[str, Any]:
        return {**super().__getstate__(), "squares": None}

    def as_input(self, x: Array) -> Array:
        """Return indices without a cast: compute dtypes such as float16 cannot represent all of them."""
        return x if x.dtype.kind in "iuf" else super().as_input(x)

    def compute_mask(self, x: Array, mask: Array | None = None) -> Array | None:
        return x != 0 if self.mask_zero else None

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        with np.errstate(invalid="ignore"):  # NaN becomes an index out of range
            ids = x.astype(np.int64)
        if ids.size and not 0 <= ids.min() <= ids.max() < self.input_dim:
            invalid = ids[(ids < 0) | (ids >= self.input_dim)][0]
            raise self.problem("id_out_of_range", "input_dim", value=int(invalid), size=self.input_dim)
        y = np.empty((*ids.shape, self.output_dim), self.embeddings.array.dtype)
        return np.take(self.embeddings.array, ids, axis=0, out=y, mode="clip"), (ids, x)  # mode="raise" would copy

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        ids, x = cache
        total = self.grad_buffer("embeddings")
        total[...] = 0
        if dy.ndim == 3 and not dy.flags.c_contiguous:  # recurrent layers return time-major gradients
            ids, dy = ids.T, dy.swapaxes(0, 1)
        flat_ids, rows = np.ravel(ids), np.ascontiguousarray(dy).reshape(-1, self.output_dim)
        if self.squares is not None:
            self.squares[...] = 0
        if not kernels.enabled():
            np.add.at(total, flat_ids, rows)
            if self.squares is not None:
                np.add.at(self.squares, flat_ids, np.square(rows))
        elif self.squares is None:
            kernels.segment_sum(flat_ids, rows, total)
        else:
            kernels.segment_sum_squares(flat_ids, rows, total, self.squares)
        return np.zeros(x.shape, dy.dtype) if self.needs_input_grad else NO_GRAD, {"embeddings": total}
