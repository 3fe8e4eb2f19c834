"""Specs made real: layers with weights, an optimizer, a loss."""

from typing import Any

from engine.errors import ProblemError, fail
from engine.losses.resolve import CROSSENTROPY
from engine.naming import reset_names
from engine.network.network import Network
from engine.registry import identifier, snake_case, table
from engine.specs.inspection import make, validate
from engine.specs.matching import compile_problems
from engine.specs.objects import RESOLVED, CompileSpec, ModelSpec, ObjectSpec
from engine.training.compile_utils import Compiled


def build(spec: ModelSpec, seed: int) -> Network:
    """The built network of a stack whose input shape is known; raises the first problem before memory is taken."""
    for problem in validate(spec):
        raise ProblemError(problem)
    if spec.input_shape is None:
        raise fail("no_input_shape", "input_shape", model="sequential")
    reset_names()
    network = Network([make("layer", layer) for layer in spec.layers])
    network.build((spec.batch_size, *spec.input_shape), seed)
    return network


def build_compiled(spec: CompileSpec) -> Compiled:
    """Optimizer, loss and metrics of a spec; raises the first problem."""
    for problem in compile_problems(spec):
        raise ProblemError(problem)
    loss = spec.loss.class_name if spec.loss.class_name in CROSSENTROPY else make("loss", spec.loss)
    return Compiled(make("optimizer", spec.optimizer), loss, [_metric(m) for m in spec.metrics])


def _metric(spec: ObjectSpec) -> Any:
    """A string where the code holds one, which is found by the loss and the shapes; else the object, by its plain name.

    Keras would count the objects of the whole process.
    """
    meant_otherwise = metric_name(spec) in RESOLVED and spec.class_name not in RESOLVED
    if not (spec.config or meant_otherwise):
        return metric_name(spec)
    metric = make("metric", spec)
    metric.name = metric_name(spec)
    return metric


def metric_name(spec: ObjectSpec) -> str:
    """The key of a metric in logs: the string that the code holds for it, or the name of the object made there."""
    cls = table("metric").get(spec.class_name)
    if cls is None or spec.class_name in RESOLVED:
        return spec.class_name
    return str(spec.config.get("name") or (snake_case(cls.__name__) if spec.config else identifier(cls)))
