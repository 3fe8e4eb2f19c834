"""A learner's own classes keep the laws: any slicing gives the same bits, states pickle, files hold all of it."""

import pickle

import numpy as np
import pytest

import engine as keras
from engine import ops
from engine.errors import ProblemError
from engine.training.compile_utils import initial_state
from engine.training.data_adapters.array_adapter import ArrayAdapter
from engine.training.data_adapters.batch import Batch
from engine.training.data_adapters.data_adapter import TrainingData
from engine.training.fit_config import FitConfig
from engine.training.fused_dense import make_fused_dense
from engine.training.train_step import OutputHead
from engine.training.training_loop import Budget, advance

X = np.linspace(-1, 1, 36).reshape(12, 3).astype("float32")
Y = X.sum(1, keepdims=True)


class Gate(keras.layers.Layer):
    """Weights of its own, a layer inside, and a count of calls that is not trained."""

    def __init__(self, units=4, **kwargs):
        super().__init__(**kwargs)
        self.units, self.dense, self.drop = units, keras.layers.Dense(units), keras.layers.Dropout(0.3)

    def build(self, input_shape):
        self.gate = self.add_weight(shape=(input_shape[-1], self.units), initializer="random_normal", name="gate")
        self.calls = self.add_weight(shape=(), initializer="zeros", trainable=False, name="calls")

    def call(self, x, training=False):
        if training:
            self.calls.assign_add(1.0)
        return self.drop(ops.sigmoid(ops.matmul(x, self.gate)) * self.dense(x), training=training)

    def get_config(self):
        return {**super().get_config(), "units": self.units}


class Momentum(keras.optimizers.Optimizer):
    def build(self, variables):
        super().build(variables)
        self.momentums = [self.add_variable_from_reference(v, name="momentum") for v in variables]

    def update_step(self, gradient, variable, learning_rate):
        m = self.momentums[self._get_variable_index(variable)]
        m.assign(0.9 * m - learning_rate * gradient)
        variable.assign_add(m)


class Near(keras.metrics.Metric):
    def __init__(self, name="near", **kwargs):
        super().__init__(name=name, **kwargs)
        self.total, self.samples = self.add_weight(name="total", initializer="zeros"), self.add_weight(name="samples")

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.total.assign_add(ops.sum(ops.cast(ops.abs(y_true - y_pred) < 1, "float32")))
        self.samples.assign_add(float(len(y_true)))

    def result(self):
        return self.total / self.samples


class Steep(keras.losses.MeanSquaredError):
    def call(self, y_true, y_pred):
        return super().call(y_true, y_pred) * 2


class Doubled(keras.Sequential):
    def train_step(self, data):
        return super().train_step((data[0] * 2, data[1]))

    def call(self, inputs, training=None, mask=None):
        return super().call(inputs, training=training, mask=mask) * 0.5


@pytest.fixture(autouse=True)
def custom_objects():
    with keras.utils.custom_object_scope({cls.__name__: cls for cls in (Gate, Momentum, Near, Steep)}):
        yield


def make(cls=keras.Sequential):
    keras.utils.set_random_seed(4)
    model = cls([keras.Input((3,)), Gate(name="gate"), keras.layers.Dense(1)])
    model.compile(Momentum(0.05), Steep(), metrics=[Near()])
    return model


def run(model, budget, pickled):
    """Train three epochs in slices; return the weights and the logs of the epochs."""
    data = TrainingData(ArrayAdapter(Batch(X, Y)))
    state, data = initial_state(model.network, model.compiled, FitConfig(epochs=3, batch_size=4, seed=7), data)
    epochs = []
    while state.status == "running":
        state, events = advance(state, data, budget)
        epochs += [event.logs for event in events if type(event).__name__ == "EpochEnded"]
        if pickled:
            state = pickle.loads(pickle.dumps(state))
    return state.network.get_weights(), epochs


@pytest.mark.parametrize("cls", [keras.Sequential, Doubled])
@pytest.mark.parametrize("batches", [1, 2, 5])
def test_any_slicing_gives_the_same_bits(cls, batches):
    whole, slices = run(make(cls), Budget(epochs=3), False), run(make(cls), Budget(batches=batches), True)
    for expected, received in zip(whole[0], slices[0], strict=True):
        np.testing.assert_array_equal(received, expected)
    assert slices[1] == whole[1]


@pytest.mark.parametrize("ending", ["keras", "h5", "weights.h5", "json"])
def test_files_hold_all_of_it(tmp_path, ending):
    model = make()
    model.fit(X, Y, epochs=2, verbose=0)
    path = tmp_path / f"m.{ending}"
    if ending == "json":
        loaded = keras.models.model_from_json(model.to_json())
        loaded.set_weights(model.get_weights())
    elif ending == "weights.h5":
        model.save_weights(path)
        loaded = make()
        loaded.load_weights(path)
    else:
        model.save(path)
        loaded = keras.models.load_model(path)
    assert type(loaded.layers[0]) is Gate
    assert float(loaded.layers[0].calls) == 2
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), model.predict(X, verbose=0))
    if ending in ("keras", "weights.h5"):
        for expected, received in zip(model.optimizer.momentums, loaded.optimizer.momentums, strict=True):
            np.testing.assert_array_equal(received, expected)


def test_weights_are_named_and_counted_as_in_keras():
    layer = make().layers[0]
    assert [w.shape for w in layer.get_weights()] == [(3, 4), (), (3, 4), (4,)]
    assert layer.count_params() == 29
    assert layer.trainable_weights[0].path.endswith("/gate/gate")
    layer.trainable = False
    assert layer.trainable_weights == []


