"""StringLookup: strings as places in a vocabulary."""

from typing import Any, final

import numpy as np

from engine.hyperparameters import configurable, declare, text
from engine.layers.hash_functions import fingerprint
from engine.layers.index_lookup import IndexLookup
from engine.typing import Array
from engine.validators import Texts


@final
@configurable
class StringLookup(IndexLookup):
    """``y`` is the place of the string ``x`` in the vocabulary; see :class:`IndexLookup`

    x: strings ``(batch, …)``. y: as x, or rows. With several places for unknown strings, FarmHash's fingerprint says
    which of them a string has, as in TensorFlow. Backward: dx is 0. Source: Keras 3, ``layers.StringLookup``.
    """

    only = {**IndexLookup.only, "encoding": "utf-8"}

    mask_token: str | None = text(default=None)
    oov_token: str = text(default="[UNK]")
    vocabulary: tuple[str, ...] | None = declare(Texts(optional=True), default=None)

    def token(self, value: Any) -> str:
        return value.decode() if isinstance(value, bytes) else str(value)

    def unknown(self, token: Any) -> int:
        several = self.num_oov_indices > 1
        return fingerprint(token.encode()) % self.num_oov_indices + self._first if several else super().unknown(token)

    def get_config(self) -> dict[str, Any]:
        """As Keras 3 writes it, with a setting that only IntegerLookup has a use for."""
        return {**super().get_config(), "oov_method": "floormod"}

    @property
    def input_dtype(self) -> str:
        return "int64" if self.invert else "string"

    def as_input(self, x: Array) -> Array:
        """Strings as they are; places, for ``invert``, as numbers."""
        return np.asarray(x, "float32") if self.invert else x
