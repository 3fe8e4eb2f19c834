"""Samples as their source has them, before scaling and encoding: the cells of a file, the numbers of a table."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, final

import numpy as np

from engine.datasets.samples import split
from engine.datasets.uploads.uploaded_dataset import UploadedTable
from engine.specs.data import dataset_of
from engine.specs.objects import DataSpec

DIGITS = 6
"""Significant digits of a number of an embedded table, which is float32."""


@final
@dataclass(frozen=True)
class SampleCells:
    """names: of the columns. rows: the cells of each sample; text for a learner's file, None where missing."""

    names: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()


NO_CELLS = SampleCells()


def sample_cells(spec: DataSpec, part: Literal["train", "test"], samples: Sequence[int]) -> SampleCells:
    """The cells of some samples of a part. samples: their positions in it. Empty for data that are no table.

    Raises the ProblemErrors of ``load``.
    """
    dataset = dataset_of(spec)
    shares = {"validation": spec.validation_share, "test": spec.test_share, "seed": spec.seed}
    positions = np.asarray(samples, dtype=int)
    if isinstance(dataset, UploadedTable):
        data = dataset.read(spec.seed)
        parts = split(replace(data, x=np.arange(len(data.x))), **shares, steps=dataset.split_steps(**shares))
        rows = dataset.cells(parts.arrays()[f"x_{part}"][positions])
        return SampleCells(dataset.shown_columns(), tuple(map(tuple, rows)))
    if dataset.kind != "vector":
        return NO_CELLS
    x = dataset.load(spec.options, **shares, scale=False).arrays()[f"x_{part}"][positions]
    return SampleCells(dataset.feature_names, tuple(tuple(float(f"{v:.{DIGITS}g}") for v in row) for row in x))
