"""What can be said of a stack without building it: shapes, parameters, and what is wrong at which layer."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any, final

from engine import budgets, registry
from engine.arrays import Shape
from engine.hyperparameters import MISSING, former_names, hyperparameters, range_of
from engine.layers.base import Layer
from engine.problems import Problem, ProblemError, did_you_mean, fail
from engine.specs.objects import ModelSpec, ObjectSpec


@final
@dataclass(frozen=True)
class LayerReport:
    """One layer of a draft. Shapes have the batch axis; None where they cannot be known."""

    layer: Layer | None
    input_shape: Shape | None
    output_shape: Shape | None
    parameters: int | None
    problems: tuple[Problem, ...]


def inspect(spec: ModelSpec) -> list[LayerReport]:
    """A report on every layer, from the data up; nothing is allocated."""
    shape: Shape | None = None if spec.input_shape is None else (None, *spec.input_shape)
    reports: list[LayerReport] = []
    spent = 0
    for index, layer in enumerate(spec.layers):
        report = _report(layer, shape, budgets.MAX_PARAMETERS - spent, index)
        spent += report.parameters or 0
        shape = report.output_shape
        reports.append(report)
    return reports


def validate(spec: ModelSpec) -> list[Problem]:
    """Everything that is wrong with a stack; each problem's path begins with ``("layers", index)``."""
    empty = [] if spec.layers else [Problem(("layers",), "no_layers", {"model": "sequential"})]
    return empty + [problem for report in inspect(spec) for problem in report.problems]


def make(kind: str, spec: ObjectSpec) -> Any:
    """The object that a spec describes; raises the first problem."""
    cls = registry.lookup(kind, spec.class_name)
    for problem in config_problems(cls, spec):
        raise ProblemError(problem)
    return cls.from_config(_thawed(spec.config))


def config_problems(cls: type[Any], spec: ObjectSpec) -> Iterator[Problem]:
    """Every hyperparameter that is missing, unknown or out of its range; paths are ``(name,)``."""
    known = hyperparameters(cls)
    former = former_names(cls)
    given = {former.get(name, name): value for name, value in cls.accept(dict(spec.config)).items()}
    for name in given:
        if name not in known:
            hint = did_you_mean(name, list(known))
            yield Problem((name,), "unknown_argument", {"owner": cls.__name__, "argument": name, "hint": hint})
    for name, f in known.items():
        try:
            if name in given:
                range_of(f).convert(name, given[name])
            elif f.default is MISSING:
                yield Problem((name,), "required", {"argument": name})
        except ProblemError as error:
            yield Problem((name,), error.problem.code, error.problem.values)


def _thawed(config: Any) -> dict[str, Any]:
    return dict(config)


def _report(spec: ObjectSpec, shape: Shape | None, parameters_left: int, index: int) -> LayerReport:
    try:
        cls = registry.lookup("layer", spec.class_name)
        wrong = [p.under("layers", index) for p in config_problems(cls, spec)]
        if wrong:
            return LayerReport(None, shape, None, None, tuple(wrong))
        layer = cls.from_config({"name": "_", **_thawed(spec.config)})
    except ProblemError as error:
        return LayerReport(None, shape, None, None, (error.problem.under("layers", index),))
    if shape is None:
        return LayerReport(layer, None, None, None, ())
    try:
        return _sized(layer, shape, parameters_left)
    except ProblemError as error:
        return LayerReport(layer, shape, None, None, (error.problem.under("layers", index),))


def _sized(layer: Layer, shape: Shape, parameters_left: int) -> LayerReport:
    layer.check_input(shape)
    output = layer.compute_output_shape(shape)
    parameters = layer.count_params(shape)
    if parameters > parameters_left:
        raise fail("too_many_parameters", layer=type(layer).__name__, asked=parameters, limit=budgets.MAX_PARAMETERS)
    size = prod(n or 1 for n in output[1:])
    if size > budgets.MAX_ACTIVATIONS_PER_SAMPLE:
        raise fail("too_large_output", layer=type(layer).__name__, asked=size,
                   limit=budgets.MAX_ACTIVATIONS_PER_SAMPLE)
    return LayerReport(layer, shape, output, parameters, ())
