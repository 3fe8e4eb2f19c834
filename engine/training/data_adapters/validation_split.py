"""``validation_split`` of ``fit``: set aside the last samples."""

import numpy as np

from engine.errors import fail
from engine.training.data_adapters.batch import Batch


def split_validation(batch: Batch, fraction: float) -> tuple[Batch, Batch]:
    """Split off the last ``fraction`` of the samples, as ``validation_split`` of ``fit`` does."""
    size = validation_start(len(batch), fraction)
    return batch.take(slice(0, size)), batch.take(slice(size, None))


def validation_start(samples: int, fraction: float) -> int:
    """The index of the first sample to validate with; raises a ProblemError if either part would be empty."""
    size = int(np.floor(samples * (1 - fraction))) if 0 < fraction < 1 else 0
    if size in (0, samples):
        raise fail("bad_validation_split", "validation_split", samples=samples, fraction=fraction)
    return size
