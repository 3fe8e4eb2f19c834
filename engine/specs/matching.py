"""Whether a stack, a loss and the labels suit each other; said from shapes alone."""

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
PASSING = ("pooling", "regularising")
"""Families whose layers, where they have no weights, leave probabilities what they are."""
IMAGE_RANK = 3


@final
@dataclass(frozen=True)
class Target:
    """What is to be learned. shape: of one label, without the batch axis. classes: how many; 0 for numbers."""

    shape: tuple[int, ...]
    dtype: str
    classes: int = 0


def match(model: ModelSpec, compiled: CompileSpec, target: Target) -> list[Problem]:
    """What does not suit: problems at ``("compile", …)`` or at a layer. Empty if the stack itself has problems."""
    found = list(compile_problems(compiled))
    reports = inspect(model)
    if found or not reports or any(r.problems for r in reports) or reports[-1].output_shape is None:
        return found
    try:
        loss = loss_for(compiled, target, reports[-1].output_shape)
        loss.check((None, *target.shape), target.dtype, reports[-1].output_shape)
    except ProblemError as error:
        return [_placed(error.problem, reports, target)]
    found = [*_activation_problems(reports, loss)] or [*_softmax_of_one(reports, target)]
    return [*found, *_too_few_classes(reports, loss, target),
            *_metric_problems(compiled, target, reports[-1].output_shape)]


def loss_for(compiled: CompileSpec, target: Target, output_shape: Shape) -> Loss:
    """The loss that a spec means for these labels; raises its first problem."""
    if compiled.loss.class_name in CROSSENTROPY:
        return resolve(compiled.loss.class_name, (None, *target.shape), output_shape)
    loss: Loss = make("loss", compiled.loss)
    return loss


def compile_problems(compiled: CompileSpec) -> Iterator[Problem]:
    """What is wrong with optimizer, loss or metrics in themselves; paths begin with ``compile`` and its argument."""
    parts = [("optimizer", "optimizer", compiled.optimizer)]
    if compiled.loss.class_name not in CROSSENTROPY:
        parts.append(("loss", "loss", compiled.loss))
    parts += [("metrics", "metric", m) for m in compiled.metrics if m.class_name not in RESOLVED]
    for argument, kind, spec in parts:
        try:
            make(kind, spec)
        except ProblemError as error:
            yield error.problem.under("compile", argument)


def _placed(problem: Problem, reports: list[LayerReport], target: Target) -> Problem:
    """A mismatch of loss and labels where it is best mended: at the loss, the last layer, or before the first Dense."""
    if problem.code != "outputs_do_not_match_labels":
        return problem.under("compile")
    output = reports[-1].output_shape or ()
    if len(output) > len(target.shape) + 1:
        for index, report in enumerate(reports):
            if type(report.layer).__name__ == "Dense" and len(report.input_shape or ()) >= IMAGE_RANK:
                return Problem(("layers", index), "dense_needs_rows", {"shape": (report.input_shape or ())[1:]})
    expected = max(target.classes, *target.shape[-1:], 1)
    if target.classes and not target.shape and output[1:] == (expected,):
        return Problem(("compile", "loss"), "labels_are_integers", problem.values)
    values = {**problem.values, "expected": expected}
    return Problem(("layers", len(reports) - 1), problem.code, values)


def _maker(reports: list[LayerReport]) -> int:
    """Which layer makes the outputs' values: the last one that does more than to reshape, drop out or pool them."""
    def passes(report: LayerReport) -> bool:
        return report.layer is not None and report.layer.family in PASSING and not report.layer.has_weights

    return next((n for n in reversed(range(len(reports))) if not passes(reports[n])), len(reports) - 1)


def _activation_of(last: Layer | None) -> str:
    if type(last).__name__ == "Softmax":
        return "softmax"
    activation = None if last is None else last.last_activation
    return "linear" if activation is None else registry.identifier(type(activation))


def _activation_problems(reports: list[LayerReport], loss: Loss) -> Iterator[Problem]:
    """A crossentropy is told probabilities only if the last layer makes them."""
    if not isinstance(loss, LogitsLoss) or getattr(loss, "from_logits", False):
        return
    maker = _maker(reports)
    activation = _activation_of(reports[maker].layer)
    alone = activation == "softmax" and (reports[-1].output_shape or ())[-1:] == (1,)
    if activation not in PROBABILITIES[loss.logits_activation] or alone:
        values = {"loss": registry.identifier(type(loss)), "activation": activation, "expected": loss.logits_activation}
        yield Problem(("layers", maker), "probabilities_expected", values)


def _softmax_of_one(reports: list[LayerReport], target: Target) -> Iterator[Problem]:
    """Softmax divides an output by the sum of all: where there is but one it is always 1, and nothing is learned."""
    maker = _maker(reports)
    if _activation_of(reports[maker].layer) == "softmax" and (reports[maker].output_shape or ())[-1:] == (1,):
        expected = "sigmoid" if target.classes else "linear"
        yield Problem(("layers", maker), "softmax_of_one", {"expected": expected})


def _too_few_classes(reports: list[LayerReport], loss: Loss, target: Target) -> Iterator[Problem]:
    outputs = (reports[-1].output_shape or (None,))[-1]
    if type(loss).__name__ == "SparseCategoricalCrossentropy" and outputs is not None and outputs < target.classes:
        yield Problem(("layers", len(reports) - 1), "too_few_outputs", {"outputs": outputs, "expected": target.classes})


def _metric_problems(compiled: CompileSpec, target: Target, output_shape: Shape) -> Iterator[Problem]:
    """Metrics that would compare numbers of classes with outputs, or the other way round; Keras gives nonsense then."""
    if not target.classes or (output_shape[-1] or 0) < 2:
        return
    wrong, code = ("classes", "metric_needs_classes") if target.shape else ("outputs", "metric_needs_one_hot")
    for spec in compiled.metrics:
        cls = None if spec.class_name in RESOLVED else registry.lookup("metric", spec.class_name)
        if cls is not None and cls.label_format == wrong:
            yield Problem(("compile", "metrics"), code, {"metric": registry.identifier(cls)})


def default_compile(target: Target, outputs: int | None = None) -> CompileSpec:
    """What a textbook would choose for these labels."""
    accuracy = (ObjectSpec("accuracy"),)
    if target.classes == 0:
        return CompileSpec(ObjectSpec("Adam"), ObjectSpec("MeanSquaredError"), (ObjectSpec("MeanAbsoluteError"),))
    if target.classes == 2 and outputs in (None, 1):
        return CompileSpec(ObjectSpec("Adam"), ObjectSpec("BinaryCrossentropy"), accuracy)
    loss = "CategoricalCrossentropy" if target.shape else "SparseCategoricalCrossentropy"
    return CompileSpec(ObjectSpec("Adam"), ObjectSpec(loss), accuracy)

