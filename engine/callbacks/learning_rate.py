"""The current learning rate, for callbacks."""

from typing import Any

import numpy as np


def current_rate(optimizer: Any) -> float:
    """The learning rate of the next update, rounded to float32 as in Keras; for a schedule, its value at this step."""
    return float(np.float32(optimizer.rate_at(optimizer.batches)))
