"""as_tensor: an array as the functions and classes of a learner get it."""

from typing import Any

import numpy as np

from engine.backend.eager_tensor import eager
from engine.backend.tensor import Tensor


def as_tensor(x: Any) -> Any:
    """An argument for a learner's function: a traced tensor is unchanged, all else becomes a tensor with its values."""
    return x if isinstance(x, Tensor) or x is None else eager(np.asarray(x))
