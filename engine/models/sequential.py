"""Sequential: layers in a row, with Keras's methods to compile, train, judge and use them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, final

import numpy as np

from engine import losses, optimizers
from engine.arrays import Array, Shape
from engine.callbacks.base import Callback
from engine.callbacks.history import History
from engine.layers.base import Layer
from engine.layers.input_layer import InputLayer
from engine.models.network import Network, shapes_through
from engine.models.summary import summary_text
from engine.naming import auto_name
from engine.problems import did_you_mean, fail
from engine.training import judge, run
from engine.training.data import TrainingData, class_weights, samples, split_tail
from engine.training.start import Compiled
from engine.training.state import FitPlan
from engine.utils.seed import default_seed
from engine.variables import Variable


@final
class Sequential:
    """A linear stack of layers: what the first gives, the second takes, and so on.

    The shape of the input is said by an ``Input`` or the first layer's ``input_shape``, or found at the first ``fit``.
    """

    def __init__(self, layers: Sequence[Layer] | None = None, trainable: bool = True, name: str | None = None) -> None:
        self.name = name or auto_name(type(self))
        self.network = Network([])
        self.input_shape: Shape | None = None
        self.compiled: Compiled | None = None
        self.history: History | None = None
        self.stop_training = False
        for layer in layers or []:
            self.add(layer)
        if not trainable:
            self.trainable = False

    # --- structure --------------------------------------------------------------------------------------------

    @property
    def layers(self) -> list[Layer]:
        """The layers, without Input."""
        return list(self.network.layers)

    def add(self, layer: Layer) -> None:
        """Put a layer on top. Names have to differ within a model."""
        if isinstance(layer, type) or not isinstance(layer, Layer):
            raise fail("not_a_layer", "layers", value=layer)
        if any(layer is other or layer.name == other.name for other in self.network.layers):
            raise fail("name_taken", layer.name or "", layer=layer.name)
        if not self.network.layers and layer.batch_input_shape is not None:
            self.input_shape = layer.batch_input_shape
        if isinstance(layer, InputLayer):
            if self.network.layers:
                raise fail("input_not_first", layer.name or "", layer=layer.name)
            return
        network = Network([*self.network.layers, layer])
        if self.input_shape is not None:
            network.build(self.input_shape, default_seed())
        self.network = network

    def pop(self) -> Layer:
        """Take the top layer off."""
        if not self.network.layers:
            raise fail("no_layers", "layers", model=self.name)
        *rest, last = self.network.layers
        self.network = Network(rest)
        return last

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer of that name or place."""
        if index is not None:
            if index >= len(self.network.layers):
                raise fail("no_such_layer", "index", value=index, hint=f" It has {len(self.network.layers)} layers.")
            return self.network.layers[index]
        for layer in self.network.layers:
            if layer.name == name:
                return layer
        names = [layer.name or "" for layer in self.network.layers]
        raise fail("no_such_layer", "name", value=name, hint=did_you_mean(name, names) or f" Layers: {names}.")

    def build(self, input_shape: Shape | None = None) -> None:
        """Make the weights, for inputs of this shape, batch axis included."""
        shape = input_shape or self.input_shape
        if not self.network.layers:
            raise fail("no_layers", "layers", model=self.name)
        if shape is None:
            raise fail("no_input_shape", "input_shape", model=self.name)
        self.input_shape = tuple(shape)
        self.network.build(self.input_shape, default_seed())

    @property
    def built(self) -> bool:
        return bool(self.network.layers) and all(layer.built for layer in self.network.layers)

    @property
    def output_shape(self) -> Shape:
        if self.input_shape is None:
            raise fail("no_input_shape", "input_shape", model=self.name)
        return shapes_through(self.network.layers, self.input_shape)[-1] if self.network.layers else self.input_shape

    @property
    def trainable(self) -> bool:
        return any(layer.trainable for layer in self.network.layers)

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for layer in self.network.layers:
            layer.trainable = value

    def summary(self, line_length: int | None = None, positions: Any = None,
                print_fn: Callable[[str], Any] | None = None, expand_nested: bool = False,
                show_trainable: bool = False) -> None:
        """Print the table of layers, output shapes and parameters. line_length: in characters."""
        (print_fn or print)(summary_text(self, line_length, show_trainable))

    # --- weights ----------------------------------------------------------------------------------------------

    def count_params(self) -> int:
        """How many numbers all weights hold."""
        return sum(layer.count_params() for layer in self.network.layers)

    @property
    def weights(self) -> list[Variable]:
        return [w for layer in self.network.layers for w in layer.weights]

    @property
    def trainable_weights(self) -> list[Variable]:
        return [w for layer in self.network.layers for w in layer.trainable_weights]

    @property
    def non_trainable_weights(self) -> list[Variable]:
        return [w for layer in self.network.layers for w in layer.non_trainable_weights]

    def get_weights(self) -> list[Array]:
        """Copies of all weights as NumPy arrays: layer by layer, each in its own order."""
        return self.network.get_weights()

    def set_weights(self, weights: Sequence[Array]) -> None:
        """Replace all weights by arrays as ``get_weights`` gives them."""
        counts = [len(layer.weight_names()) for layer in self.network.layers]
        if sum(counts) != len(weights):
            raise fail("wrong_number_of_weights", "weights", layer=self.name, expected=sum(counts), received=len(weights))
        given = list(weights)
        for layer, count in zip(self.network.layers, counts, strict=True):
            layer.set_weights(given[:count])
            given = given[count:]

    # --- training ---------------------------------------------------------------------------------------------

    def compile(self, optimizer: Any = "rmsprop", loss: Any = None, loss_weights: Any = None, metrics: Any = None,
                weighted_metrics: Any = None, run_eagerly: bool = False, steps_per_execution: int = 1,
                jit_compile: Any = "auto", auto_scale_loss: bool = True) -> None:
        """Say how the model learns: optimizer, loss and metrics, each by name or as an object.

        loss_weights belongs to models with several outputs; the last four change nothing here, as there is no graph.
        """
        if loss is None:
            raise fail("required", "loss", argument="loss")
        self.compiled = Compiled(optimizers.get(optimizer), losses.get(loss), _as_list(metrics),
                                 _as_list(weighted_metrics))

    def fit(self, x: Any = None, y: Any = None, batch_size: int | None = None, epochs: int = 1, verbose: Any = "auto",
            callbacks: Sequence[Callback] | None = None, validation_split: float = 0.0, validation_data: Any = None,
            shuffle: bool = True, class_weight: Mapping[int, float] | None = None, sample_weight: Any = None,
            initial_epoch: int = 0, steps_per_epoch: int | None = None, validation_steps: int | None = None,
            validation_batch_size: int | None = None, validation_freq: int = 1) -> History:
        """Learn from ``x`` and ``y`` for some epochs; return the History of losses and metrics.

        x: ``(samples, …)``. y: ``(samples,)`` or ``(samples, outputs)``. class_weight: ``{class: weight}``.
        """
        train = samples(x, y, sample_weight)
        if train.y is None:
            raise fail("required", "y", argument="y")
        if class_weight is not None:
            weight = class_weights(train.y, class_weight)
            train = samples(x, y, weight if train.weight is None else weight * train.weight)
        validation = None if validation_data is None else samples(*validation_data)
        if validation is None and validation_split:
            train, validation = split_tail(train, validation_split)
        size = run.checked_batch_size(batch_size)
        if validation is not None and validation_steps is not None:
            validation = validation.take(slice(0, validation_steps * (validation_batch_size or size)))
        plan = FitPlan(epochs, size, initial_epoch, shuffle, default_seed(), validation_batch_size or size,
                       validation_freq, steps_per_epoch)
        return run.fit(self, plan, TrainingData(train, validation), list(callbacks or []), run.verbosity(verbose))

    def evaluate(self, x: Any = None, y: Any = None, batch_size: int | None = None, verbose: Any = "auto",
                 sample_weight: Any = None, steps: int | None = None, callbacks: Sequence[Callback] | None = None,
                 return_dict: bool = False) -> Any:
        """Loss and metrics over all samples: a list in the order of ``metrics_names``, or a dict."""
        logs = judge.evaluate(self, samples(x, y, sample_weight), run.checked_batch_size(batch_size), steps,
                              run.verbosity(verbose), list(callbacks or []))
        return _listed(logs, return_dict)

    def predict(self, x: Any, batch_size: int | None = None, verbose: Any = "auto", steps: int | None = None,
                callbacks: Sequence[Callback] | None = None) -> Array:
        """Outputs for all samples: ``(samples, …)``."""
        return judge.predict(self, samples(x), run.checked_batch_size(batch_size), steps, run.verbosity(verbose),
                             list(callbacks or []))

    def train_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None,
                       class_weight: Mapping[int, float] | None = None, return_dict: bool = False) -> Any:
        """One update from one batch; its loss and metrics."""
        batch = samples(x, y, sample_weight)
        if class_weight is not None and batch.y is not None:
            batch = samples(x, y, class_weights(batch.y, class_weight))
        return _listed(run.train_on_batch(self, batch), return_dict)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Loss and metrics of one batch."""
        batch = samples(x, y, sample_weight)
        return _listed(judge.evaluate(self, batch, len(batch), None, 0, []), return_dict)

    def predict_on_batch(self, x: Any) -> Array:
        """Outputs of one batch."""
        batch = samples(x)
        return judge.predict(self, batch, len(batch), None, 0, [])

    def __call__(self, x: Any, training: bool = False) -> Array:
        """Outputs of one batch, building the model if need be."""
        y = np.asarray(x, dtype="float32")
        if not self.built:
            self.build((None, *y.shape[1:]))
        for layer in self.network.layers:
            y = layer(y, training=training)
        return y

    @property
    def metrics_names(self) -> list[str]:
        return ["loss", *(["compile_metrics"] if self.compiled and self.compiled.metrics else [])]

    @property
    def optimizer(self) -> Any:
        return self.compiled.optimizer if self.compiled else None

    @property
    def loss(self) -> Any:
        return self.compiled.loss if self.compiled else None

    def __repr__(self) -> str:
        return f"<Sequential name={self.name}, built={self.built}>"


def _as_list(given: Any) -> list[Any]:
    return [] if given is None else list(given) if isinstance(given, list | tuple) else [given]


def _listed(logs: dict[str, float], return_dict: bool) -> Any:
    values = list(logs.values())
    return logs if return_dict else values if len(values) > 1 else values[0]
