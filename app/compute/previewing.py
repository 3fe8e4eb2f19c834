"""A look at a data set before anything is learned from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import final

import numpy as np

from app.compute.slices import samples_of
from engine.datasets.vocabulary import to_texts
from engine.specs.data import class_indices, dataset_of
from engine.specs.objects import DataSpec
from engine.specs.sample_cells import NO_CELLS, SampleCells, cell_reader
from engine.typing import Array

CARDS = 24
POINTS = 600
ROWS = 12


@final
@dataclass(frozen=True, eq=False)
class Preview:
    """counts: samples to train, validate and test with. x, y: the first training samples; x_val, y_val,
    x_test, y_test: of those to validate and test with. Labels are class numbers or values. balance: training samples
    of each class, for classes; balance_test: test samples. texts, texts_test: x and x_test in words; empty where x
    holds no words. cells, cells_test: x and x_test as their source has them; empty where they are no table."""

    counts: tuple[int, int, int]
    x: Array
    y: Array
    x_val: Array
    y_val: Array
    x_test: Array
    y_test: Array
    balance: tuple[int, ...]
    balance_test: tuple[int, ...] = ()
    texts: Sequence[str] = ()
    texts_test: Sequence[str] = ()
    cells: SampleCells = NO_CELLS
    cells_test: SampleCells = NO_CELLS


def preview(spec: DataSpec) -> Preview:
    """The preview of a set; raises the problems of reading it."""
    samples, dataset = samples_of(spec), dataset_of(spec)
    shown = POINTS if dataset.kind in ("plane", "line") else CARDS
    classes = len(dataset.class_names)
    y, y_val, y_test = (class_indices(part) if classes else samples.unscaled_targets(part.reshape(len(part)))
                        for part in (samples.y_train, samples.y_val, samples.y_test))
    cells = cell_reader(spec)
    counts = (len(samples.x_train), len(samples.x_val), len(samples.x_test))
    return Preview(counts, samples.x_train[:shown], y[:shown], samples.x_val[:shown], y_val[:shown],
                   samples.x_test[:shown], y_test[:shown], _balance(y, classes), _balance(y_test, classes),
                   texts_of(spec, samples.x_train[:shown]), texts_of(spec, samples.x_test[:shown]),
                   cells("train", range(min(shown, counts[0]))), cells("test", range(min(shown, counts[2]))))


def _balance(labels: Array, classes: int) -> tuple[int, ...]:
    """How many samples each class has; empty for numbers."""
    return tuple(int(n) for n in np.bincount(labels.astype(int), minlength=classes)) if classes else ()


def texts_of(spec: DataSpec, x: Array) -> list[str]:
    """Samples of word indices as text; empty for data sets without words, or whose words are not on this machine."""
    dataset = dataset_of(spec)
    vocabulary = dataset.vocabulary(**dataset.convert(spec.options)) if dataset.words else ()
    return to_texts(x, vocabulary) if vocabulary else []
