"""Hashing: sorts strings or integers into a fixed number of bins, without a vocabulary."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, final

import numpy as np

from engine.backend.tensor import raw
from engine.errors import fail
from engine.hyperparameters import choice, configurable, declare, integer, integers
from engine.layers.base import Layer
from engine.layers.encodings import encode_categories, encoded_shape
from engine.layers.hash_functions import farmhash64, siphash24
from engine.layers.layer_serialization import policy
from engine.limits import MAX_UNITS
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape
from engine.validators import Hyperparameter, Text

INTEGER_DTYPES = ("int32", "int64")


@final
@dataclass(frozen=True)
class TextOrInteger(Hyperparameter):
    """Validator of a short string or an integer."""

    def check(self, name: str, value: Any) -> str | int:
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            return Text().check(name, value)
        return int(value)

    def form(self) -> dict[str, Any]:
        return {**super().form(), "widget": "text"}


@final
@configurable
class Hashing(Layer):
    """``y = hash(x) mod num_bins``

    x: strings or integers ``(batch, …)``; an integer is hashed as its decimal digits. y: in the mode ``int`` the bins,
    in the shape of x, from 0 to num_bins − 1; in the other modes one-hot vectors, multi-hot vectors or counts of the
    bins, as in ``CategoryEncoding``. With ``mask_value`` and num_bins above 1, that value has bin 0, all others have
    1 to num_bins − 1. The hash is FarmHash's Fingerprint64, or SipHash with ``salt`` as its key, as in TensorFlow; both
    are the same on every machine. Different values may fall into one bin. Backward: dx is 0.
    Source: Keras 3, ``layers.Hashing``.
    """

    family: ClassVar[str] = "embedding"
    form: ClassVar[str] = "ruled"
    only = {"sparse": False}

    num_bins: int = integer(1, MAX_UNITS, example=10)
    mask_value: str | int | None = declare(TextOrInteger(), default=None)
    salt: tuple[int, ...] | None = integers(0, 2, default=None, high=(1 << 64) - 1)
    output_mode: str = choice("int", "one_hot", "multi_hot", "count", default="int")

    @classmethod
    def accept(cls, arguments: dict[str, Any]) -> dict[str, Any]:
        """Ignore an integer dtype, such as the int64 that Keras saves: ``forward`` returns bins in a float dtype."""
        arguments = super().accept(arguments)
        dtype = arguments.get("dtype")
        dtype = dtype["config"].get("name") if isinstance(dtype, Mapping) else dtype
        return {name: value for name, value in arguments.items() if name != "dtype" or dtype not in INTEGER_DTYPES}

    def get_config(self) -> dict[str, Any]:
        """The config in Keras 3's form, which has dtype int64 in the mode ``int``."""
        return {**super().get_config(), **({"dtype": policy("int64")} if self.output_mode == "int" else {})}

    @property
    def input_dtype(self) -> str:
        return "string"

    def as_input(self, x: Array) -> Array:
        """Return strings and integers unchanged; truncate finite floats to int64; else raise a ProblemError."""
        if x.dtype.kind in "iuOSU":
            return x
        if x.dtype.kind == "f" and np.isfinite(x).all():
            return x.astype("int64")
        raise fail("not_hashable", "x", name="x", dtype=str(x.dtype))

    def check_input(self, input_shape: Shape) -> None:
        self.compute_output_shape(input_shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return encoded_shape(self, input_shape, self.output_mode, self.num_bins)

    def bin_of(self, value: Any) -> int:
        """The bin of one value."""
        value = value.decode() if isinstance(value, bytes) else value
        masked = self.mask_value is not None and self.num_bins > 1
        if masked and value == self.mask_value:
            return 0
        text = str(value).encode()
        hash_value = farmhash64(text) if self.salt is None else siphash24(text, (self.salt[0], self.salt[1]))
        return hash_value % (self.num_bins - masked) + masked

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        values = self.as_input(x).ravel().tolist()
        bins = {value: self.bin_of(value) for value in set(values)}
        indices = np.fromiter((bins[value] for value in values), "int64", x.size).reshape(x.shape)
        return encode_categories(indices, self.output_mode, self.num_bins, self.compute_dtype), x.shape

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return np.zeros(cache, dy.dtype), {}

    def __call__(self, x: Any, training: Any = None, mask: Any = None) -> Array:
        """Return ``y`` for a batch; int64 in the mode ``int``."""
        y: Array = raw(super().__call__(x, training, mask))
        return y.astype("int64") if self.output_mode == "int" else y
