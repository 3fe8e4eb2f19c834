"""Trainer: what a model is taught, judged and used with, in Keras's words."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine import losses, optimizers
from engine.callbacks.base import Callback
from engine.callbacks.callback_list import as_callbacks
from engine.callbacks.history import History
from engine.errors import fail
from engine.losses.resolve import CROSSENTROPY
from engine.metrics.base import Metric
from engine.metrics.vector_metric import whole
from engine.network.network import Network
from engine.training import evaluation, fit_loop
from engine.training.compile_utils import Compiled, one_weight
from engine.training.data import samples, with_class_weights
from engine.training.events import Logs, in_order
from engine.training.fitting import checked_batch_size, checked_plan
from engine.training.given import to_judge_with, to_predict_for, to_train_with, to_validate_with
from engine.training.progress_bar import verbosity
from engine.training.streams import Stream
from engine.typing import Array, Shape
from engine.utils.seed import default_seed


class Trainer(ABC):
    """Base of models: ``compile``, ``fit``, ``evaluate``, ``predict``; a model says what is trained."""

    name: str
    network: Network
    input_shape: Shape | None
    compiled: Compiled | None = None
    history: History | None = None
    stop_training = False
    resume_from: int | None = None
    """The epoch that a callback wants ``fit`` to go on from."""

    @property
    @abstractmethod
    def built(self) -> bool:
        """Whether all weights are there."""

    @abstractmethod
    def build(self, input_shape: Shape | None = None) -> None:
        """Make the weights, for inputs of this shape, batch axis included."""

    def compile(self, optimizer: Any = "rmsprop", loss: Any = None, loss_weights: Any = None, metrics: Any = None,
                weighted_metrics: Any = None, run_eagerly: bool = False, steps_per_execution: int = 1,
                jit_compile: Any = "auto", auto_scale_loss: bool = True) -> None:
        """Say how the model learns: optimizer, loss and metrics, each by name or as an object.

        loss_weights: a number, or a list or dict of one, by which the loss is multiplied. The last four change nothing
        here, as there is no graph.
        """
        one_weight(loss_weights)
        known = optimizers.get(optimizer)
        before = self.compiled if self.compiled is not None and self.compiled.optimizer is known else None
        loss = loss if loss is None or loss in CROSSENTROPY else losses.get(loss)
        self.compiled = Compiled(known, loss, as_list(metrics), as_list(weighted_metrics), loss_weights)
        if before is not None:
            self.compiled = replace(self.compiled, slots=before.slots, step=before.step, paths=before.paths)

    def fit(self, x: Any = None, y: Any = None, batch_size: int | None = None, epochs: int = 1, verbose: Any = "auto",
            callbacks: Sequence[Callback] | Callback | None = None, validation_split: float = 0.0,
            validation_data: Any = None, shuffle: Any = True, class_weight: Mapping[int, float] | None = None,
            sample_weight: Any = None, initial_epoch: int = 0, steps_per_epoch: int | None = None,
            validation_steps: int | None = None, validation_batch_size: int | None = None, validation_freq: Any = 1,
            max_queue_size: int = 10, workers: int = 1, use_multiprocessing: bool = False) -> History:
        """Learn from ``x`` and ``y`` for some epochs; return the History of losses and metrics.

        x: ``(samples, …)``, or a generator, PyDataset or other iterable of batches ``(x, y)``. y: ``(samples,)`` or
        ``(samples, outputs)``. class_weight: ``{class: weight}``. The last three are Keras 2's and change nothing.
        """
        train, held_out = to_train_with(x, y, sample_weight, class_weight,
                                        validation_split if validation_data is None else 0)
        plan = checked_plan(None if isinstance(train, Stream) else len(train), batch_size, validation_batch_size,
                            validation_freq, steps_per_epoch, epochs=epochs, initial_epoch=initial_epoch,
                            shuffle=shuffle, seed=default_seed())
        validation = held_out if validation_data is None else to_validate_with(validation_data, validation_steps, plan)
        return fit_loop.fit(self, plan, train, validation, as_callbacks(callbacks), verbosity(verbose))

    def evaluate(self, x: Any = None, y: Any = None, batch_size: int | None = None, verbose: Any = "auto",
                 sample_weight: Any = None, steps: int | None = None,
                 callbacks: Sequence[Callback] | Callback | None = None, return_dict: bool = False,
                 max_queue_size: int = 10, workers: int = 1, use_multiprocessing: bool = False) -> Any:
        """Loss and metrics over all samples: a list of the loss and the metrics as compiled, or a dict."""
        size = checked_batch_size(batch_size)
        data = to_judge_with(x, y, sample_weight, steps)
        return _listed(evaluation.evaluate(self, data, size, verbosity(verbose), as_callbacks(callbacks), steps),
                       return_dict)

    def predict(self, x: Any, batch_size: int | None = None, verbose: Any = "auto", steps: int | None = None,
                callbacks: Sequence[Callback] | Callback | None = None, max_queue_size: int = 10, workers: int = 1,
                use_multiprocessing: bool = False) -> Array:
        """Outputs for all samples: ``(samples, …)``."""
        size = checked_batch_size(batch_size)
        data = to_predict_for(x, steps)
        return evaluation.predict(self, data, size, verbosity(verbose), as_callbacks(callbacks), steps)

    def train_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None,
                       class_weight: Mapping[int, float] | None = None, return_dict: bool = False) -> Any:
        """One update from one batch; its loss and metrics."""
        batch = samples(x, y, sample_weight)
        batch = batch if class_weight is None else with_class_weights(batch, class_weight)
        return _listed(fit_loop.train_on_batch(self, batch), return_dict)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Loss and metrics of one batch."""
        batch = samples(x, y, sample_weight)
        return _listed(evaluation.evaluate(self, batch, len(batch), 0, []), return_dict)

    def predict_on_batch(self, x: Any) -> Array:
        """Outputs of one batch."""
        batch = samples(x)
        return evaluation.predict(self, batch, len(batch), 0, [])

    # --- Keras 2 ----------------------------------------------------------------------------------------------

    def fit_generator(self, generator: Any, *args: Any, **kwargs: Any) -> History:
        """Keras 2's name of ``fit`` for generators; its second argument in order is ``steps_per_epoch``."""
        names = ("steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data", "validation_steps")
        return self.fit(generator, **_named("fit_generator", names, args, kwargs))

    def evaluate_generator(self, generator: Any, *args: Any, **kwargs: Any) -> Any:
        """Keras 2's name of ``evaluate`` for generators, silent unless told otherwise."""
        return self.evaluate(generator, **{"verbose": 0, **_named("evaluate_generator", ("steps",), args, kwargs)})

    def predict_generator(self, generator: Any, *args: Any, **kwargs: Any) -> Array:
        """Keras 2's name of ``predict`` for generators, silent unless told otherwise."""
        return self.predict(generator, **{"verbose": 0, **_named("predict_generator", ("steps",), args, kwargs)})

    def predict_classes(self, x: Any, batch_size: int | None = None, verbose: Any = 0) -> Array:
        """The class of every sample: the largest of several outputs ``(samples,)``; of one, whether it is above 0.5."""
        y = self.predict(x, batch_size, verbose)
        return y.argmax(-1) if y.shape[-1] > 1 else (y > 0.5).astype("int32")

    def predict_proba(self, x: Any, batch_size: int | None = None, verbose: Any = 0) -> Array:
        """As ``predict``."""
        return self.predict(x, batch_size, verbose)

    # --- what was compiled ------------------------------------------------------------------------------------

    @property
    def metrics(self) -> list[Metric]:
        """The metrics as objects, once the model has seen data."""
        return list(self.compiled.made) if self.compiled else []

    @property
    def metrics_names(self) -> list[str]:
        """``loss``, and ``compile_metrics`` for all others together, as in Keras 3."""
        return ["loss", *(["compile_metrics"] if self.compiled and self.compiled.metrics else [])]

    @property
    def input(self) -> Any:
        raise fail("no_symbols", "input", owner=self.name, symbol="input")

    @property
    def output(self) -> Any:
        raise fail("no_symbols", "output", owner=self.name, symbol="output")

    inputs, outputs = input, output

    @property
    def optimizer(self) -> Any:
        """The optimizer, as an object; None before ``compile``."""
        return self.compiled.optimizer if self.compiled else None

    @property
    def loss(self) -> Any:
        """The loss, as it was compiled."""
        return self.compiled.loss if self.compiled else None


def as_list(given: Any) -> list[Any]:
    """What stands for a list: nothing, one thing, or several."""
    return [] if given is None else list(given) if isinstance(given, list | tuple) else [given]


def _named(method: str, names: tuple[str, ...], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Arguments of a method of Keras 2 by name, whatever order today's method has."""
    if len(args) > len(names):
        raise TypeError(f"{method} takes {len(names) + 1} positional arguments. Received: {len(args) + 1}")
    return {**dict(zip(names, args, strict=False)), **kwargs}


def _listed(logs: Logs, return_dict: bool) -> Any:
    logs = {name: whole(value) for name, value in logs.items()}
    values = list(logs.values())
    return in_order(logs) if return_dict else values if len(values) > 1 else values[0]
