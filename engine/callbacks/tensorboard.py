"""TensorBoard: writes logs and weights to files that TensorBoard displays."""

import time
import warnings
from os import PathLike
from pathlib import Path
from typing import Any, final

import numpy as np

from engine.callbacks.base import Callback
from engine.callbacks.event_file import EventFile
from engine.callbacks.learning_rate import current_rate
from engine.callbacks.save_freq import SaveFreq
from engine.callbacks.summaries import histogram, images, model_graph, scalar
from engine.typing import Array, Logs


@final
class TensorBoard(Callback):
    """Write losses and metrics of every epoch below ``log_dir``, and histograms of the weights if asked for.

    ``tensorboard --logdir logs`` displays them.

    histogram_freq: epochs between two histograms of every weight; 0 is none. update_freq: ``"epoch"``, ``"batch"`` or a
    number of batches after which the averages since the epoch began are also written. write_graph: the layers as
    TensorBoard's conceptual graph. write_images: weights as images, with the histograms.
    write_steps_per_second: also the number of batches per second of each epoch. embeddings_freq: epochs between two
    saves of the weights; 0 is none. embeddings_metadata has no effect, nor has profile_batch: there is no graph of
    operations to profile. Source: Keras 3, ``callbacks.TensorBoard``.
    """

    def __init__(self, log_dir: str | PathLike[str] = "logs", histogram_freq: int = 0, write_graph: bool = True,
                 write_images: bool = False, write_steps_per_second: bool = False, update_freq: Any = "epoch",
                 profile_batch: Any = 0, embeddings_freq: int = 0, embeddings_metadata: Any = None) -> None:
        if profile_batch:
            warnings.warn("profile_batch does nothing here: there is no graph of operations to profile.", stacklevel=2)
        self.log_dir = Path(log_dir)
        self.histogram_freq = histogram_freq or 0
        self.write_graph = write_graph
        self.write_images = write_images
        self.write_steps_per_second = write_steps_per_second
        self.update_freq = 1 if update_freq == "batch" else update_freq
        self.every = SaveFreq(self.update_freq).every
        self.embeddings_freq = embeddings_freq
        self.embeddings_metadata = embeddings_metadata
        self._batch = self._epoch_batch = 0
        self._began = 0.0
        self._open()

    def _open(self) -> None:
        self._train, self._validation = EventFile(self.log_dir / "train"), EventFile(self.log_dir / "validation")

    def set_model(self, model: Any) -> None:
        super().set_model(model)
        self._open()
        if self.write_graph and hasattr(model, "to_json"):
            self._train.write(0, model_graph("keras", model.to_json()))

    def on_train_begin(self, logs: Logs | None = None) -> None:
        self._batch = 0

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        self._epoch_batch, self._began = self._batch, time.time()

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._batch += 1
        if self.every is not None and self._batch % self.every == 0:
            self._write_all(self._train, {f"batch_{name}": value for name, value in (logs or {}).items()}, self._batch)

    def on_test_end(self, logs: Logs | None = None) -> None:
        values = {f"evaluation_{name}_vs_iterations": value for name, value in (logs or {}).items()}
        self._write_all(self._validation, values, int(self.model.optimizer.iterations))

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        logs = logs or {}
        train = {name: value for name, value in logs.items() if not name.startswith("val_")}
        train["learning_rate"] = current_rate(self.model.optimizer)
        if self.write_steps_per_second:
            train["steps_per_second"] = (self._batch - self._epoch_batch) / max(time.time() - self._began, 1e-9)
        validation = {name[4:]: value for name, value in logs.items() if name.startswith("val_")}
        for file, values in ((self._train, train), (self._validation, validation)):
            self._write_all(file, {f"epoch_{name}": value for name, value in values.items()}, epoch)
        if self.histogram_freq and epoch % self.histogram_freq == 0:
            self._write_weights(epoch)
        if self.embeddings_freq and epoch % self.embeddings_freq == 0:
            self.model.save_weights(self.log_dir / "train" / f"keras_embedding.ckpt-{epoch}.weights.h5")

    def _write_all(self, file: EventFile, values: dict[str, float], step: int) -> None:
        for tag, value in values.items():
            if np.ndim(value) == 0:
                file.write(step, scalar(tag, value))

    def _write_weights(self, epoch: int) -> None:
        for variable in self.model.weights:
            tag = variable.path
            self._train.write(epoch, histogram(f"{tag}/histogram", variable.array))
            pixels = as_images(variable.array) if self.write_images else None
            if pixels is not None:
                self._train.write(epoch, images(f"{tag}/image", pixels))


def as_images(weight: Array) -> Array | None:
    """A weight as grey images ``(images, rows, columns)``, a matrix in landscape format; None for four or more axes."""
    squeezed = np.squeeze(weight)
    match squeezed.ndim:
        case 0 | 1:
            return squeezed.reshape(1, -1, 1)
        case 2:
            return (squeezed.T if squeezed.shape[0] > squeezed.shape[1] else squeezed)[None]
        case 3:
            return np.moveaxis(squeezed, -1, 0)
        case _:
            return None
