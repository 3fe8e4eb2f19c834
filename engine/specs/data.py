"""What a data spec stands for: the set, the samples ready to learn from, and the shapes that models are checked by."""

import numpy as np

from engine.datasets.catalog import CATALOG
from engine.datasets.dataset import Dataset
from engine.datasets.samples import Samples, flatten
from engine.datasets.uploads.table_cache import uploaded_dataset
from engine.datasets.uploads.uploaded_dataset import NAME
from engine.errors import Problem, ProblemError, did_you_mean, fail
from engine.specs.matching import Target
from engine.specs.objects import DataSpec
from engine.typing import Array
from engine.validators import Integer, Real

MAX_SEED = 2**31 - 1
SHARE = Real(low=0, below=1)
"""What the shares of the test and validation samples may be."""


def dataset_of(spec: DataSpec) -> Dataset:
    """The set in the catalogue or the learner's own table; raises the problem of a wrong name or option."""
    if spec.name == NAME:
        return uploaded_dataset(spec.options)
    try:
        return CATALOG[spec.name].with_options(spec.options)
    except KeyError:
        hint = did_you_mean(spec.name, [*CATALOG, NAME])
        raise fail("unknown_name", "name", kind="dataset", value=spec.name, hint=hint) from None


def known_dataset(spec: DataSpec) -> Dataset | None:
    """The set, or None where the spec has a problem that keeps it from being one."""
    try:
        return dataset_of(spec)
    except ProblemError:
        return None


def data_problems(spec: DataSpec) -> list[Problem]:
    """What is wrong with a data spec; paths begin with ``data``."""
    found: list[Problem] = []
    checks = [("test_share", SHARE), ("validation_share", SHARE), ("seed", Integer(low=0, high=MAX_SEED))]
    for name, range_ in checks:
        try:
            range_.convert(name, getattr(spec, name))
        except ProblemError as error:
            found.append(error.problem.under("data"))
    try:
        dataset_of(spec).convert(spec.options)
    except ProblemError as error:
        found.append(error.problem.under("data"))
    return found


def input_shape(spec: DataSpec) -> tuple[int, ...]:
    """The shape of one sample."""
    shape = dataset_of(spec).shape
    return (int(np.prod(shape)),) if spec.flatten else shape


def target_of(spec: DataSpec) -> Target:
    """What is learned from these samples."""
    dataset = dataset_of(spec)
    classes = len(dataset.class_names)
    if dataset.task == "regression":
        return Target((), "float32")
    return Target((classes,), "float32", classes) if spec.one_hot else Target((), "int64", classes)


def load(spec: DataSpec) -> Samples:
    """The samples, split and scaled; raises the first problem. Never downloads: raises not_downloaded instead."""
    for problem in data_problems(spec):
        raise ProblemError(problem)
    dataset = dataset_of(spec)
    require_here(dataset)
    scale = dataset.kind in ("image", "vector")
    samples = dataset.load(spec.options, validation=spec.validation_share, test=spec.test_share, seed=spec.seed,
                           scale=scale)
    if spec.flatten:
        samples = samples.map_x(flatten, size=int(np.prod(dataset.shape)))
    return samples.one_hot(len(dataset.class_names)) if spec.one_hot and dataset.task != "regression" else samples


def require_here(dataset: Dataset) -> None:
    """Raises not_downloaded for a set that would have to be fetched first; looks at its files."""
    if not dataset.available():
        raise fail("not_downloaded", "data", "name", dataset=dataset.name, stand_in=dataset.stand_in or "")


def class_numbers(y: Array) -> Array:
    """``(n,)`` class numbers of labels, be they one-hot rows or numbers."""
    return y.argmax(-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(len(y))
