"""CategoryEncoding: turns category indices into one-hot or multi-hot vectors, or into counts."""

from typing import Any, ClassVar, final

import numpy as np

from engine.errors import fail
from engine.hyperparameters import choice, configurable, integer
from engine.layers.base import Layer
from engine.layers.encodings import ROWS, encode_categories, encoded_shape
from engine.limits import MAX_UNITS
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class CategoryEncoding(Layer):
    """``y[k] = 1`` for each index k in x (``one_hot``, ``multi_hot``), or how often k occurs (``count``)

    x: integers ``(batch, n)``, 0 to num_tokens − 1; others are ignored. y: ``(batch, num_tokens)``; ``one_hot``
    gives ``(batch, n, num_tokens)`` for n above 1. Backward: x is an index, so dx is 0.
    Source: Keras 3, ``layers.CategoryEncoding``.
    """

    family: ClassVar[str] = "embedding"
    form: ClassVar[str] = "widen"
    only = {"sparse": False}

    num_tokens: int | None = integer(1, MAX_UNITS, default=None, example=10)
    output_mode: str = choice("multi_hot", "one_hot", "count", default="multi_hot")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.num_tokens is None:
            raise fail("required", "num_tokens", argument="num_tokens")
        assert set(ROWS) >= {self.output_mode}

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Accept ``binary``, Keras 2's name of ``multi_hot``."""
        arguments = super().accept(arguments)
        if arguments.get("output_mode") == "binary":
            arguments["output_mode"] = "multi_hot"
        return arguments

    def check_input(self, input_shape: Shape) -> None:
        self.compute_output_shape(input_shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return encoded_shape(self, input_shape, self.output_mode, self.num_tokens)

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        return encode_categories(x.astype("int64"), self.output_mode, self.num_tokens or 0, str(x.dtype)), x.shape

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return np.zeros(cache, dy.dtype), {}

    def __call__(self, x: Any, training: Any = None, mask: Any = None, count_weights: Any = None) -> Array:
        """Encode a batch. count_weights, of the shape of x: the weight of each index in the mode ``count``."""
        if count_weights is None:
            return super().__call__(x, training, mask)
        if self.output_mode != "count":
            raise fail("not_supported", "count_weights", argument="count_weights", expected=None, value=count_weights)
        weights = np.asarray(count_weights, self.compute_dtype)
        indices = np.asarray(x).astype("int64")
        return encode_categories(indices, "count", self.num_tokens or 0, self.compute_dtype, weights)
