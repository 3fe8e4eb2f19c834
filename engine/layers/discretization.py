"""Discretization: replaces each value by the index of the bin that it falls into."""

from typing import Any, ClassVar, final

import numpy as np

from engine.backend.tensor import raw
from engine.errors import fail
from engine.hyperparameters import choice, configurable, integer, numbers, real
from engine.layers.base import Layer
from engine.layers.encodings import encode_categories, encoded_shape
from engine.layers.quantiles import bin_boundaries
from engine.limits import MAX_UNITS
from engine.random import INFERENCE, CallContext
from engine.typing import Array, Shape


@final
@configurable
class Discretization(Layer):
    """``y`` is the index of the bin that contains ``x``: the number of boundaries ≤ ``x``

    x: ``(batch, …)``. y: in the mode ``int`` the indices, in the shape of x, from 0 to the number of boundaries; in the
    other modes one-hot vectors, multi-hot vectors or counts of the indices, as in ``CategoryEncoding``. The boundaries
    are an argument, or :meth:`adapt` learns them: ``num_bins − 1`` approximate quantiles of the data, so that the
    ``num_bins`` bins contain nearly equal numbers of values.

    Backward: the bin index is piecewise constant, so dx is 0. Source: Keras 3, ``layers.Discretization``.
    """

    family: ClassVar[str] = "regularising"
    form: ClassVar[str] = "ruled"
    only = {"sparse": False}

    bin_boundaries: Any = numbers(default=None, example=[0.0])
    num_bins: int | None = integer(1, MAX_UNITS, default=None)
    epsilon: float = real(above=0, high=1, default=0.01)
    output_mode: str = choice("int", "one_hot", "multi_hot", "count", default="int")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.bin_boundaries is not None and self.num_bins is not None:
            raise fail("not_both", "num_bins", first="num_bins", second="bin_boundaries")
        if self.bin_boundaries is None and self.num_bins is None:
            raise fail("required", "num_bins", argument="num_bins")
        if self.bin_boundaries is not None and np.ndim(self.bin_boundaries) != 1:
            raise fail("not_a_list", "bin_boundaries", argument="bin_boundaries", value=self.bin_boundaries)

    def adapt(self, data: Any, steps: int | None = None) -> None:
        """Learn the boundaries from an array or an iterable of batches (the first ``steps`` of them)."""
        if self.num_bins is None:
            raise self.problem("already_given")
        batches = [data] if hasattr(data, "shape") or np.ndim(data) else data
        self.bin_boundaries = bin_boundaries(batches, self.num_bins, self.epsilon, steps)

    def check_input(self, input_shape: Shape) -> None:
        self.compute_output_shape(input_shape)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        return encoded_shape(self, input_shape, self.output_mode, self._depth)

    @property
    def _depth(self) -> int:
        return (self.num_bins or 1) if self.bin_boundaries is None else len(self.bin_boundaries) + 1

    def forward(self, x: Array, context: CallContext = INFERENCE) -> tuple[Array, Any]:
        if self.bin_boundaries is None:
            raise fail("not_fitted", owner="Discretization", method="adapt")
        indices = np.searchsorted(np.asarray(self.bin_boundaries, x.dtype), x, side="right")
        return encode_categories(indices, self.output_mode, self._depth, str(x.dtype)), x.shape

    def backward(self, dy: Array, cache: Any) -> tuple[Array, dict[str, Array]]:
        return np.zeros(cache, dy.dtype), {}

    def get_config(self) -> dict[str, Any]:
        """The config, in which ``num_bins`` is None once the boundaries are learned (Keras 3 keeps both)."""
        config = super().get_config()
        return {**config, "num_bins": None} if config["bin_boundaries"] is not None else config

    def __call__(self, x: Any, training: Any = None, mask: Any = None) -> Array:
        """Return ``y`` for a batch; int32 in the mode ``int``."""
        y: Array = raw(super().__call__(x, training, mask))
        return y.astype("int32") if self.output_mode == "int" else y
