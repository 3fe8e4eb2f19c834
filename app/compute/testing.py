"""How good a trained model is on the test samples."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from app.compute.previewing import CARDS, texts_of
from app.compute.slices import run_samples
from app.lesson.gathering import class_references, line_references
from engine.datasets.samples import Samples as SplitSamples
from engine.specs.build import build_compiled
from engine.specs.data import class_indices, dataset_of
from engine.specs.experiment import Experiment
from engine.specs.sample_cells import NO_CELLS, SampleCells, sample_cells
from engine.training.data_adapters.batch import Batch
from engine.training.evaluation import evaluate_network, predict_network
from engine.training.state import TrainingState
from engine.typing import Array, Logs

WRONG = 48
"""Samples that are wrong, of those to look at, at the most."""


@final
@dataclass(frozen=True, eq=False)
class Scores:
    """logs: loss and metrics. confusion: ``(classes, classes)`` counts, row by the label, column by the prediction;
    None for numbers. y: predictions for all test samples, ``(samples, outputs)``. references: what checks compare with:
    the least-squares line of the training samples, the test samples that are wrong, and so on. numbers: of the test
    samples to look at, the first ones and some that are wrong; x, labels: these samples; texts: x in words;
    cells: x as its source has it."""

    logs: Logs
    confusion: Array | None
    y: Array
    references: dict[str, Any]
    numbers: tuple[int, ...]
    x: Array
    labels: Array
    texts: Sequence[str] = ()
    cells: SampleCells = NO_CELLS


def predicted_classes(y: Array) -> Array:
    """Class numbers of predictions: the largest output, or whether a single one is above one half."""
    return y.argmax(-1) if y.shape[-1] > 1 else (y[..., 0] > 0.5).astype(int)


def test_scores(experiment: Experiment, state: TrainingState) -> Scores:
    """The scores of a run's weights; none where no samples were set apart for the test."""
    samples = run_samples(experiment)
    if not len(samples.x_test):
        nothing = np.zeros((0, 1), "float32")
        return Scores({}, None, nothing, {}, (), nothing, nothing)
    logs = evaluate_network(state.network, build_compiled(experiment.compile),
                            Batch(samples.x_test, samples.y_test), 256)
    y = predict_network(state.network, samples.x_test, 256)
    classes = len(dataset_of(experiment.data).class_names)
    labels = class_indices(samples.y_test) if classes else samples.unscaled_targets(samples.y_test.reshape(len(y)))
    confusion = _confusion(labels, y, classes) if classes else None
    references = _references(samples, y, classes)
    numbers = sorted({*range(min(CARDS, len(y))), *sorted(references.get("wrong_samples", ()))[:WRONG]})
    x = samples.x_test[numbers]
    predictions = y if classes else samples.unscaled_targets(y)
    return Scores(logs, confusion, predictions, references, tuple(numbers), x, labels[numbers],
                  texts_of(experiment.data, x), sample_cells(experiment.data, "test", numbers))


def _references(samples: SplitSamples, y: Array, classes: int) -> dict[str, Any]:
    if classes:
        return class_references(samples.y_test, y.reshape(len(y), -1))
    return line_references(samples) if samples.x_train.reshape(len(samples.x_train), -1).shape[1] == 1 else {}


def _confusion(labels: Array, y: Array, classes: int) -> Array:
    counts = np.zeros((classes, classes), dtype=int)
    predicted = np.clip(predicted_classes(y.reshape(len(y), -1)), 0, classes - 1)
    np.add.at(counts, (labels.astype(int), predicted), 1)
    return counts
