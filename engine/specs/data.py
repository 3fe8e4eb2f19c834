"""What a data spec stands for: the set, the samples ready to learn from, and the shapes that models are checked by."""

import numpy as np

from engine.arrays import Array
from engine.datasets.catalog import CATALOG
from engine.datasets.dataset import Dataset
from engine.datasets.samples import Samples, flatten
from engine.problems import Problem, ProblemError, did_you_mean
from engine.ranges import Integer, Real
from engine.specs.matching import Target
from engine.specs.objects import DataSpec

MAX_SEED = 2**31 - 1


def dataset_of(spec: DataSpec) -> Dataset:
    """The set in the catalogue, or a problem that suggests a close name."""
    try:
        return CATALOG[spec.name]
    except KeyError:
        hint = did_you_mean(spec.name, list(CATALOG))
        values = {"kind": "dataset", "value": spec.name, "hint": hint}
        raise ProblemError(Problem(("data", "name"), "unknown_name", values)) from None


def data_problems(spec: DataSpec) -> list[Problem]:
    """What is wrong with a data spec; paths begin with ``data``."""
    found: list[Problem] = []
    checks = [("test_share", Real(low=0, below=1)), ("validation_share", Real(low=0, below=1)),
              ("seed", Integer(low=0, high=MAX_SEED))]
    for name, range_ in checks:
        try:
            range_.convert(name, getattr(spec, name))
        except ProblemError as error:
            found.append(error.problem.under("data"))
    try:
        dataset = dataset_of(spec)
    except ProblemError as error:
        return [*found, error.problem]
    try:
        dataset.convert(spec.options)
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
    """The samples, split and scaled; raises the first problem."""
    for problem in data_problems(spec):
        raise ProblemError(problem)
    dataset = dataset_of(spec)
    scale = dataset.kind in ("image", "vector")
    samples = dataset.load(spec.options, validation=spec.validation_share, test=spec.test_share, seed=spec.seed,
                           scale=scale)
    if spec.flatten:
        samples = samples.change_x(flatten, size=int(np.prod(dataset.shape)))
    return samples.one_hot(len(dataset.class_names)) if spec.one_hot and dataset.task != "regression" else samples


def class_numbers(y: Array) -> Array:
    """``(n,)`` class numbers of labels, be they one-hot rows or numbers."""
    return y.argmax(-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(len(y))
