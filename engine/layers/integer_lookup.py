"""IntegerLookup: whole numbers of any size as places in a vocabulary."""

from typing import Any, final

from engine.hyperparameters import configurable, declare, integer
from engine.layers.index_lookup import IndexLookup
from engine.validators import Integers


@final
@configurable
class IntegerLookup(IndexLookup):
    """``y`` is the place of the whole number ``x`` in the vocabulary; see :class:`IndexLookup`

    x: ``(batch, …)``. y: as x, or rows. With several places for unknown numbers, a number k has the place
    ``k mod num_oov_indices`` of them. Backward: dx is 0. Source: Keras 3, ``layers.IntegerLookup``.
    """

    only = {**IndexLookup.only, "vocabulary_dtype": "int64", "oov_method": "floormod"}

    mask_token: int | None = integer(default=None)
    oov_token: int = integer(default=-1)
    vocabulary: tuple[int, ...] | None = declare(Integers(optional=True), default=None)

    @property
    def input_dtype(self) -> str:
        return "int64"

    def token(self, value: Any) -> int:
        return int(value)

    def unknown(self, token: Any) -> int:
        several = self.num_oov_indices > 1
        return token % self.num_oov_indices + self._first if several else super().unknown(token)
