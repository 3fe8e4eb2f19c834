"""What ``fit`` was asked for, as plain data."""

from dataclasses import dataclass
from typing import final


@final
@dataclass(frozen=True)
class FitPlan:
    """What ``fit`` was asked for.

    epochs: the number of the last one. Batch sizes in samples, validation_freq: every so many epochs, or
    after those whose numbers (from 1) it holds. steps_per_epoch in batches.
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
        """Whether there is a validation after this epoch, counted from 0."""
        number, freq = epoch + 1, self.validation_freq
        return number % freq == 0 if isinstance(freq, int) else number in freq
