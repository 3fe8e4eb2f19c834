"""Every loss gives the same value and gradient for arrays in any layout of memory."""

import numpy as np
from layouts import check_layouts

from engine.losses import LogitsLoss


def test_values_and_gradients(case):
    loss = case.make()
    arrays = np.asarray(case.y_true), np.asarray(case.y_pred, "float32"), np.asarray(case.sample_weight, "float32")

    def compute(y_true, y_pred, weight):
        labels = loss.prepare(y_true, y_pred.shape)
        results = [loss(y_true, y_pred, weight), *loss.compute(labels, y_pred, weight)]
        if isinstance(loss, LogitsLoss):
            results += loss.compute_from_logits(labels, y_pred, loss.probabilities(y_pred), weight)
        return results

    check_layouts(compute, *arrays)
