"""Samples as their source has them, before scaling and encoding: the cells of a file, the numbers of a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, final

import numpy as np

from engine.datasets.samples import split
from engine.datasets.uploads.uploaded_dataset import UploadedTable
from engine.specs.data import dataset_of
from engine.specs.objects import DataSpec
from engine.typing import Array

DIGITS = 6
"""Significant digits of a number of an embedded table, which is float32."""


@final
@dataclass(frozen=True)
class SampleCells:
    """names: of the columns. rows: the cells of each sample; text for a learner's file, None where missing."""

    names: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()


NO_CELLS = SampleCells()


Reader = Callable[[Literal["train", "test"], Sequence[int]], SampleCells]
"""A function of a part and the positions of samples in it."""


def cell_reader(spec: DataSpec) -> Reader:
    """Read and split the data once; return a function that gives the cells of samples, none for data of no table.

    Raises the ProblemErrors of ``load``.
    """
    dataset = dataset_of(spec)
    shares = {"validation": spec.validation_share, "test": spec.test_share, "seed": spec.seed}
    if isinstance(dataset, UploadedTable):
        table, data = dataset, dataset.read(spec.seed)
        rows = split(replace(data, x=np.arange(len(data.x))), **shares, steps=dataset.split_steps(**shares)).arrays()
        return lambda part, samples: SampleCells(
            table.shown_columns(), tuple(map(tuple, table.cells(rows[f"x_{part}"][np.asarray(samples, dtype=int)]))))
    if dataset.kind != "vector":
        return lambda part, samples: NO_CELLS
    arrays = dataset.load(spec.options, **shares, scale=False).arrays()
    return lambda part, samples: SampleCells(
        dataset.feature_names, tuple(map(_numbers, arrays[f"x_{part}"][np.asarray(samples, dtype=int)])))


def sample_cells(spec: DataSpec, part: Literal["train", "test"], samples: Sequence[int]) -> SampleCells:
    """The cells of some samples of one part; raises the ProblemErrors of ``load``."""
    return cell_reader(spec)(part, samples)


def _numbers(row: Array) -> tuple[float, ...]:
    return tuple(float(f"{value:.{DIGITS}g}") for value in row)
