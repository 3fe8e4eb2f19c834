"""Suggest a small model for a data set, and detect a model that does not match the data."""

from engine.datasets.dataset import Dataset
from engine.specs.data import dataset_of, target_of
from engine.specs.experiment import Experiment
from engine.specs.inspection import inspect
from engine.specs.matching import Target, default_compile
from engine.specs.objects import DataSpec, ModelSpec, ObjectSpec
from engine.specs.repairs import Draft

HIDDEN_UNITS = {"image": 64, "vector": 32, "plane": 16, "line": 16, "sequence": 16, "series": 32}
"""Units of the hidden layer, and of the embedding, by the kind of the data."""
FILTERS = 16
LEARNING_RATE = 0.01
"""Learning rate with which these small models converge within a few epochs."""
CHANNELS_RANK = 3


def suggest_model(spec: DataSpec) -> Draft:
    """Return a model and compile arguments that fit the data and converge in a few epochs. spec: without problems."""
    dataset, target = dataset_of(spec), target_of(spec)
    outputs = _outputs(target)
    units = HIDDEN_UNITS[dataset.kind]
    activation = "linear" if not target.classes else "sigmoid" if outputs == 1 else "softmax"
    hidden = ObjectSpec("Dense", {"units": units, "activation": "relu"})
    last = ObjectSpec("Dense", {"units": outputs} | ({} if activation == "linear" else {"activation": activation}))
    compiled = default_compile(target, outputs)
    optimizer = ObjectSpec(compiled.optimizer.class_name, {"learning_rate": LEARNING_RATE})
    layers = (*_first_layers(dataset, spec, units), hidden, last)
    return Draft(ModelSpec(layers), type(compiled)(optimizer, compiled.loss, compiled.metrics))


def _first_layers(dataset: Dataset, spec: DataSpec, units: int) -> tuple[ObjectSpec, ...]:
    """Layers that turn a sample into a vector."""
    if dataset.words:
        embedding = ObjectSpec("Embedding", {"input_dim": dataset.words, "output_dim": units})
        return embedding, ObjectSpec("GlobalAveragePooling1D")
    if dataset.kind == "series":
        return (ObjectSpec("LSTM", {"units": units}),)
    if dataset.kind != "image" or spec.flatten:
        return ()
    if len(dataset.shape) < CHANNELS_RANK:
        return (ObjectSpec("Flatten"),)
    convolution = ObjectSpec("Conv2D", {"filters": FILTERS, "kernel_size": 3, "activation": "relu"})
    return convolution, ObjectSpec("MaxPooling2D"), ObjectSpec("Flatten")


def _outputs(target: Target) -> int:
    """Units of the last layer: 1 for a regression and for two classes with integer labels, else one per class."""
    return 1 if not target.classes or (target.classes == 2 and not target.shape) else target.classes


def mismatches_data(experiment: Experiment) -> bool:
    """Whether a stack does not match the data: it has a problem, a wrong number of outputs, no Embedding for word
    indices, or an Embedding for other data. False for an empty stack and if the data spec has problems."""
    layers = experiment.model.layers
    problems = experiment.problems()
    if not layers or any(problem.path[:1] == ("data",) for problem in problems):
        return False
    if any(problem.path[:1] != ("fit",) for problem in problems):
        return True
    dataset, target = dataset_of(experiment.data), target_of(experiment.data)
    shape = inspect(experiment.with_input_shape().model)[-1].output_shape or ()
    output_counts = {_outputs(target), target.classes or 1}
    has_embedding = any(layer.class_name == "Embedding" for layer in layers)
    return shape[-1] not in output_counts or bool(dataset.words) != has_embedding
