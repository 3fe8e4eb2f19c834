"""How good a trained model is on the test samples."""

from dataclasses import dataclass
from typing import final

import numpy as np

from app.compute.slices import samples_of
from engine.arrays import Array
from engine.specs.build import build_compiled
from engine.specs.data import class_numbers, dataset_of
from engine.specs.experiment import Experiment
from engine.training.data import Samples
from engine.training.events import Logs
from engine.training.judge import outputs, scores
from engine.training.state import TrainingState


@final
@dataclass(frozen=True, eq=False)
class Scores:
    """logs: loss and metrics. confusion: ``(classes, classes)`` counts, row by the label, column by the prediction;
    None for numbers. y: predictions for all test samples, ``(samples, outputs)``."""

    logs: Logs
    confusion: Array | None
    y: Array


def predicted_classes(y: Array) -> Array:
    """Class numbers of predictions: the largest output, or whether a single one is above one half."""
    return y.argmax(-1) if y.shape[-1] > 1 else (y[..., 0] > 0.5).astype(int)  # noqa: PLR2004


def test_scores(experiment: Experiment, state: TrainingState) -> Scores:
    """The scores of a run's weights."""
    samples = samples_of(experiment.data)
    logs = scores(state.network, build_compiled(experiment.compile), Samples(samples.x_test, samples.y_test), 256)
    y = outputs(state.network, samples.x_test, 256)
    classes = len(dataset_of(experiment.data).class_names)
    return Scores(logs, _confusion(class_numbers(samples.y_test), y, classes) if classes else None, y)


def _confusion(labels: Array, y: Array, classes: int) -> Array:
    counts = np.zeros((classes, classes), dtype=int)
    predicted = np.clip(predicted_classes(y.reshape(len(y), -1)), 0, classes - 1)
    np.add.at(counts, (labels.astype(int), predicted), 1)
    return counts
