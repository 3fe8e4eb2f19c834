"""Sequential: layers in a row, with Keras's methods to compile, train, judge and use them."""



from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, final

import numpy as np

from engine import losses, optimizers
from engine.arrays import Array, Shape
from engine.callbacks.base import Callback
from engine.callbacks.history import History
from engine.layers.base import Layer
from engine.layers.input_layer import InputLayer
from engine.losses.resolve import CROSSENTROPY
from engine.models.network import Network
from engine.models.sizes import shapes_through
from engine.models.summary import summary_text
from engine.naming import auto_name
from engine.problems import did_you_mean, fail
from engine.training import judge, run
from engine.training.bar import verbosity
from engine.training.data import TrainingData, samples, split_tail, with_class_weights
from engine.training.events import Logs, in_order
from engine.training.fitting import checked_batch_size
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
        if isinstance(layer, InputLayer) and (self.network.layers or self.input_shape is not None):
            raise fail("input_not_first", layer.name or "", layer=layer.name)
        if not self.network.layers and self.input_shape is None:
            self.input_shape = layer.batch_input_shape
        if isinstance(layer, InputLayer):
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

    def summary(self, line_length: int | None = None, positions: Sequence[float] | None = None,
                print_fn: Callable[[str], Any] | None = None, expand_nested: bool = False,
                show_trainable: bool = False) -> None:
        """Print the table of layers, output shapes and parameters.

        line_length: in characters. positions: where columns end, as shares of the line. print_fn: gets the whole text.
        """
        text = summary_text(self, line_length, positions, show_trainable)
        print(text, end="") if print_fn is None else print_fn(text)

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
            raise fail("wrong_number_of_weights", "weights", layer=self.name, expected=sum(counts),
                       received=len(weights))
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
        if loss_weights not in (None, 1, [1], [1.0]):
            raise fail("not_supported", "loss_weights", argument="loss_weights", expected=None, value=loss_weights)
        known = optimizers.get(optimizer)
        before = self.compiled if self.compiled is not None and self.compiled.optimizer is known else None
        loss = loss if loss is None or loss in CROSSENTROPY else losses.get(loss)
        self.compiled = Compiled(known, loss, _as_list(metrics), _as_list(weighted_metrics))
        if before is not None:
            self.compiled = replace(self.compiled, slots=before.slots, step=before.step, paths=before.paths)

    def fit(self, x: Any = None, y: Any = None, batch_size: int | None = None, epochs: int = 1, verbose: Any = "auto",
            callbacks: Sequence[Callback] | None = None, validation_split: float = 0.0, validation_data: Any = None,
            shuffle: bool = True, class_weight: Mapping[int, float] | None = None, sample_weight: Any = None,
            initial_epoch: int = 0, steps_per_epoch: int | None = None, validation_steps: int | None = None,
            validation_batch_size: int | None = None, validation_freq: int = 1) -> History:
        """Learn from ``x`` and ``y`` for some epochs; return the History of losses and metrics.

        x: ``(samples, …)``. y: ``(samples,)`` or ``(samples, outputs)``. class_weight: ``{class: weight}``.
        """
        train = samples(x, y, sample_weight)
        validation = None if validation_data is None else samples(*validation_data)
        if validation is None and validation_split:
            train, validation = split_tail(train, validation_split)
        if class_weight is not None:
            train = with_class_weights(train, class_weight)
        size = checked_batch_size(_of_steps(batch_size, steps_per_epoch, len(train)))
        judged = checked_batch_size(validation_batch_size or size)
        if validation is not None and validation_steps is not None:
            validation = validation.take(slice(0, validation_steps * judged))
        plan = FitPlan(epochs, size, initial_epoch, shuffle, default_seed(), judged, validation_freq, steps_per_epoch)
        return run.fit(self, plan, TrainingData(train, validation), _as_list(callbacks), verbosity(verbose))

    def evaluate(self, x: Any = None, y: Any = None, batch_size: int | None = None, verbose: Any = "auto",
                 sample_weight: Any = None, steps: int | None = None, callbacks: Sequence[Callback] | None = None,
                 return_dict: bool = False) -> Any:
        """Loss and metrics over all samples: a list of the loss and the metrics as compiled, or a dict."""
        size = checked_batch_size(batch_size)
        data = samples(x, y, sample_weight).take(_first(steps, size))
        return _listed(judge.evaluate(self, data, size, verbosity(verbose), _as_list(callbacks)), return_dict)

    def predict(self, x: Any, batch_size: int | None = None, verbose: Any = "auto", steps: int | None = None,
                callbacks: Sequence[Callback] | None = None) -> Array:
        """Outputs for all samples: ``(samples, …)``."""
        size = checked_batch_size(batch_size)
        data = samples(x).take(_first(steps, size))
        return judge.predict(self, data, size, verbosity(verbose), _as_list(callbacks))

    def train_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None,
                       class_weight: Mapping[int, float] | None = None, return_dict: bool = False) -> Any:
        """One update from one batch; its loss and metrics."""
        batch = samples(x, y, sample_weight)
        batch = batch if class_weight is None else with_class_weights(batch, class_weight)
        return _listed(run.train_on_batch(self, batch), return_dict)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Loss and metrics of one batch."""
        batch = samples(x, y, sample_weight)
        return _listed(judge.evaluate(self, batch, len(batch), 0, []), return_dict)

    def predict_on_batch(self, x: Any) -> Array:
        """Outputs of one batch."""
        batch = samples(x)
        return judge.predict(self, batch, len(batch), 0, [])

    def __call__(self, x: Any, training: bool = False) -> Array:
        """Outputs of one batch, building the model if need be."""
        y, mask = np.asarray(x), None
        if not self.built:
            self.build((None, *y.shape[1:]))
        for layer in self.network.layers:
            y, below = layer(y, training=training, mask=mask), layer.as_input(y)
            mask = layer.compute_mask(below, mask)
        return y

    def reset_states(self) -> None:
        """Let every stateful layer forget the batches it has seen."""
        for layer in self.network.layers:
            layer.reset_state()

    reset_state = reset_states

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


def _listed(logs: Logs, return_dict: bool) -> Any:
    values = list(logs.values())
    return in_order(logs) if return_dict else values if len(values) > 1 else values[0]


def _first(steps: int | None, batch_size: int) -> slice:
    """The samples of so many batches; of all where nothing is said."""
    return slice(0, None if steps is None else steps * batch_size)


def _of_steps(batch_size: int | None, steps: int | None, samples: int) -> int | None:
    """As in Keras, the number of steps decides the batch size where that is not given."""
    return -(-samples // steps) if batch_size is None and steps else batch_size
