"""A small model for any data that may be chosen, and whether the one that stands there was made for other data."""

from engine.datasets.dataset import Dataset
from engine.specs.data import dataset_of, target_of
from engine.specs.experiment import Experiment
from engine.specs.inspection import inspect
from engine.specs.matching import Target, default_compile
from engine.specs.objects import DataSpec, ModelSpec, ObjectSpec
from engine.specs.repairs import Draft

UNITS = {"image": 64, "vector": 32, "plane": 16, "line": 16, "sequence": 16}
"""Units of the hidden layer, and numbers for a word, by the kind of the data."""
FILTERS = 16
RATE = 0.01
"""A learning rate with which these small models learn within a few epochs."""
CHANNELS_RANK = 3


def suggested(spec: DataSpec) -> Draft:
    """A stack and a compile to begin with on valid data: it fits, and it learns something in the first run."""
    dataset, target = dataset_of(spec), target_of(spec)
    outputs = _outputs(target)
    units = UNITS[dataset.kind]
    activation = "linear" if not target.classes else "sigmoid" if outputs == 1 else "softmax"
    hidden = ObjectSpec("Dense", {"units": units, "activation": "relu"})
    last = ObjectSpec("Dense", {"units": outputs} | ({} if activation == "linear" else {"activation": activation}))
    compiled = default_compile(target, outputs)
    optimizer = ObjectSpec(compiled.optimizer.class_name, {"learning_rate": RATE})
    layers = (*_beginning(dataset, spec, units), hidden, last)
    return Draft(ModelSpec(layers), type(compiled)(optimizer, compiled.loss, compiled.metrics))


def _beginning(dataset: Dataset, spec: DataSpec, units: int) -> tuple[ObjectSpec, ...]:
    """What makes a row of numbers of a sample."""
    if dataset.words:
        embedding = ObjectSpec("Embedding", {"input_dim": dataset.words, "output_dim": units})
        return embedding, ObjectSpec("GlobalAveragePooling1D")
    if dataset.kind != "image" or spec.flatten:
        return ()
    if len(dataset.shape) < CHANNELS_RANK:
        return (ObjectSpec("Flatten"),)
    convolution = ObjectSpec("Conv2D", {"filters": FILTERS, "kernel_size": 3, "activation": "relu"})
    return convolution, ObjectSpec("MaxPooling2D"), ObjectSpec("Flatten")


def _outputs(target: Target) -> int:
    """How many numbers the last layer gives: one for an amount and for yes or no, else one for each class."""
    return 1 if not target.classes or (target.classes == 2 and not target.shape) else target.classes


def made_for_other_data(experiment: Experiment) -> bool:
    """Whether a stack does not suit the data: it has a problem, gives more or less than is asked, or takes the numbers
    of words for amounts. An empty stack, and data with problems of their own, are nobody's."""
    layers = experiment.model.layers
    problems = experiment.problems()
    if not layers or any(problem.path[:1] == ("data",) for problem in problems):
        return False
    if any(problem.path[:1] != ("fit",) for problem in problems):
        return True
    dataset, target = dataset_of(experiment.data), target_of(experiment.data)
    shape = inspect(experiment.connected().model)[-1].output_shape or ()
    known = {_outputs(target), target.classes or 1}
    return shape[-1] not in known or bool(dataset.words) != any(layer.class_name == "Embedding" for layer in layers)
