"""TimeseriesGenerator: batches of sliding windows over a series, each with the value after it."""

import json
from typing import Any, final

import numpy as np

from engine.errors import fail
from engine.typing import Array
from engine.utils.py_dataset import PyDataset


@final
class TimeseriesGenerator(PyDataset):
    """Batches ``(x, y)``; x: windows, ``(batch, ⌈length / sampling_rate⌉, …)``; y: the target after each window.

    length: of a window, in steps of data. sampling_rate: steps between rows of a window. stride: steps between windows.
    start_index, end_index: the part of the data that is used. shuffle: draw windows at random. reverse: reverse each
    window in time. Source: Keras 2, ``preprocessing.sequence``.
    """

    def __init__(
        self,
        data: Any,
        targets: Any,
        length: int,
        sampling_rate: int = 1,
        stride: int = 1,
        start_index: int = 0,
        end_index: int | None = None,
        shuffle: bool = False,
        reverse: bool = False,
        batch_size: int = 128,
    ) -> None:
        super().__init__()
        if len(data) != len(targets):
            raise fail("unequal_lengths", "targets", name="targets", x=len(data), received=len(targets))
        self.data, self.targets, self.length = data, targets, length
        self.sampling_rate, self.stride = sampling_rate, stride
        self.start_index = start_index + length
        self.end_index = len(data) - 1 if end_index is None else end_index
        self.shuffle, self.reverse, self.batch_size = shuffle, reverse, batch_size
        if self.start_index > self.end_index:
            raise fail("no_window", "length", length=length, start=start_index, end=self.end_index)

    def __len__(self) -> int:
        step = self.batch_size * self.stride
        return (self.end_index - self.start_index + step) // step

    def __getitem__(self, index: int) -> tuple[Array, Array]:
        if self.shuffle:
            rows = np.random.randint(self.start_index, self.end_index + 1, size=self.batch_size)
        else:
            first = self.start_index + self.batch_size * self.stride * index
            rows = np.arange(first, min(first + self.batch_size * self.stride, self.end_index + 1), self.stride)
        x = np.array([self.data[row - self.length:row:self.sampling_rate] for row in rows])
        y = np.array([self.targets[row] for row in rows])
        return (x[:, ::-1] if self.reverse else x), y

    def get_config(self) -> dict[str, Any]:
        """The arguments, with data and targets as JSON strings, as in Keras."""
        names = ("length", "sampling_rate", "stride", "start_index", "end_index", "shuffle", "reverse", "batch_size")
        arrays = {name: json.dumps(np.asarray(getattr(self, name)).tolist()) for name in ("data", "targets")}
        return arrays | {name: getattr(self, name) for name in names}

    def to_json(self, **kwargs: Any) -> str:
        """The generator as JSON; kwargs go to ``json.dumps``."""
        return json.dumps({"class_name": "TimeseriesGenerator", "config": self.get_config()}, **kwargs)
