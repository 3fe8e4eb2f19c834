"""Check that a stack, a loss, metrics and labels are compatible, from their shapes alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

from engine import registry
from engine.errors import Problem, ProblemError
from engine.layers.base import Layer
from engine.losses.base import LogitsLoss, Loss
from engine.losses.resolve import CROSSENTROPY, resolve
from engine.specs.inspection import LayerReport, inspect, make
from engine.specs.objects import RESOLVED, CompileSpec, ModelSpec, ObjectSpec
from engine.typing import Shape

PROBABILITIES = {"softmax": ("softmax",), "sigmoid": ("sigmoid", "hard_sigmoid", "softmax")}
PASS_THROUGH_FAMILIES = ("pooling", "regularising")
"""Families whose layers without weights are assumed to keep probabilities; this is wrong for Rescaling."""
IMAGE_RANK = 3
CLASSES_OF_BINARY = 2


@final
@dataclass(frozen=True)
class Target:
    """The labels. shape: of one label, without the batch axis. classes: number of classes; 0 for a regression."""

    shape: tuple[int, ...]
    dtype: str
    classes: int = 0


def match(model: ModelSpec, compiled: CompileSpec, target: Target) -> list[Problem]:
    """Return the problems of the compile arguments, then the mismatches.

    Paths begin with ``compile``, or with ``("layers", index)`` if a layer should be changed. Mismatches are checked
    only if neither the compile arguments nor the stack has problems.
    """
    problems = list(compile_problems(compiled))
    reports = inspect(model)
    if problems or not reports or any(r.problems for r in reports) or reports[-1].output_shape is None:
        return problems
    loss: Loss | None = None
    try:
        loss = loss_for(compiled, target, reports[-1].output_shape)
        loss.check((None, *target.shape), target.dtype, reports[-1].output_shape)
    except ProblemError as error:
        return [_locate(error.problem, reports, target, loss)]
    problems = [*_activation_problems(reports, loss)] or [*_softmax_of_one(reports, target)]
    return [*problems, *_too_few_classes(reports, loss, target),
            *_metric_problems(compiled, target, reports[-1].output_shape)]


def loss_for(compiled: CompileSpec, target: Target, output_shape: Shape) -> Loss:
    """Resolve the loss of a spec for these labels; raises a ProblemError with its first problem."""
    if compiled.loss.class_name in CROSSENTROPY:
        return resolve(compiled.loss.class_name, (None, *target.shape), output_shape)
    loss: Loss = make("loss", compiled.loss)
    return loss


def compile_problems(compiled: CompileSpec) -> Iterator[Problem]:
    """Problems of the configs of optimizer, loss and metrics; paths begin with ``compile`` and its argument."""
    parts = [("optimizer", "optimizer", compiled.optimizer)]
    if compiled.loss.class_name not in CROSSENTROPY:
        parts.append(("loss", "loss", compiled.loss))
    parts += [("metrics", "metric", m) for m in compiled.metrics if m.class_name not in RESOLVED]
    for argument, kind, spec in parts:
        try:
            make(kind, spec)
        except ProblemError as error:
            yield error.problem.under("compile", argument)


def _locate(problem: Problem, reports: list[LayerReport], target: Target, loss: Loss | None) -> Problem:
    """Move a mismatch of loss and labels to where it is best fixed: the loss, the last layer, or the first Dense."""
    if problem.code != "outputs_do_not_match_labels":
        return problem.under("compile")
    output = reports[-1].output_shape or ()
    if len(output) > len(target.shape) + 1:
        for index, report in enumerate(reports):
            if type(report.layer).__name__ == "Dense" and len(report.input_shape or ()) >= IMAGE_RANK:
                return Problem(("layers", index), "dense_needs_rows", {"shape": (report.input_shape or ())[1:]})
    if target.classes == CLASSES_OF_BINARY and type(loss).__name__ == "BinaryCrossentropy":
        return Problem(("layers", len(reports) - 1), "two_classes_need_one_output", problem.values)
    expected = max(target.classes, *target.shape[-1:], 1)
    if target.classes and not target.shape and output[1:] == (expected,):
        return Problem(("compile", "loss"), "labels_are_integers", problem.values)
    values = {**problem.values, "expected": expected}
    return Problem(("layers", len(reports) - 1), problem.code, values)


def _output_layer(reports: list[LayerReport]) -> int:
    """Index of the layer that computes the output values: the last that does more than reshape, drop or pool them."""
    def passes_through(report: LayerReport) -> bool:
        layer = report.layer
        return layer is not None and layer.family in PASS_THROUGH_FAMILIES and not layer.has_weights

    return next((n for n in reversed(range(len(reports))) if not passes_through(reports[n])), len(reports) - 1)


def _activation_of(last: Layer | None) -> str:
    if type(last).__name__ == "Softmax":
        return "softmax"
    activation = None if last is None else last.last_activation
    return "linear" if activation is None else registry.identifier(type(activation))


def _activation_problems(reports: list[LayerReport], loss: Loss) -> Iterator[Problem]:
    """Problem if a crossentropy expects probabilities and the last layer does not compute them."""
    if not isinstance(loss, LogitsLoss) or getattr(loss, "from_logits", False):
        return
    output_layer = _output_layer(reports)
    activation = _activation_of(reports[output_layer].layer)
    is_softmax_of_one = activation == "softmax" and (reports[-1].output_shape or ())[-1:] == (1,)
    if activation not in PROBABILITIES[loss.logits_activation] or is_softmax_of_one:
        yield Problem(("layers", output_layer), "probabilities_expected", {
            "loss": registry.identifier(type(loss)), "activation": activation, "expected": loss.logits_activation})


def _softmax_of_one(reports: list[LayerReport], target: Target) -> Iterator[Problem]:
    """Problem if softmax has one output: the output is then always 1, and the gradient 0."""
    output_layer = _output_layer(reports)
    report = reports[output_layer]
    if _activation_of(report.layer) == "softmax" and (report.output_shape or ())[-1:] == (1,):
        expected = "sigmoid" if target.classes else "linear"
        yield Problem(("layers", output_layer), "softmax_of_one", {"expected": expected})


def _too_few_classes(reports: list[LayerReport], loss: Loss, target: Target) -> Iterator[Problem]:
    outputs = (reports[-1].output_shape or (None,))[-1]
    if type(loss).__name__ == "SparseCategoricalCrossentropy" and outputs is not None and outputs < target.classes:
        yield Problem(("layers", len(reports) - 1), "too_few_outputs", {"outputs": outputs, "expected": target.classes})


def _metric_problems(compiled: CompileSpec, target: Target, output_shape: Shape) -> Iterator[Problem]:
    """Problems of metrics that need the other label format (class indices or one-hot): Keras gives wrong values."""
    if not target.classes or (output_shape[-1] or 0) < 2:
        return
    wrong, code = ("classes", "metric_needs_classes") if target.shape else ("outputs", "metric_needs_one_hot")
    for spec in compiled.metrics:
        cls = None if spec.class_name in RESOLVED else registry.lookup("metric", spec.class_name)
        if cls is not None and cls.label_format == wrong:
            yield Problem(("compile", "metrics"), code, {"metric": registry.identifier(cls)})


def default_compile(target: Target, outputs: int | None = None) -> CompileSpec:
    """Return the usual optimizer, loss and metrics for these labels. outputs: units of the last layer, if known."""
    accuracy = (ObjectSpec("accuracy"),)
    if target.classes == 0:
        return CompileSpec(ObjectSpec("Adam"), ObjectSpec("MeanSquaredError"), (ObjectSpec("MeanAbsoluteError"),))
    if target.classes == 2 and outputs in (None, 1):
        return CompileSpec(ObjectSpec("Adam"), ObjectSpec("BinaryCrossentropy"), accuracy)
    loss = "CategoricalCrossentropy" if target.shape else "SparseCategoricalCrossentropy"
    return CompileSpec(ObjectSpec("Adam"), ObjectSpec(loss), accuracy)

