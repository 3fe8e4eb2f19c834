"""ArrayAdapter: batches from arrays in memory or in memory-mapped files, shuffled anew for every pass by default."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, final

from engine.random import Stream, generator
from engine.training.data_adapters.batch import Batch
from engine.training.data_adapters.data_adapter import DataAdapter, warn_ran_out
from engine.training.fit_config import FitConfig
from engine.typing import Array


@final
@dataclass(frozen=True, eq=False)
class ArrayAdapter(DataAdapter):
    """Batches of ``arrays``. Any batch of any epoch is available at any time, and the same in every process."""

    arrays: Batch
    _orders: dict[tuple[int, int], Array] = field(default_factory=dict, repr=False)

    @property
    def num_samples(self) -> int:
        return len(self.arrays)

    @property
    def sample(self) -> Batch:
        return self.arrays

    def map(self, function: Callable[[Batch], Batch]) -> "ArrayAdapter":
        return ArrayAdapter(function(self.arrays))

    def limit(self, steps: int, batch_size: int) -> "ArrayAdapter":
        return ArrayAdapter(self.arrays.take(slice(0, steps * batch_size)))

    def num_batches(self, batch_size: int) -> int:
        return -(-len(self.arrays) // batch_size)

    def order(self, seed: int, epoch: int, shuffle: bool) -> Array | None:
        """The order of the samples, which depends only on seed and epoch; None if they are not shuffled."""
        if not shuffle:
            return None
        if (seed, epoch) not in self._orders:
            self._orders.clear()
            self._orders[seed, epoch] = generator(seed, Stream.SHUFFLE, epoch).permutation(len(self.arrays))
        return self._orders[seed, epoch]

    def training_batch(self, config: FitConfig, epoch: int, step: int) -> Batch:
        """The samples of one update.

        As in Keras, if ``steps_per_epoch`` is less than the number of batches, an epoch continues where the last one
        ended, so that a pass over all samples takes several epochs. With ``shuffle`` every pass
        has a new order.
        """
        epochs_of_pass = self._epochs_of_pass(config, epoch)
        index = epochs_of_pass * (config.steps_per_epoch or 0) + step
        order = self.order(config.seed, epoch - epochs_of_pass, config.shuffle)
        rows = slice(index * config.batch_size, (index + 1) * config.batch_size)
        return self.arrays.take(rows if order is None else order[rows])

    def is_exhausted(self, config: FitConfig, epoch: int, step: int) -> bool:
        index = self._epochs_of_pass(config, epoch) * (config.steps_per_epoch or 0) + step
        return index >= self.num_batches(config.batch_size)

    def evaluation_batch(self, batch_size: int, step: int) -> Batch:
        return self.arrays.take(slice(step * batch_size, (step + 1) * batch_size))

    def batches(self, batch_size: int, steps: int | None = None) -> Iterator[Batch]:
        available = self.num_batches(batch_size)
        for step in range(min(available, steps or available)):
            yield self.evaluation_batch(batch_size, step)
        if steps is not None and steps > available:
            warn_ran_out()

    def _epochs_of_pass(self, config: FitConfig, epoch: int) -> int:
        """The number of epochs before this one in the same pass over the data."""
        if config.steps_per_epoch is None:
            return 0
        return (epoch - config.initial_epoch) % -(-self.num_batches(config.batch_size) // config.steps_per_epoch)

    def __getstate__(self) -> dict[str, Any]:
        return {"arrays": self.arrays, "_orders": {}}