def test_a_frozen_layer_does_not_learn():
    model = make()
    model.layers[0].trainable = False
    before = model.layers[0].get_weights()
    model.fit(X, Y, verbose=0)
    np.testing.assert_array_equal(model.layers[0].get_weights()[0], before[0])


class Noted(keras.layers.Dense):
    def call(self, inputs):
        return super().call(inputs)


class Stepped(keras.optimizers.SGD):
    def update_step(self, gradient, variable, learning_rate):
        super().update_step(gradient, variable, learning_rate)


class Called(keras.losses.MeanSquaredError):
    def call(self, y_true, y_pred):
        return super().call(y_true, y_pred)


class Plain(keras.layers.Dense):
    """Overrides nothing that is computed."""

    def __init__(self, units=4, **kwargs):
        super().__init__(units, **kwargs)


FAST = {"none": (keras.layers.Dense, keras.optimizers.SGD, keras.losses.MeanSquaredError),
        "layer": (Noted, keras.optimizers.SGD, keras.losses.MeanSquaredError),
        "optimizer": (keras.layers.Dense, Stepped, keras.losses.MeanSquaredError),
        "loss": (keras.layers.Dense, keras.optimizers.SGD, Called)}


@pytest.mark.parametrize("part", FAST)
def test_the_fused_path_steps_aside(part):
    layer, optimizer, loss = FAST[part]
    model = keras.Sequential([keras.Input((3,)), layer(4), keras.layers.Dense(1)])
    model.compile(optimizer(), loss())
    state, data = initial_state(model.network, model.compiled, FitConfig(batch_size=4),
                                TrainingData(ArrayAdapter(Batch(X, Y))))
    fused = make_fused_dense(state, data, OutputHead(state.network, state.loss))
    assert (fused is not None) == (part == "none")


def test_own_models_do_not_take_the_fused_path():
    model = Doubled([keras.Input((3,)), keras.layers.Dense(1, use_bias=False, kernel_initializer="zeros")])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    model.fit(X, Y, verbose=0, batch_size=12, shuffle=False)
    gradient = -2 * (X.T @ Y) / 12  # inputs are doubled, outputs halved
    np.testing.assert_allclose(model.get_weights()[0], -0.1 * gradient, rtol=1e-5)


def test_attributes_do_not_replace_methods():
    class Mixed(keras.layers.Layer):
        def __init__(self, **kwargs):
            super().__init__(**kwargs)
            self.forward = keras.layers.Dense(2)

        def call(self, x):
            return self.forward(x)

    with pytest.raises(ProblemError, match="my_forward"):
        Mixed()


def test_a_class_without_its_method_says_so():
    for make_it_wrong in (lambda: type("Empty", (keras.losses.Loss,), {})()(Y, Y),
                          lambda: type("Empty", (keras.metrics.Metric,), {})().update_state(Y, Y),
                          lambda: type("Empty", (keras.regularizers.Regularizer,), {})()(Y),
                          lambda: type("Empty", (keras.initializers.Initializer,), {})()((2, 3))):
        with pytest.raises(ProblemError, match="Empty has no"):
            make_it_wrong()


@pytest.mark.parametrize("ending", ["keras", "h5", "config", "json"])
def test_a_model_of_an_own_class_is_read_again(tmp_path, ending):
    model = make(Doubled)
    objects = {"Doubled": Doubled}
    match ending:
        case "config":
            loaded = Doubled.from_config(model.get_config())
        case "json":
            loaded = keras.models.model_from_json(model.to_json(), objects)
        case _:
            model.save(tmp_path / f"m.{ending}")
            with pytest.raises(ProblemError, match="Doubled"):
                keras.models.load_model(tmp_path / f"m.{ending}")
            loaded = keras.models.load_model(tmp_path / f"m.{ending}", custom_objects=objects)
    assert type(loaded) is Doubled
    loaded.set_weights(model.get_weights())
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), model.predict(X, verbose=0))


def test_own_layers_work_inside_wrappers():
    model = keras.Sequential([keras.Input((4, 3)), keras.layers.TimeDistributed(Gate(2)), keras.layers.Flatten(),
                              keras.layers.Dense(1)])
    assert model.count_params() == 3 * 2 + 1 + 3 * 2 + 2 + 8 + 1
    model.compile("sgd", "mse")
    before = model.get_weights()
    model.fit(np.ones((6, 4, 3), "float32"), np.ones((6, 1), "float32"), verbose=0)
    assert all(np.any(a != b) for a, b in zip(before, model.get_weights(), strict=True))


class Both(keras.metrics.Metric):
    def __init__(self, name="both", **kwargs):
        super().__init__(name=name, **kwargs)
        self.mean, self.root = keras.metrics.MeanSquaredError(), keras.metrics.RootMeanSquaredError()

    def update_state(self, y_true, y_pred, sample_weight=None):
        self.mean.update_state(y_true, y_pred, sample_weight)
        self.root.update_state(y_true, y_pred, sample_weight)

    def result(self):
        return {"mean": self.mean.result(), "root": self.root.result()}


def test_metrics_inside_a_metric_are_reset_with_it():
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.0), "mse", metrics=[Both()])
    history = model.fit(X, Y, epochs=2, verbose=0, validation_data=(X + 1, Y)).history
    np.testing.assert_allclose(history["mean"], history["loss"], rtol=1e-6)
    np.testing.assert_allclose(history["val_mean"], history["val_loss"], rtol=1e-6)
    np.testing.assert_allclose(np.square(history["val_root"]), history["val_loss"], rtol=1e-6)
