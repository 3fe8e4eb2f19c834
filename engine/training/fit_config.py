"""FitConfig: the checked arguments of ``fit`` as plain data."""

from dataclasses import dataclass
from typing import Any, final

from engine.limits import MAX_BATCH_SIZE, MAX_EPOCHS
from engine.validators import Integer

DEFAULT_BATCH_SIZE = 32


@final
@dataclass(frozen=True)
class FitConfig:
    """Arguments of ``fit``.

    epochs: the number of the last epoch, counted from 1. initial_epoch: the first, counted from 0. Batch sizes are in
    samples. validation_freq: the number of epochs from one validation to the next, or a tuple of the epochs, counted
    from 1, that a validation follows. steps_per_epoch: in batches; None is all of the data.
    """

    epochs: int = 1
    batch_size: int = 32
    initial_epoch: int = 0
    shuffle: bool = True
    seed: int = 0
    validation_batch_size: int = 32
    validation_freq: int | tuple[int, ...] = 1
    steps_per_epoch: int | None = None

    def validates_after(self, epoch: int) -> bool:
        """Whether a validation follows this epoch, counted from 0."""
        number, freq = epoch + 1, self.validation_freq
        return number % freq == 0 if isinstance(freq, int) else number in freq


def make_fit_config(num_samples: int | None, batch_size: int | None, validation_batch_size: int | None,
                    validation_freq: Any, steps_per_epoch: int | None, epochs: int, **others: Any) -> FitConfig:
    """Check the arguments of ``fit``. num_samples: None if it is unknown, as for generators.

    As in Keras, ``steps_per_epoch`` determines a batch size that is not given.
    """
    steps = None if steps_per_epoch is None else Integer(low=1).check("steps_per_epoch", steps_per_epoch)
    if batch_size is None and steps and num_samples:
        batch_size = -(-num_samples // steps)
    size = check_batch_size(batch_size)
    freq = tuple(validation_freq) if isinstance(validation_freq, list | tuple) else Integer(low=1).check(
        "validation_freq", validation_freq)
    Integer(low=0, high=MAX_EPOCHS).check("epochs", epochs)
    return FitConfig(epochs=epochs, batch_size=size, validation_freq=freq, steps_per_epoch=steps,
                     validation_batch_size=check_batch_size(validation_batch_size or size), **others)


def check_batch_size(batch_size: int | None) -> int:
    """The batch size in samples; 32 for None, as in Keras."""
    size = DEFAULT_BATCH_SIZE if batch_size is None else batch_size
    return Integer(low=1, high=MAX_BATCH_SIZE).check("batch_size", size)
