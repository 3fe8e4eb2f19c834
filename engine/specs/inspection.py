"""Inspect a stack without building it: shapes, parameter counts and problems of each layer."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from typing import Any, final

from engine import limits, registry
from engine.errors import Problem, ProblemError, did_you_mean, fail
from engine.hyperparameters import MISSING, former_names, hyperparameters, range_of
from engine.layers.base import Layer
from engine.layers.input_layer import InputLayer
from engine.network.sizes import size_of
from engine.specs.objects import ModelSpec, ObjectSpec
from engine.typing import Shape
from engine.validators import BatchShape, Integer


@final
@dataclass(frozen=True)
class LayerReport:
    """The result of inspecting one layer of a stack.

    layer: None if its spec has problems. Shapes include the batch axis. A shape or the number of ``parameters`` is None
    if it cannot be computed.
    """

    layer: Layer | None
    input_shape: Shape | None
    output_shape: Shape | None
    parameters: int | None
    problems: tuple[Problem, ...]


def inspect(spec: ModelSpec) -> list[LayerReport]:
    """Return a report on every layer, from the input to the output; no array is allocated."""
    shape: Shape | None = None
    if spec.input_shape is not None and not _shape_problems(spec):
        shape = (spec.batch_size, *spec.input_shape)
    reports: list[LayerReport] = []
    spent = 0
    for index, layer in enumerate(spec.layers):
        report = _report(layer, shape, spent, index)
        spent += report.parameters or 0
        shape = report.output_shape
        reports.append(report)
    return reports


def validate(spec: ModelSpec) -> list[Problem]:
    """Return all problems of a stack; paths begin with ``input_shape`` or ``layers``."""
    problems = _shape_problems(spec)
    if not spec.layers:
        problems.append(Problem(("layers",), "no_layers", {"model": "sequential"}))
    return problems + [problem for report in inspect(spec) for problem in report.problems]


def _shape_problems(spec: ModelSpec) -> list[Problem]:
    try:
        BatchShape(optional=True).convert("input_shape", spec.input_shape)
        Integer(low=1, high=limits.MAX_BATCH_SIZE, optional=True).convert("batch_size", spec.batch_size)
        if prod(n or 1 for n in spec.input_shape or ()) > limits.MAX_ACTIVATIONS_PER_SAMPLE:
            raise fail("too_large_output", layer="Input", asked=prod(n or 1 for n in spec.input_shape or ()),
                       limit=limits.MAX_ACTIVATIONS_PER_SAMPLE)
    except ProblemError as error:
        return [Problem(("input_shape",), error.problem.code, error.problem.values)]
    return []


def make(kind: str, spec: ObjectSpec) -> Any:
    """Instantiate the class of a spec; raises a ProblemError with the first problem of its config."""
    cls = registry.lookup(kind, spec.class_name)
    for problem in config_problems(cls, spec):
        raise ProblemError(problem)
    return cls.from_config(dict(spec.config))


def config_problems(cls: type[Any], spec: ObjectSpec) -> Iterator[Problem]:
    """Problems of hyperparameters that are missing, unknown or out of range; paths are ``(name,)``."""
    fields_by_name = hyperparameters(cls)
    former = former_names(cls)
    try:
        config = {former.get(name, name): value for name, value in cls.accept(dict(spec.config)).items()}
    except ProblemError as error:
        yield error.problem
        return
    for name in config:
        if name not in fields_by_name:
            hint = did_you_mean(name, list(fields_by_name))
            yield Problem((name,), "unknown_argument", {"owner": cls.__name__, "argument": name, "hint": hint})
    for name, f in fields_by_name.items():
        try:
            if name in config:
                range_of(f).convert(name, config[name])
            elif f.default is MISSING:
                yield Problem((name,), "required", {"argument": name})
        except ProblemError as error:
            yield Problem((name,), error.problem.code, error.problem.values)


def _report(spec: ObjectSpec, shape: Shape | None, spent: int, index: int) -> LayerReport:
    try:
        cls = registry.lookup("layer", spec.class_name)
        problems = [p.under("layers", index) for p in config_problems(cls, spec)]
        if problems:
            return LayerReport(None, shape, None, None, tuple(problems))
        layer: Layer = cls.from_config({"name": "_", **spec.config})
        if isinstance(layer, InputLayer) and (index or shape):
            raise layer.problem("input_not_first")
    except ProblemError as error:
        return LayerReport(None, shape, None, None, (error.problem.under("layers", index),))
    if shape is None:
        return LayerReport(layer, None, None, None, ())
    try:
        output, parameters = size_of(layer, shape, spent)
    except ProblemError as error:
        return LayerReport(layer, shape, None, None, (error.problem.under("layers", index),))
    return LayerReport(layer, shape, output, parameters, ())
