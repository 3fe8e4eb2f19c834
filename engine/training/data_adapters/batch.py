"""Batch: inputs, labels and sample weights, converted from the arguments of ``fit`` to the input of the first layer."""

from dataclasses import dataclass, replace
from typing import Any, final

import numpy as np

from engine.errors import ProblemError, fail
from engine.losses.base import Loss
from engine.network.network import Network
from engine.training.data_adapters.containers import is_array, only_array
from engine.training.data_adapters.tables import is_table, objects_error, table_to_array
from engine.typing import Array, Shape


@final
@dataclass(frozen=True, eq=False)
class Batch:
    """Inputs ``x`` with labels ``y`` and sample weights along axis 0; all samples of a data set or some of them.

    y and sample_weight may be None.
    """

    x: Array
    y: Array | None = None
    sample_weight: Array | None = None

    def __post_init__(self) -> None:
        for name, array in (("y", self.y), ("sample_weight", self.sample_weight)):
            if array is not None and len(array) != len(self.x):
                raise fail("unequal_lengths", name, name=name, x=len(self.x), received=len(array))

    def __len__(self) -> int:
        return len(self.x)

    def take(self, indices: Any) -> "Batch":
        """Return the samples at an index array or slice."""
        def rows(array: Array) -> Array:
            # for an index array ``take`` needs half the time of ``array[indices]``
            selected: Array = array[indices] if isinstance(indices, slice) else array.take(indices, axis=0)
            return selected

        return Batch(rows(self.x), None if self.y is None else rows(self.y),
                     None if self.sample_weight is None else rows(self.sample_weight))


# --- from arguments -----------------------------------------------------------------------------------------------


def as_batch(x: Any, y: Any = None, sample_weight: Any = None, input_name: str | None = None) -> Batch:
    """Convert arrays, tables, and lists or dicts of one to a batch; labels keep their dtype.

    input_name: that of the Input, which is the key of ``x`` in a dict.
    """
    if x is None:
        raise fail("required", "x", argument="x")
    x = _input_array(only_array("x", x, input_name))
    if x.ndim == 0 or len(x) == 0:
        raise fail("no_samples", "x", name="x", shape=x.shape)
    y = None if y is None else _numeric_array("y", only_array("y", y))
    if sample_weight is not None:
        sample_weight = _numeric_array("sample_weight", only_array("sample_weight", sample_weight))
        sample_weight = sample_weight.astype("float32", copy=False)
    return Batch(x, y, sample_weight)


def as_weights(sample_weight: Any) -> Any:
    """The ``sample_weight`` of ``train_on_batch``, where Keras also accepts a list of numbers."""
    is_list = isinstance(sample_weight, list | tuple) and not is_array(sample_weight)
    return np.asarray(sample_weight, "float32") if is_list else sample_weight


def _input_array(x: Any) -> Array:
    """Like :func:`_numeric_array`, but accepts strings, for layers such as TextVectorization; others reject them."""
    if not _holds_strings(x):
        return _numeric_array("x", x)
    array = np.asarray(x)
    return array if array.dtype.kind in "US" or array.dtype == object else _numeric_array("x", x)


def _holds_strings(values: Any) -> bool:
    """Whether the first element of nested sequences or of an array is a string."""
    while isinstance(values, list | tuple) and len(values):
        values = values[0]
    first = values.flat[0] if isinstance(values, np.ndarray) and values.size else values
    return isinstance(first, str | bytes)


def _numeric_array(name: str, values: Any) -> Array:
    """Convert to an array of numbers; raises for other types."""
    array = table_to_array(name, values) if is_table(values) else np.asarray(values)
    if array.dtype.kind not in "fiub":
        raise objects_error(name, array)
    return array


# --- to the input of the model ------------------------------------------------------------------------------------


def adapt_input(batch: Batch, network: Network, input_shape: Shape, model_name: str) -> Batch:
    """Bring ``x`` into the shape that the model was built for; raises if it does not fit."""
    network.as_input(batch.x[:0])  # a wrong dtype is reported before a wrong shape
    x = _match_rank(batch.x, input_shape)
    fits = x.ndim == len(input_shape) and all(
        expected in (None, received) for expected, received in zip(input_shape[1:], x.shape[1:], strict=True))
    if not fits:
        error = fail("input_does_not_fit", "x", model=model_name, expected=input_shape, received=batch.x.shape)
        raise error.seen_from(network.layers[0])
    return batch if x is batch.x else replace(batch, x=x)


def _match_rank(x: Array, input_shape: Shape) -> Array:
    """Add or remove a last axis of length 1 where the model expects it, as Keras does."""
    if x.ndim == len(input_shape) - 1 and input_shape[-1] == 1:
        return x[..., None]
    if x.ndim == len(input_shape) + 1 and x.shape[-1] == 1:
        return x[..., 0]
    return x


def cast_batch(batch: Batch, network: Network, loss: Loss) -> Batch:
    """Cast floating-point inputs to the model's dtype, and labels to the loss's shape and dtype.

    Memory-mapped inputs are not read here: each batch is cast when the first layer takes it.
    """
    castable = batch.x.dtype.kind == "f" and not _is_memory_mapped(batch.x)
    x = batch.x.astype(network.dtype, copy=False) if castable else batch.x
    if batch.y is None:
        return Batch(x)
    output_shape = (len(batch), *network.output_shape[1:])
    try:
        weight = batch.sample_weight
        if loss.loss_weight != 1.0:  # a loss is divided by the number of samples, whatever their weights
            weight = np.float32(loss.loss_weight) * (np.ones(len(batch), "float32") if weight is None else weight)
        return Batch(x, loss.prepare(batch.y, output_shape), weight)
    except ProblemError as error:
        raise error.seen_from(network.layers[-1]) from None


def _is_memory_mapped(array: Array) -> bool:
    """Whether an array is a view of a memory-mapped file, which may be larger than memory."""
    base: Any = array
    while isinstance(base, np.ndarray):
        if isinstance(base, np.memmap):
            return True
        base = base.base
    return False
