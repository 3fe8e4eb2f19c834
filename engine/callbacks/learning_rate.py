"""The learning rate as callbacks see it: the number that the next update would take."""

from typing import Any

import numpy as np


def current_rate(optimizer: Any) -> float:
    """The rate now, as the float32 that Keras keeps it in; of a schedule its value at this step."""
    return float(np.float32(optimizer.rate_at(optimizer.batches)))
