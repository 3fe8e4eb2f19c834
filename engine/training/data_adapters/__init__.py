"""Data adapters: one interface for arrays and iterables of batches, as ``fit`` and ``predict`` accept them."""

from collections.abc import Mapping
from typing import Any

from engine.errors import fail
from engine.training.data_adapters.array_adapter import ArrayAdapter
from engine.training.data_adapters.batch import as_batch
from engine.training.data_adapters.class_weight import apply_class_weight
from engine.training.data_adapters.data_adapter import DataAdapter
from engine.training.data_adapters.stream_adapter import StreamAdapter, as_source
from engine.training.data_adapters.validation_split import split_validation
from engine.validators import Integer


def get_data_adapter(x: Any, y: Any = None, sample_weight: Any = None, input_name: str | None = None) -> DataAdapter:
    """Return the adapter for the data of ``evaluate`` or ``predict``. input_name: the key of ``x`` in dicts."""
    source = as_source(x)
    if source is None:
        return ArrayAdapter(as_batch(x, y, sample_weight, input_name))
    _reject_beside_stream(x, y=y, sample_weight=sample_weight)
    return StreamAdapter(source, input_name=input_name)


def get_training_adapters(x: Any, y: Any, sample_weight: Any, class_weight: Mapping[int, float] | None,
                          validation_split: float,
                          input_name: str | None = None) -> tuple[DataAdapter, DataAdapter | None]:
    """Return the adapter for the data of ``fit``, and one for the samples of ``validation_split``, or None."""
    source = as_source(x)
    if source is not None:
        _reject_beside_stream(x, y=y, sample_weight=sample_weight, validation_split=validation_split or None)
        return StreamAdapter(source, class_weight, input_name), None
    train, validation = as_batch(x, y, sample_weight, input_name), None
    if validation_split:
        train, validation = split_validation(train, validation_split)
    if class_weight is not None:
        train = apply_class_weight(train, class_weight)
    return ArrayAdapter(train), None if validation is None else ArrayAdapter(validation)


def get_validation_adapter(validation_data: Any, steps: Any, batch_size: int,
                           input_name: str | None = None) -> DataAdapter | None:
    """Return the adapter for ``validation_data``, or None.

    validation_data: ``(x, y)``, ``(x, y, sample_weight)``, or an iterable of such batches. steps: the number of
    batches to use; None is all of them.
    """
    steps = None if steps is None else Integer(low=1).check("validation_steps", steps)
    if validation_data is None:
        return None
    source = as_source(validation_data)
    if source is not None:
        adapter: DataAdapter = StreamAdapter(source, input_name=input_name)
    elif isinstance(validation_data, tuple | list) and len(validation_data) in (2, 3):
        x, y, sample_weight = (*validation_data, None)[:3]
        adapter = ArrayAdapter(as_batch(x, y, sample_weight, input_name))
    else:
        raise fail("not_validation_data", "validation_data", value=type(validation_data).__name__)
    return adapter if steps is None else adapter.limit(steps, batch_size)


def _reject_beside_stream(x: Any, **arguments: Any) -> None:
    """Raise if an argument was given that cannot be combined with an iterable of batches."""
    for name, value in arguments.items():
        if value is not None:
            raise fail("given_beside_batches", name, argument=name, value=type(x).__name__)
