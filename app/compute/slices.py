"""What a worker does: one slice of one training run. Everything in and out is plain, picklable data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from time import perf_counter
from typing import Any, final

from app.compute.observing import Observation, observe
from engine.datasets.samples import Samples
from engine.kernels.runtime.warmup import warm
from engine.network.network import Network
from engine.specs.build import build, build_callbacks, build_compiled
from engine.specs.data import load
from engine.specs.experiment import Experiment
from engine.specs.objects import DataSpec
from engine.training.compile_utils import initial_state
from engine.training.data_adapters.array_adapter import ArrayAdapter
from engine.training.data_adapters.batch import Batch, cast_batch
from engine.training.data_adapters.class_weight import apply_class_weight
from engine.training.data_adapters.data_adapter import TrainingData
from engine.training.data_adapters.validation_split import validation_start
from engine.training.evaluation import predict_network
from engine.training.events import Event
from engine.training.fit_config import FitConfig
from engine.training.sliced_callbacks import SlicedCallbacks
from engine.training.state import TrainingState
from engine.training.training_loop import Budget, advance

KEPT_DATA_SETS = 2


@final
@dataclass(frozen=True)
class Job:
    """A slice to be trained. state: None begins the run. epochs: where it ends. callbacks: of the last slice."""

    experiment: Experiment
    state: TrainingState | None
    budget: Budget
    epochs: int
    observing: bool = True
    callbacks: SlicedCallbacks | None = None


@final
@dataclass(frozen=True)
class Outcome:
    """What came of a slice. batches: in an epoch. seconds: of training alone. callbacks: None if there are none."""

    state: TrainingState
    events: list[Event]
    batches: int
    seconds: float
    observation: Observation | None
    callbacks: SlicedCallbacks | None = None


def ready() -> None:
    """Sent to a worker before its first slice: with this module come the layers, and with it the compiled kernels."""
    warm()


def run_slice(job: Job) -> Outcome:
    """Train on for one slice; raises the ProblemError of an experiment that cannot run."""
    samples = run_samples(job.experiment)
    weights = job.experiment.fit.class_weight
    state, data = _begun(job, samples) if job.state is None else (job.state, _data(job.state, samples, weights))
    callbacks = build_callbacks(job.experiment.fit) if job.callbacks is None else job.callbacks
    if state.config.epochs != job.epochs:
        state.config = replace(state.config, epochs=job.epochs)
        state.status = "running" if state.status == "finished" and state.epoch < job.epochs else state.status
    begin = perf_counter()
    train = advance if callbacks is None else callbacks.advance
    state, events = train(state, data, job.budget)
    seconds = perf_counter() - begin
    seen = observe(state, job.experiment.data, samples) if job.observing else None
    batches = data.steps(state.config)
    assert batches is not None  # known for arrays
    return Outcome(state, events, batches, seconds, seen, callbacks)


def _begun(job: Job, samples: Samples) -> tuple[TrainingState, TrainingData]:
    experiment = job.experiment.with_input_shape()
    fit = experiment.fit
    network = build(experiment.model, fit.seed)
    adapt(network, samples)
    config = FitConfig(epochs=job.epochs, batch_size=fit.batch_size, shuffle=fit.shuffle, seed=fit.seed,
                       validation_batch_size=max(fit.batch_size, 256))
    return initial_state(network, build_compiled(experiment.compile), config, _raw(samples, fit.class_weight))


def adapt(network: Network, samples: Samples) -> None:
    """Let layers such as Normalization measure what they need from the training samples alone."""
    layers: list[Any] = network.layers
    for index, layer in enumerate(layers):
        if layer.needs_adapt:
            below = Network(network.layers[:index])
            layer.adapt(predict_network(below, samples.x_train, 256) if index else samples.x_train)


def _raw(samples: Samples, class_weight: Mapping[str, float] | None) -> TrainingData:
    validation = ArrayAdapter(Batch(samples.x_val, samples.y_val)) if len(samples.x_val) else None
    train = Batch(samples.x_train, samples.y_train)
    if class_weight:
        train = apply_class_weight(train, {int(label): weight for label, weight in class_weight.items()})
    return TrainingData(ArrayAdapter(train), validation)


def _data(state: TrainingState, samples: Samples, class_weight: Mapping[str, float] | None) -> TrainingData:
    return _raw(samples, class_weight).map(lambda batch: cast_batch(batch, state.network, state.loss))


@final
class _Key:
    """A data spec as a key of the worker's cache."""

    def __init__(self, spec: DataSpec) -> None:
        self.spec = spec
        self.text = repr(spec.to_json())

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.text == other.text


def run_samples(experiment: Experiment) -> Samples:
    """The samples of a run; ``validation_split`` sets the last training samples aside to validate with."""
    samples = samples_of(experiment.data)
    if not experiment.fit.validation_split:
        return samples
    size = validation_start(len(samples.x_train), experiment.fit.validation_split)
    return replace(samples, x_train=samples.x_train[:size], y_train=samples.y_train[:size],
                   x_val=samples.x_train[size:], y_val=samples.y_train[size:])


def samples_of(spec: DataSpec) -> Samples:
    """The samples of a data spec; the last few sets stay in the worker's memory."""
    return _samples(_Key(spec))


@lru_cache(KEPT_DATA_SETS)
def _samples(key: _Key) -> Samples:
    return load(key.spec)
