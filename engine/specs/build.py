"""Build the network, the optimizer, the loss and the metrics that specs describe."""

from typing import Any

from engine.errors import ProblemError, fail
from engine.losses.resolve import CROSSENTROPY
from engine.naming import reset_names
from engine.network.network import Network
from engine.registry import identifier, snake_case, table
from engine.specs.inspection import make, validate
from engine.specs.matching import compile_problems
from engine.specs.objects import RESOLVED, CompileSpec, FitSpec, ModelSpec, ObjectSpec
from engine.training.compile_utils import Compiled
from engine.training.sliced_callbacks import SlicedCallbacks


def build(spec: ModelSpec, seed: int) -> Network:
    """Build the network of a stack whose input shape is known.

    Raises a ProblemError with the first problem of the spec, before memory is allocated.
    """
    for problem in validate(spec):
        raise ProblemError(problem)
    if spec.input_shape is None:
        raise fail("no_input_shape", "input_shape", model="sequential")
    reset_names()
    network = Network([make("layer", layer) for layer in spec.layers])
    network.build((spec.batch_size, *spec.input_shape), seed)
    return network


def build_compiled(spec: CompileSpec) -> Compiled:
    """Make the optimizer, loss and metrics of a spec; raises a ProblemError with its first problem."""
    for problem in compile_problems(spec):
        raise ProblemError(problem)
    loss = spec.loss.class_name if spec.loss.class_name in CROSSENTROPY else make("loss", spec.loss)
    return Compiled(make("optimizer", spec.optimizer), loss, [_metric(m) for m in spec.metrics])


def build_callbacks(spec: FitSpec) -> SlicedCallbacks | None:
    """Make the callbacks of a spec that are more than code; None if there are none.

    Raises a ProblemError with their first problem.
    """
    callbacks = [make("callback", callback) for callback in spec.callbacks if isinstance(callback, ObjectSpec)]
    return SlicedCallbacks(callbacks) if callbacks else None


def _metric(spec: ObjectSpec) -> Any:
    """Return the string of a metric that the code names by a string, which compile resolves; else the metric object.

    The object is named without the counter that Keras appends to repeated names: ``auc``, not ``auc_1``.
    """
    is_class_with_resolved_name = metric_name(spec) in RESOLVED and spec.class_name not in RESOLVED
    if not (spec.config or is_class_with_resolved_name):
        return metric_name(spec)
    metric = make("metric", spec)
    metric.name = metric_name(spec)
    return metric


def metric_name(spec: ObjectSpec) -> str:
    """Return the key of a metric in logs: the string in the code, or the name of the metric object."""
    cls = table("metric").get(spec.class_name)
    if cls is None or spec.class_name in RESOLVED:
        return spec.class_name
    return str(spec.config.get("name") or (snake_case(cls.__name__) if spec.config else identifier(cls)))
