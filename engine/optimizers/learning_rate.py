"""LearningRate: the variable ``optimizer.learning_rate``."""

from typing import Any, final

import numpy as np

from engine.typing import Array
from engine.variables import BaseVariable


@final
class LearningRate(BaseVariable):
    """A learning rate, which keeps the exact number and shows it as a float32, as Keras does. Pickled as a float."""

    name = "learning_rate"
    trainable = False

    def __init__(self, rate: float, owner: str) -> None:
        self.rate = rate
        self.path = f"{owner}/{self.name}"

    def read(self) -> Array:
        return np.array(self.rate, np.float32)

    def write(self, value: Array) -> None:
        self.rate = float(value)

    def assign(self, value: Any) -> Any:
        """Set the learning rate from the next update on; raises a ProblemError for a value that is none."""
        from engine.object_validators import Rate

        self.rate = Rate().convert("learning_rate", value)
        return self.convert()

    def __float__(self) -> float:
        return self.rate

    def __reduce__(self) -> tuple[Any, ...]:
        return float, (self.rate,)
