"""IntegerLookup: turns integers of any size into indices in a vocabulary."""

from typing import Any, final

from engine.hyperparameters import configurable, declare, integer
from engine.layers.index_lookup import IndexLookup
from engine.validators import Integers


@final
@configurable
class IntegerLookup(IndexLookup):
    """``y`` is the index of the integer ``x`` in the vocabulary; see :class:`IndexLookup`

    x: ``(batch, …)``. y: in the mode ``int`` the shape of x, else vectors. An unknown integer k gets the first
    out-of-vocabulary index plus ``k mod num_oov_indices``. Backward: dx is 0.
    Source: Keras 3, ``layers.IntegerLookup``.
    """

    only = {**IndexLookup.only, "vocabulary_dtype": "int64", "oov_method": "floormod"}

    mask_token: int | None = integer(default=None)
    oov_token: int = integer(default=-1)
    vocabulary: tuple[int, ...] | None = declare(Integers(optional=True), default=None)

    @property
    def input_dtype(self) -> str:
        return "int64"

    def to_token(self, value: Any) -> int:
        return int(value)

    def oov_index(self, token: Any) -> int:
        if self.num_oov_indices > 1:
            return int(token % self.num_oov_indices) + self._oov_start
        return super().oov_index(token)
