"""Specs made real: layers with weights, an optimizer, a loss."""

from engine import registry
from engine.models.network import Network
from engine.naming import forget_names
from engine.problems import ProblemError
from engine.specs.inspection import make, validate
from engine.specs.objects import RESOLVED, CompileSpec, ModelSpec, ObjectSpec
from engine.training.start import Compiled


def build(spec: ModelSpec, seed: int) -> Network:
    """The built network of a stack whose input shape is known; raises the first problem before memory is taken."""
    for problem in validate(spec):
        raise ProblemError(problem)
    forget_names()
    network = Network([make("layer", layer) for layer in spec.layers])
    assert spec.input_shape is not None, "validate has the shapes only if the data's is known"
    network.build((None, *spec.input_shape), seed)
    return network


def build_compiled(spec: CompileSpec) -> Compiled:
    """Optimizer, loss and metrics of a spec; raises the first problem."""
    metrics = [make("metric", m) if m.config else metric_name(m) for m in spec.metrics]
    return Compiled(make("optimizer", spec.optimizer), make("loss", spec.loss), metrics)


def metric_name(spec: ObjectSpec) -> str:
    """The key of a metric in logs: its own name, or that of its class in a string."""
    cls = registry.table("metric").get(spec.class_name)
    usual = spec.class_name if cls is None or spec.class_name in RESOLVED else registry.identifier(cls)
    return str(spec.config.get("name") or usual)
