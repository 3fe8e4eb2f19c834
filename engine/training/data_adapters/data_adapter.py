"""DataAdapter: the interface through which training, evaluation and prediction get their batches."""

import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import final

from engine.training.data_adapters.batch import Batch
from engine.training.fit_config import FitConfig


class DataAdapter(ABC):
    """Batches from arrays or from an iterable. Batch sizes are in samples; steps count batches."""

    @property
    @abstractmethod
    def num_samples(self) -> int | None:
        """The number of samples; None where it is not known in advance."""

    @property
    @abstractmethod
    def sample(self) -> Batch:
        """Data to build the model and resolve the loss with: all samples of arrays, the first batch of an iterable."""

    @abstractmethod
    def map(self, function: Callable[[Batch], Batch]) -> "DataAdapter":
        """Return an adapter that applies a function to its data: to arrays as a whole, to a stream batch by batch.

        :attr:`sample` is mapped at once, so that data that do not fit the model raise before training begins.
        """

    @abstractmethod
    def limit(self, steps: int, batch_size: int) -> "DataAdapter":
        """Return an adapter of the first ``steps`` batches."""

    @abstractmethod
    def num_batches(self, batch_size: int) -> int | None:
        """The number of batches in one pass, the last of which may be smaller; None where it is unknown."""

    @abstractmethod
    def training_batch(self, config: FitConfig, epoch: int, step: int) -> Batch | None:
        """The batch of one update; None where the data have ended."""

    @abstractmethod
    def is_exhausted(self, config: FitConfig, epoch: int, step: int) -> bool:
        """Whether the data are known to end before this step of an epoch."""

    @abstractmethod
    def evaluation_batch(self, batch_size: int, step: int) -> Batch | None:
        """One batch of a pass in order, which begins with step 0; None where the data have ended."""

    @abstractmethod
    def batches(self, batch_size: int, steps: int | None = None) -> Iterator[Batch]:
        """Iterate over one pass in order, or over its first ``steps`` batches; warn if the data end before.

        Without ``steps``, the end of a stream of unknown length gives the same warning.
        """

    def reset(self) -> None:  # noqa: B027  (only streams have a position)
        """Begin the next pass at the first batch."""

    def end_epoch(self) -> None:  # noqa: B027
        """Notify the source that the epoch has ended."""


@final
@dataclass(frozen=True, eq=False)
class TrainingData:
    """The data of one ``fit``: for training and, if any, for validation."""

    train: DataAdapter
    validation: DataAdapter | None = None

    def steps(self, config: FitConfig) -> int | None:
        """The number of updates per epoch; None where it is unknown."""
        return config.steps_per_epoch or self.train.num_batches(config.batch_size)

    def validation_steps(self, config: FitConfig) -> int | None:
        """The number of batches per validation; None where it is unknown."""
        return None if self.validation is None else self.validation.num_batches(config.validation_batch_size)

    def map(self, function: Callable[[Batch], Batch]) -> "TrainingData":
        """Apply a function to all data (:meth:`DataAdapter.map`)."""
        train = self.train.map(function)
        return TrainingData(train, None if self.validation is None else self.validation.map(function))

    def reset(self) -> None:
        """Begin the data for training and for validation at the first batch."""
        for adapter in (self.train, self.validation):
            if adapter is not None:
                adapter.reset()

    def end_epoch(self) -> None:
        """Notify the sources that the epoch has ended."""
        for adapter in (self.train, self.validation):
            if adapter is not None:
                adapter.end_epoch()


def warn_ran_out() -> None:
    """Warn, in Keras's words, that the data ended before the requested number of steps."""
    warnings.warn("Your input ran out of data; interrupting training. Make sure that your dataset or generator can "
                  "generate at least `steps_per_epoch * epochs` batches. You may need to use the `.repeat()` function "
                  "when building your dataset.", stacklevel=2)
