"""StringLookup: turns strings into indices in a vocabulary."""

from typing import Any, final

import numpy as np

from engine.hyperparameters import configurable, declare, text
from engine.layers.hash_functions import farmhash64
from engine.layers.index_lookup import IndexLookup
from engine.typing import Array
from engine.validators import Texts


@final
@configurable
class StringLookup(IndexLookup):
    """``y`` is the index of the string ``x`` in the vocabulary; see :class:`IndexLookup`

    x: strings ``(batch, …)``. y: indices in the shape of x, or vectors in the output modes other than ``int``. With
    several out-of-vocabulary indices, an unknown string gets the one at position ``FarmHash(x) mod num_oov_indices``
    (counted from 0), as in TensorFlow.
    Backward: dx is 0. Source: Keras 3, ``layers.StringLookup``.
    """

    only = {**IndexLookup.only, "encoding": "utf-8"}

    mask_token: str | None = text(default=None)
    oov_token: str = text(default="[UNK]")
    vocabulary: tuple[str, ...] | None = declare(Texts(optional=True), default=None)

    def to_token(self, value: Any) -> str:
        return value.decode() if isinstance(value, bytes) else str(value)

    def oov_index(self, token: Any) -> int:
        if self.num_oov_indices > 1:
            return farmhash64(token.encode()) % self.num_oov_indices + self._oov_start
        return super().oov_index(token)

    def get_config(self) -> dict[str, Any]:
        """The config in Keras 3's form, which includes ``oov_method``, an argument of IntegerLookup only."""
        return {**super().get_config(), "oov_method": "floormod"}

    @property
    def input_dtype(self) -> str:
        return "int64" if self.invert else "string"

    def as_input(self, x: Array) -> Array:
        """Return strings unchanged; with ``invert``, cast indices to float32."""
        return np.asarray(x, "float32") if self.invert else x
