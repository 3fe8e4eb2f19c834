"""``import tensorflow as tf`` gives the functions that Sequential scripts use, with TensorFlow's results."""

import importlib
import re
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from engine.backend.tensor import Tensor, gradient
from engine.keras_shim import as_keras, undo_as_keras
from engine.tensorflow.modules import MODULES

GOLDEN = Path(__file__).parents[2] / "golden"
sys.path.insert(0, str(GOLDEN))
import ops_calls
from ops_calls import evaluate, leaves


@pytest.fixture(autouse=True)
def keras_shim():
    as_keras()
    yield
    undo_as_keras()


def recorded_calls():
    with np.load(GOLDEN / "tensorflow.npz") as arrays:
        calls = defaultdict(list)
        for key in arrays.files:
            calls[key.rpartition("|")[0]].append(arrays[key])
    return dict(calls)


CALLS = recorded_calls()


def results_of(text, **arrays):
    """The results of a call, as a list."""
    import tensorflow as tf

    names = (*dir(tf), "math", "nn", "linalg", "dtypes")
    return leaves(evaluate(text, {name: getattr(tf, name) for name in names} | arrays))


@pytest.mark.parametrize("text", CALLS)
def test_results_are_those_of_tensorflow(text):
    value = results_of(text)
    assert len(value) == len(CALLS[text])
    for leaf, expected in zip(value, CALLS[text], strict=True):
        np.testing.assert_allclose(np.asarray(leaf, "float64"), expected.astype("float64"), 3e-6, 3e-6)
        assert np.shape(leaf) == expected.shape
        assert np.asarray(leaf).dtype == expected.dtype
        assert not isinstance(leaf, np.ndarray) or hasattr(leaf, "numpy")


@pytest.mark.parametrize("text", [text for text in CALLS if re.search(r"\bF\b", text)])
def test_gradients_are_those_of_differences(text):
    x = ops_calls.F.astype("float64")

    def weighted_sum(array):
        floats = [leaf for leaf in results_of(text, F=array) if getattr(leaf, "dtype", np.dtype(int)).kind == "f"]
        return sum(float(np.sum(np.cos(np.arange(np.size(leaf)).reshape(np.shape(leaf))) * leaf)) for leaf in floats)

    numeric = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = 1e-6
        numeric[i] = (weighted_sum(x + step) - weighted_sum(x - step)) / 2e-6
    tensor = Tensor(x)
    dx = np.zeros_like(x)
    for leaf in results_of(text, F=tensor):
        if isinstance(leaf, Tensor):
            dx += gradient(leaf, tensor, np.cos(np.arange(leaf.data.size).reshape(leaf.shape)))
    np.testing.assert_allclose(dx, numeric, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("module", MODULES)
def test_every_listed_name_can_be_imported(module):
    fullname = f"tensorflow.{module}".rstrip(".")
    imported = importlib.import_module(fullname)
    for name, value in MODULES[module].items():
        assert getattr(imported, name) is value
    assert {*MODULES[module]} <= {*dir(imported)}


def test_seeds_make_models_and_random_values_reproducible():
    import keras
    import tensorflow as tf

    for seed in (tf.random.set_seed, tf.compat.v1.set_random_seed, tf.keras.utils.set_random_seed):
        drawn = []
        for _ in range(2):
            seed(11)
            model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
            drawn.append([model.get_weights()[0], tf.random.normal((3,)), tf.random.uniform((3,), maxval=9, dtype=tf.int32)])
        assert all((one == other).all() for one, other in zip(*drawn, strict=True))


def test_settings_of_the_runtime_have_no_effect():
    import tensorflow as tf

    gpus = tf.config.experimental.list_physical_devices("GPU")
    assert gpus == []
    for gpu in [*gpus, *tf.config.list_physical_devices("CPU")]:
        tf.config.experimental.set_memory_growth(gpu, True)
    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.ERROR)
    tf.get_logger().setLevel("ERROR")
    with tf.device("/GPU:0"):
        assert tf.executing_eagerly()
    assert not tf.test.is_gpu_available()
    config = tf.compat.v1.ConfigProto(allow_soft_placement=True)
    config.gpu_options.allow_growth = True
    from tensorflow.python.client import device_lib
    assert [device.device_type for device in device_lib.list_local_devices()] == ["CPU"]
    assert isinstance(tf.constant([1.0]), tf.Tensor)

    @tf.function
    def twice(x):
        return 2 * x

    assert twice(3) == tf.function(reduce_retracing=True)(lambda x: 2 * x)(3) == 6


def test_a_loss_of_tensorflow_functions_trains_as_the_loss_itself():
    import keras
    import tensorflow as tf

    x = np.random.default_rng(0).normal(size=(32, 3)).astype("float32")
    y = (x.sum(axis=1, keepdims=True) > 0).astype("float32")

    def loss(y_true, y_pred):
        y_pred = tf.clip_by_value(y_pred, 1e-7, 1 - 1e-7)
        y_true = tf.cast(y_true, tf.float32)
        return -tf.reduce_mean(y_true * tf.math.log(y_pred) + (1.0 - y_true) * tf.math.log(1.0 - y_pred), axis=-1)

    weights = []
    for function in (loss, "binary_crossentropy"):
        keras.utils.set_random_seed(4)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, activation=tf.nn.relu),
                                  keras.layers.Dense(1, activation=tf.nn.sigmoid)])
        model.compile("sgd", function)
        model.fit(x, y, epochs=3, verbose=0, shuffle=False)
        weights.append(model.get_weights())
    for one, other in zip(*weights, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-6)


@pytest.mark.parametrize(("module", "name", "hint"), [
    ("tensorflow", "data", ""), ("tensorflow", "reduce_men", "Did you mean 'reduce_mean'"),
    ("tensorflow.nn", "conv2d", ""), ("tensorflow.math", "bessel_i0", ""), ("tensorflow.config", "set_memory_grow", "Did you mean"),
])
def test_a_name_that_is_missing_is_named(module, name, hint):
    with pytest.raises(AttributeError, match=rf"^{module} has no {name} here, only what .*need\.(?: {hint})?"):
        getattr(importlib.import_module(module), name)
