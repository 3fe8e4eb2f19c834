"""Callbacks of a run in slices: they see the same weights as those of ``fit``."""

import numpy as np

import engine as keras
from engine.training.compile_utils import initial_state
from engine.training.data_adapters.array_adapter import ArrayAdapter
from engine.training.data_adapters.batch import Batch
from engine.training.data_adapters.data_adapter import TrainingData
from engine.training.fit_config import FitConfig
from engine.training.sliced_callbacks import SlicedCallbacks
from engine.training.training_loop import Budget

X = np.random.default_rng(0).normal(size=(16, 4)).astype("float32")
Y = X[:, :1] ** 2


def model():
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense(4, "tanh")
    model = keras.Sequential([keras.Input((4,)), dense, dense, keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.1), "mse")
    return model


def test_the_best_weights_of_a_layer_at_two_places_are_restored_as_in_fit():
    def callback():
        return keras.callbacks.EarlyStopping("loss", mode="max", patience=2, restore_best_weights=True)

    expected = model()
    expected.fit(X, Y, batch_size=8, epochs=5, shuffle=False, verbose=0, callbacks=[callback()])
    sliced = model()
    config = FitConfig(epochs=5, batch_size=8, shuffle=False, seed=1)
    state, data = initial_state(sliced.network, sliced.compiled, config, TrainingData(ArrayAdapter(Batch(X, Y))))
    callbacks = SlicedCallbacks([callback()])
    while state.status == "running":
        state, _ = callbacks.advance(state, data, Budget(batches=1))
    assert callbacks.stopped_by == "EarlyStopping"
    for array, same in zip(sliced.get_weights(), expected.get_weights(), strict=True):
        np.testing.assert_array_equal(array, same)
