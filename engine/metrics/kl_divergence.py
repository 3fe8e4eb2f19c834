"""KLDivergence: the mean of the loss of that name over all batches."""

from typing import ClassVar, final

from engine import losses
from engine.hyperparameters import configurable
from engine.metrics.loss_metric import LossMetric


@final
@configurable
class KLDivergence(LossMetric):
    """Mean over all samples of ``Σ t · log(t / p)``.

    Symbols and shapes are those of the loss. Source: Keras 3, ``metrics.KLDivergence``.
    """

    names: ClassVar[tuple[str, ...]] = ("kl_divergence", "kld", "KLD", "kullback_leibler_divergence")

    def loss(self) -> losses.KLDivergence:
        return losses.KLDivergence()
