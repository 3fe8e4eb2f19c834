"""Trainer: compile, fit, evaluate and predict, with Keras's signatures."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from engine import optimizers
from engine.callbacks.base import Callback
from engine.callbacks.callback_list import CallbackList, as_callbacks, find_history
from engine.callbacks.history import History
from engine.errors import fail
from engine.metrics.base import Metric
from engine.metrics.vector_metric import from_log_value
from engine.network.network import Network
from engine.training import evaluation, fit_loop
from engine.training.compile_utils import Compiled, initial_state, make_compiled, scalar_loss_weight
from engine.training.compile_warnings import layer_messages, warn_once
from engine.training.compiled_flags import compiled_flags
from engine.training.data_adapters import get_data_adapter, get_training_adapters, get_validation_adapter
from engine.training.data_adapters.array_adapter import ArrayAdapter
from engine.training.data_adapters.batch import Batch, adapt_input, as_batch, as_weights
from engine.training.data_adapters.class_weight import apply_class_weight, check_class_weight
from engine.training.data_adapters.data_adapter import DataAdapter, TrainingData
from engine.training.data_adapters.tables import columns_named
from engine.training.events import sort_logs
from engine.training.fit_config import FitConfig, check_batch_size, make_fit_config
from engine.training.gradient_check import check_gradients
from engine.training.own_steps import own_model, running_step
from engine.training.progress_bar import as_verbosity
from engine.typing import Array, Logs, Shape
from engine.utils.seed import default_seed


class Trainer(ABC):
    """Base of models: ``compile``, ``fit``, ``evaluate`` and ``predict`` for the network of a subclass."""

    name: str
    input_shape: Shape | None
    input_name: str | None = None
    """The name that was given to the Input; the key of ``x`` if that is a dict."""
    compiled: Compiled | None = None
    history: History | None = None
    stop_training = False
    """Set by a callback to end ``fit``."""
    resume_from: int | None = None
    """Set by a callback to the epoch that ``fit`` should resume from."""
    _checked: Network | None = None
    """The network for whose layers ``predict`` has given warnings."""

    @property
    @abstractmethod
    def network(self) -> Network:
        """The layers, and those of models among them, in the order in which they run."""

    @property
    @abstractmethod
    def built(self) -> bool:
        """Whether all weights exist."""

    @abstractmethod
    def build(self, input_shape: Shape | None = None) -> None:
        """Create the weights for inputs of this shape, batch axis included."""

    def compile(self, optimizer: Any = "rmsprop", loss: Any = None, loss_weights: Any = None, metrics: Any = None,
                weighted_metrics: Any = None, run_eagerly: bool = False, steps_per_execution: int = 1,
                jit_compile: Any = "auto", auto_scale_loss: bool = True) -> None:
        """Configure training: optimizer, loss and metrics, each by name or as an object.

        loss_weights: a number, or a list or dict of one, by which the loss is multiplied. The last four arguments have
        no effect: there is no graph, and no loss scaling.
        """
        scalar_loss_weight(loss_weights)
        optimizer = optimizers.get(optimizer)
        before = self.compiled if self.compiled is not None and self.compiled.optimizer is optimizer else None
        compiled = make_compiled(optimizer, loss, loss_weights, metrics, weighted_metrics)
        self.compiled = replace(compiled, own_model=own_model(self))
        if before is not None:
            self.compiled = replace(self.compiled, slots=before.slots, step=before.step, paths=before.paths)

    def fit(self, x: Any = None, y: Any = None, batch_size: int | None = None, epochs: int = 1, verbose: Any = "auto",
            callbacks: Sequence[Callback] | Callback | None = None, validation_split: float = 0.0,
            validation_data: Any = None, shuffle: Any = True, class_weight: Mapping[int, float] | None = None,
            sample_weight: Any = None, initial_epoch: int = 0, steps_per_epoch: int | None = None,
            validation_steps: int | None = None, validation_batch_size: int | None = None, validation_freq: Any = 1,
            max_queue_size: int = 10, workers: int = 1, use_multiprocessing: bool = False) -> History:
        """Train on ``x`` and ``y`` for some epochs; return the History of losses and metrics.

        x: ``(samples, …)``, or a generator, PyDataset or other iterable of batches ``(x, y)``. y: ``(samples,)`` or
        ``(samples, outputs)``. class_weight: ``{class: weight}``. The last three arguments are those of Keras 2 and
        have no effect.
        """
        train, validation = get_training_adapters(x, y, sample_weight, class_weight,
                                                  validation_split if validation_data is None else 0,
                                                  self.input_name)
        config = make_fit_config(train.num_samples, batch_size, validation_batch_size, validation_freq,
                                 steps_per_epoch, epochs, initial_epoch=initial_epoch, shuffle=shuffle,
                                 seed=default_seed())
        if validation_data is not None:
            validation = get_validation_adapter(validation_data, validation_steps, config.validation_batch_size,
                                                self.input_name)
        callback_objects = as_callbacks(callbacks)
        compiled = self._require_compiled()
        data = TrainingData(train, validation).map(self._adapt_input)
        if class_weight is not None and data.train.sample.y is not None:
            check_class_weight(data.train.sample.y.shape, self.network.output_shape)
        with self.as_first_trained():
            state, data = initial_state(self.network, compiled, config, data)
        check_gradients(self.network)
        data.reset()
        self.stop_training = False
        history = find_history(callback_objects)
        if history is None:
            history = History()
            callback_objects.append(history)
        self.history = history
        callback_list = CallbackList(callback_objects, self, as_verbosity(verbose), epochs, data.steps(config))
        with columns_named(x=x, y=y):
            fit_loop.fit(state, data, compiled, callback_list, as_verbosity(verbose))
        return history

    def evaluate(self, x: Any = None, y: Any = None, batch_size: int | None = None, verbose: Any = "auto",
                 sample_weight: Any = None, steps: int | None = None,
                 callbacks: Sequence[Callback] | Callback | None = None, return_dict: bool = False,
                 max_queue_size: int = 10, workers: int = 1, use_multiprocessing: bool = False) -> Any:
        """Loss and metrics over all samples: a list, the loss first; the loss alone without metrics; or a dict."""
        size = check_batch_size(batch_size)
        data = get_data_adapter(x, y, sample_weight, self.input_name)
        return _return_logs(self._evaluate(data, size, steps, as_callbacks(callbacks), as_verbosity(verbose)),
                            return_dict)

    def _evaluate(self, data: DataAdapter, batch_size: int, steps: int | None, callbacks: list[Callback],
                  verbose: int) -> Logs:
        compiled = self._require_compiled()
        adapted = TrainingData(data).map(self._adapt_input)
        with self.as_first_trained():
            state, ready = initial_state(self.network, compiled, FitConfig(batch_size=batch_size), adapted)
        callback_list = CallbackList(callbacks, self, verbose, steps=steps or data.num_batches(batch_size))
        return evaluation.evaluate(state, ready.train, steps, callback_list, verbose)

    def predict(self, x: Any, batch_size: int | None = None, verbose: Any = "auto", steps: int | None = None,
                callbacks: Sequence[Callback] | Callback | None = None, max_queue_size: int = 10, workers: int = 1,
                use_multiprocessing: bool = False) -> Array:
        """Outputs for all samples: ``(samples, …)``."""
        size = check_batch_size(batch_size)
        data = get_data_adapter(x, input_name=self.input_name)
        return self._predict(data, size, steps, as_callbacks(callbacks), as_verbosity(verbose))

    def _predict(self, data: DataAdapter, batch_size: int, steps: int | None, callbacks: list[Callback],
                 verbose: int) -> Array:
        data = data.map(lambda batch: self._adapt_input(Batch(batch.x)))
        callback_list = CallbackList(callbacks, self, verbose, steps=steps or data.num_batches(batch_size))
        if self._checked is not self.network:
            self._checked = self.network
            warn_once(set(), layer_messages(self.network))
        return evaluation.predict(self.network, data, batch_size, steps, callback_list, verbose, own_model(self))

    def train_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None,
                       class_weight: Mapping[int, float] | None = None, return_dict: bool = False) -> Any:
        """Update the weights by one batch; return its loss and metrics."""
        batch = as_batch(x, y, as_weights(sample_weight), self.input_name)
        batch = batch if class_weight is None else apply_class_weight(batch, class_weight)
        compiled = self._require_compiled()
        batch = self._adapt_input(batch)
        if class_weight is not None and batch.y is not None:
            check_class_weight(batch.y.shape, self.network.output_shape)
        return _return_logs(fit_loop.train_on_batch(self.network, compiled, batch), return_dict)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Loss and metrics of one batch."""
        batch = as_batch(x, y, as_weights(sample_weight), self.input_name)
        return _return_logs(self._evaluate(ArrayAdapter(batch), len(batch), None, [], 0), return_dict)

    def predict_on_batch(self, x: Any) -> Array:
        """Outputs of one batch."""
        batch = as_batch(x, input_name=self.input_name)
        return self._predict(ArrayAdapter(batch), len(batch), None, [], 0)

    # --- steps, which a learner's class overrides ----------------------------------------------------------------

    def train_step(self, data: Any) -> dict[str, Any]:
        """Update the weights by one batch ``(x, y)`` or ``(x, y, sample_weight)``; return the metrics by name.

        Training calls this method and the next ones only if a learner's class overrides one of them.
        """
        return running_step(self).step(data)

    def test_step(self, data: Any) -> dict[str, Any]:
        """Evaluate one batch; return the metrics by name."""
        return running_step(self).step(data)

    def predict_step(self, data: Any) -> Any:
        """The outputs for one batch ``(x,)``."""
        return self(data[0] if isinstance(data, list | tuple) else data, training=False)  # type: ignore[operator]

    def compute_loss(self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None,
                     training: bool = True) -> Any:
        """The loss of a batch: that of ``compile`` and all penalties; a scalar tensor."""
        return running_step(self).compute_loss(y, y_pred, sample_weight)

    def _require_compiled(self) -> Compiled:
        if self.compiled is None:
            raise fail("not_compiled", "compile", model=self.name)
        return self.compiled

    def as_first_trained(self) -> AbstractContextManager[None]:
        """Let the layers have the ``trainable`` of the first training since ``compile``, to which the slots belong."""
        return compiled_flags(self.network, self._require_compiled())

    def _adapt_input(self, batch: Batch) -> Batch:
        """Build the model for the batch if necessary, and bring ``x`` into the shape that it was built for."""
        if not self.built and self.network.layers:
            self.network.as_input(batch.x[:0])  # a wrong dtype is reported before a wrong shape
        if not self.built or self.input_shape is None:
            self.build(self.input_shape or (None, *batch.x.shape[1:]))
        assert self.input_shape is not None
        return adapt_input(batch, self.network, self.input_shape, self.name)

    # --- Keras 2 ----------------------------------------------------------------------------------------------

    def fit_generator(self, generator: Any, *args: Any, **kwargs: Any) -> History:
        """Keras 2's name of ``fit`` for generators; its second positional argument is ``steps_per_epoch``."""
        names = ("steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data", "validation_steps")
        return self.fit(generator, **_as_kwargs("fit_generator", names, args, kwargs))

    def evaluate_generator(self, generator: Any, *args: Any, **kwargs: Any) -> Any:
        """Keras 2's name of ``evaluate`` for generators, silent by default."""
        return self.evaluate(generator, **{"verbose": 0, **_as_kwargs("evaluate_generator", ("steps",), args, kwargs)})

    def predict_generator(self, generator: Any, *args: Any, **kwargs: Any) -> Array:
        """Keras 2's name of ``predict`` for generators, silent by default."""
        return self.predict(generator, **{"verbose": 0, **_as_kwargs("predict_generator", ("steps",), args, kwargs)})

    def predict_classes(self, x: Any, batch_size: int | None = None, verbose: Any = 0) -> Array:
        """Return classes: the argmax of several outputs, ``(samples,)``, or 1 if the only output exceeds 0.5, else 0.

        For one output the shape is ``(samples, 1)``, as in Keras 2.
        """
        y = self.predict(x, batch_size, verbose)
        return y.argmax(-1) if y.shape[-1] > 1 else (y > 0.5).astype("int32")

    def predict_proba(self, x: Any, batch_size: int | None = None, verbose: Any = 0) -> Array:
        """Keras 2's name of ``predict`` for classifiers."""
        return self.predict(x, batch_size, verbose)

    # --- compiled --------------------------------------------------------------------------------------------

    @property
    def metrics(self) -> list[Metric]:
        """The metrics as objects, once the shapes of the data are known."""
        tracker = vars(self).get("_loss_tracker")  # only of a learner's class
        metrics = (self.compiled.metric_objects or ()) if self.compiled else ()
        return [*([tracker] if tracker else []), *metrics]

    @property
    def metrics_names(self) -> list[str]:
        """``loss``, and ``compile_metrics`` for all others together, as in Keras 3."""
        if self.compiled is None:
            return ["loss"]
        names = self.compiled.loss_names if len(self.compiled.loss_names) > 1 else ()
        return ["loss", *["compile_metrics"] * self.compiled.has_metrics, *(f"{name}_loss" for name in names)]

    @property
    def input(self) -> Any:
        raise fail("no_symbols", "input", owner=self.name, symbol="input")

    @property
    def output(self) -> Any:
        raise fail("no_symbols", "output", owner=self.name, symbol="output")

    inputs, outputs = input, output

    @property
    def optimizer(self) -> Any:
        """The optimizer as an object; None before ``compile``."""
        return self.compiled.optimizer if self.compiled else None

    @property
    def loss(self) -> Any:
        """The loss as an object, or ``"crossentropy"``, which the shapes determine; None before ``compile``."""
        return self.compiled.loss if self.compiled else None


def _as_kwargs(method: str, names: tuple[str, ...], args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
    """Positional and keyword arguments of a Keras 2 method as keyword arguments."""
    if len(args) > len(names):
        raise TypeError(f"{method} takes {len(names) + 1} positional arguments. Received: {len(args) + 1}")
    return {**dict(zip(names, args, strict=False)), **kwargs}


def _return_logs(logs: Logs, return_dict: bool) -> Any:
    """Logs as ``evaluate`` returns them: a sorted dict, a list, or the loss alone."""
    logs = {name: from_log_value(value) for name, value in logs.items()}
    values = list(logs.values())
    return sort_logs(logs) if return_dict else values if len(values) > 1 else values[0]
