"""FBetaScore: a weighted harmonic mean of precision and recall."""

from typing import final

from engine.hyperparameters import choice, configurable, real
from engine.metrics.f_score import FScore


@final
@configurable
class FBetaScore(FScore):
    """``(1 + β²) · precision · recall / (β² · precision + recall)``; ``beta > 1`` gives recall more weight.

    y_true, y_pred: ``(batch, classes)``. Source: Keras 3, ``metrics.FBetaScore``.
    """

    average: str | None = choice("micro", "macro", "weighted", default=None)
    beta: float = real(above=0, default=1.0)
    threshold: float | None = real(above=0, high=1, default=None)

    def default_name(self) -> str:
        return "fbeta_score"

    def options(self) -> tuple[str | None, float, float | None]:
        return self.average, self.beta, self.threshold
