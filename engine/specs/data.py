"""Resolve a data spec: its data set, its samples, and the shapes that models are checked against."""

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
SCALED = ("image", "vector", "series")
"""Kinds of data that are scaled."""
SHARE = Real(low=0, below=1)
"""Range of the test and validation shares."""


def dataset_of(spec: DataSpec) -> Dataset:
    """Return the data set of the catalogue or the uploaded table; raises a ProblemError for a wrong name or option."""
    if spec.name == NAME:
        return uploaded_dataset(spec.options)
    try:
        return CATALOG[spec.name].with_options(spec.options)
    except KeyError:
        hint = did_you_mean(spec.name, [*CATALOG, NAME])
        raise fail("unknown_name", "name", kind="dataset", value=spec.name, hint=hint) from None


def known_dataset(spec: DataSpec) -> Dataset | None:
    """Return the data set, or None if the spec's name or options are wrong."""
    try:
        return dataset_of(spec)
    except ProblemError:
        return None


def data_problems(spec: DataSpec) -> list[Problem]:
    """Problems of a data spec; paths begin with ``data``."""
    problems: list[Problem] = []
    checks = [("test_share", SHARE), ("validation_share", SHARE), ("seed", Integer(low=0, high=MAX_SEED))]
    for name, range_ in checks:
        try:
            range_.convert(name, getattr(spec, name))
        except ProblemError as error:
            problems.append(error.problem.under("data"))
    try:
        dataset_of(spec).convert(spec.options)
    except ProblemError as error:
        problems.append(error.problem.under("data"))
    return problems


def input_shape(spec: DataSpec) -> tuple[int, ...]:
    """The shape of one sample."""
    shape = dataset_of(spec).shape
    return (int(np.prod(shape)),) if spec.flatten else shape


def target_of(spec: DataSpec) -> Target:
    """Shape and type of the labels."""
    dataset = dataset_of(spec)
    classes = len(dataset.class_names)
    if dataset.task == "regression":
        return Target((), "float32")
    return Target((classes,), "float32", classes) if spec.one_hot else Target((), "int64", classes)


def load(spec: DataSpec) -> Samples:
    """Load the samples, split and scaled.

    Raises a ProblemError with the first problem of the spec, or with code ``not_downloaded`` instead of downloading.
    """
    for problem in data_problems(spec):
        raise ProblemError(problem)
    dataset = dataset_of(spec)
    require_available(dataset)
    samples = dataset.load(spec.options, validation=spec.validation_share, test=spec.test_share, seed=spec.seed,
                           scale=dataset.kind in SCALED)
    if spec.flatten:
        samples = samples.map_x(flatten, size=int(np.prod(dataset.shape)))
    return samples.one_hot(len(dataset.class_names)) if spec.one_hot and dataset.task != "regression" else samples


def evaluated_part(spec: DataSpec) -> str:
    """The samples to evaluate with: ``test``, or if there are none ``val``, or ``train``."""
    dataset = known_dataset(spec)
    if dataset is None or dataset.has_test_split:
        return "test"
    rows = dataset.rows(**dataset.convert(spec.options))
    if round(rows * spec.test_share):
        return "test"
    return "val" if spec.validation_share else "train"


def require_available(dataset: Dataset) -> None:
    """Raise a ProblemError with code ``not_downloaded`` if the files of a data set are not on this machine."""
    if not dataset.available():
        raise fail("not_downloaded", "data", "name", dataset=dataset.name, stand_in=dataset.stand_in or "")


def class_indices(y: Array) -> Array:
    """Return class indices ``(n,)`` for one-hot or integer labels."""
    return y.argmax(-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(len(y))
