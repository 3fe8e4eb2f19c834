"""The learning rate as a learner holds it: a number, and what Keras's variables can do besides."""

from typing import Any, final

import numpy as np


@final
class LearningRate(float):
    """A float that knows its optimizer: ``.numpy()``, ``.assign(0.01)``. Pickles as a plain float."""

    owner: Any

    def __new__(cls, value: float, owner: Any) -> "LearningRate":
        made = super().__new__(cls, value)
        made.owner = owner
        return made

    def assign(self, value: Any) -> None:
        """Give the optimizer another rate, from the next update on."""
        self.owner.learning_rate = float(value)

    def numpy(self) -> Any:
        """The rate that the optimizer has now, as float32."""
        return np.float32(self.owner.learning_rate)

    @property
    def value(self) -> float:
        """The rate that the optimizer has now."""
        return float(self.owner.learning_rate)

    def __reduce__(self) -> tuple[Any, ...]:
        return float, (float(self),)
