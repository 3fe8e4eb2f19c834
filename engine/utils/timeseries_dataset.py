"""timeseries_dataset_from_array: batches of sliding windows over a series."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine.errors import fail
from engine.utils.batch_dataset import BatchDataset
from engine.validators import Integer


def timeseries_dataset_from_array(
    data: Any, targets: Any, sequence_length: int, sequence_stride: int = 1, sampling_rate: int = 1,
    batch_size: int | None = 128, shuffle: bool = False, seed: int | None = None, start_index: int | None = None,
    end_index: int | None = None,
) -> BatchDataset:  # fmt: skip
    """Batches ``x`` or ``(x, y)``: x ``(batch, sequence_length, …)``, y the target at the start of each window.

    sequence_stride: steps between windows. sampling_rate: steps between rows of a window. start_index, end_index: the
    part of the data that is used. targets: None for batches ``x``. Source: Keras 3, ``utils``.
    """
    length = len(data)
    _check(length, sequence_stride, sampling_rate, start_index, end_index)
    first, last = start_index or 0, length if end_index is None else end_index
    x = np.asarray(data)[first:last]
    y = None if targets is None else np.asarray(targets)[first:last]
    count = last - first - (sequence_length - 1) * sampling_rate
    count = count if targets is None else min(count, len(targets))
    starts = np.arange(0, max(count, 0), sequence_stride)
    rng = np.random.RandomState(seed)
    if shuffle:
        rng.shuffle(starts)
    steps = np.arange(0, sequence_length * sampling_rate, sampling_rate)

    def source() -> Iterator[Any]:
        order = rng.permutation(starts) if shuffle else starts
        for begin in range(0, len(order), batch_size or 1):
            rows = order[begin : begin + batch_size] if batch_size else order[begin]
            windows = x[np.add.outer(rows, steps)]
            yield windows if y is None else (windows, y[rows])

    return BatchDataset(source, -(-len(starts) // (batch_size or 1)))


def _check(length: int, stride: int, rate: int, start: int | None, end: int | None) -> None:
    Integer(low=1, high=length - 1).check("sequence_stride", stride)
    Integer(low=1, high=length - 1).check("sampling_rate", rate)
    Integer(low=0, high=length - 1, optional=True).convert("start_index", start)
    Integer(low=1, high=length - 1, optional=True).convert("end_index", end)
    if start and end and end <= start:
        raise fail("not_above", "end_index", argument="end_index", low=start, value=end)
