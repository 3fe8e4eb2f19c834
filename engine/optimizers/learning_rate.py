"""LearningRate: a float with the methods of a Keras variable, for ``optimizer.learning_rate``."""

from typing import Any, final

import numpy as np


@final
class LearningRate(float):
    """A float with a reference to its optimizer, for ``.numpy()`` and ``.assign(0.01)``. Pickled as a plain float."""

    optimizer: Any

    def __new__(cls, value: float, optimizer: Any) -> "LearningRate":
        rate = super().__new__(cls, value)
        rate.optimizer = optimizer
        return rate

    def assign(self, value: Any) -> None:
        """Set the optimizer's learning rate from the next update on."""
        self.optimizer.learning_rate = float(value)

    def numpy(self) -> Any:
        """Return the optimizer's current learning rate as float32."""
        return np.float32(self.optimizer.learning_rate)

    @property
    def value(self) -> float:
        """The optimizer's current learning rate."""
        return float(self.optimizer.learning_rate)

    def __reduce__(self) -> tuple[Any, ...]:
        return float, (float(self),)
