"""Specs made real: layers with weights, an optimizer, a loss."""

from engine.models.network import Network
from engine.naming import forget_names
from engine.problems import ProblemError
from engine.specs.inspection import make, validate
from engine.specs.objects import RESOLVED, CompileSpec, ModelSpec
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
    metrics = [m.class_name if m.class_name in RESOLVED else make("metric", m) for m in spec.metrics]
    return Compiled(make("optimizer", spec.optimizer), make("loss", spec.loss), metrics)
