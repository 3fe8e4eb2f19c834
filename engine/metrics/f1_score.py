"""F1Score: the harmonic mean of precision and recall."""

from typing import final

from engine.hyperparameters import choice, configurable, real
from engine.metrics.f_score import FScore


@final
@configurable
class F1Score(FScore):
    """``2 · precision · recall / (precision + recall)``.

    y_true, y_pred: ``(batch, classes)``. Source: Keras 3, ``metrics.F1Score``.
    """

    average: str | None = choice("micro", "macro", "weighted", default=None)
    threshold: float | None = real(above=0, high=1, default=None)

    def options(self) -> tuple[str | None, float, float | None]:
        return self.average, 1.0, self.threshold
