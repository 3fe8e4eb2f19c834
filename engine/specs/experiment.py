"""An experiment: all settings of one training run, as plain data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, final

from engine.errors import Problem, ProblemError, fail
from engine.hyperparameters import hyperparameters
from engine.limits import MAX_BATCH_SIZE, MAX_EPOCHS
from engine.registry import table
from engine.specs.build import metric_name
from engine.specs.data import MAX_SEED, data_problems, input_shape, target_of
from engine.specs.inspection import make, validate
from engine.specs.matching import match
from engine.specs.objects import CompileSpec, DataSpec, FitSpec, ModelSpec, ObjectSpec
from engine.validators import Hyperparameter, Integer, Real

FIT_RANGES: dict[str, Hyperparameter] = {
    "epochs": Integer(low=1, high=MAX_EPOCHS),
    "batch_size": Integer(low=1, high=MAX_BATCH_SIZE),
    "seed": Integer(low=0, high=MAX_SEED),
}
VALIDATION_SPLIT = Real(low=0, below=1, optional=True)


UNNAMED = frozenset({"crossentropy", "ce"})
"""Strings of metrics whose name in the logs depends on the shapes."""


@final
@dataclass(frozen=True)
class Experiment:
    """The specs of data, model, compile and fit.

    The model takes its input shape from ``data``, and a stateful model its batch size from ``fit``.
    """

    data: DataSpec = field(default_factory=DataSpec)
    model: ModelSpec = field(default_factory=ModelSpec)
    compile: CompileSpec = field(default_factory=CompileSpec)
    fit: FitSpec = field(default_factory=FitSpec)

    def with_input_shape(self) -> "Experiment":
        """Set the model's input shape from the data, and the batch size of a stateful model from fit.

        Returns a new experiment, or this one unchanged if the data has problems.
        """
        if data_problems(self.data):
            return self
        size = None if not self.model.stateful or fit_problems(self.fit) else self.fit.batch_size
        return replace(self, model=replace(self.model, input_shape=input_shape(self.data), batch_size=size))

    def problems(self) -> list[Problem]:
        """Problems that prevent training: those of the data if it has any, else those of model, compile and fit."""
        problems = data_problems(self.data)
        if problems:
            return problems
        model = self.with_input_shape().model
        return [*validate(model), *match(model, self.compile, target_of(self.data)), *fit_problems(self.fit),
                *self._monitor_problems()]

    def _monitor_problems(self) -> Iterator[Problem]:
        """Problems of callbacks that monitor a value that no epoch has; paths begin with ``fit``."""
        names = ["loss", *(metric_name(metric) for metric in self.compile.metrics)]
        if any(name in UNNAMED for name in names):
            return
        has_validation = self.fit.validation_split or self.data.validation_share
        names += [f"val_{name}" for name in names] if has_validation else []
        for index, callback in enumerate(self.fit.callbacks):
            cls = table("callback").get(callback.class_name) if isinstance(callback, ObjectSpec) else None
            if cls is None or not isinstance(callback, ObjectSpec) or "monitor" not in hyperparameters(cls):
                continue
            monitor = callback.config.get("monitor", hyperparameters(cls)["monitor"].default)
            if isinstance(monitor, str) and monitor not in names:
                yield Problem(("fit", "callbacks", index, "monitor"), "monitor_missing", {
                    "callback": cls.__name__, "monitor": monitor, "known": ", ".join(names)})

    def to_json(self) -> dict[str, Any]:
        return {"data": self.data.to_json(), "model": self.model.to_json(), "compile": self.compile.to_json(),
                "fit": self.fit.to_json()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Experiment":
        return cls(DataSpec.from_json(data["data"]), ModelSpec.from_json(data["model"]),
                   CompileSpec.from_json(data["compile"]), FitSpec.from_json(data["fit"]))


def fit_problems(spec: FitSpec) -> list[Problem]:
    """Problems of the arguments of fit, and of its callbacks; paths begin with ``fit``."""
    problems = []
    for name, range_ in {**FIT_RANGES, "validation_split": VALIDATION_SPLIT}.items():
        try:
            range_.convert(name, getattr(spec, name))
        except ProblemError as error:
            problems.append(error.problem.under("fit"))
    for index, callback in enumerate(spec.callbacks):
        try:
            if isinstance(callback, ObjectSpec):
                make("callback", callback)
        except ProblemError as error:
            problems.append(error.problem.under("fit", "callbacks", index))
    return [*problems, *_class_weight_problems(spec.class_weight)]


def _class_weight_problems(value: Any) -> list[Problem]:
    """The first problem of class weights: a table of non-negative numbers by class."""
    try:
        if value is not None and not isinstance(value, Mapping):
            raise fail("not_class_weights", "class_weight", argument="class_weight", value=value)
        for label, weight in (value or {}).items():
            if not (label.isascii() and label.isdecimal()):
                raise fail("not_class_weights", "class_weight", argument="class_weight", value=value)
            Real(low=0).convert("class_weight", weight)
    except ProblemError as error:
        return [error.problem.under("fit")]
    return []
