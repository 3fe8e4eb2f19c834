"""``keras`` and ``tensorflow.keras`` import the engine, under every module path used in tutorials."""

import importlib
import sys

import pytest

import engine
from engine.keras_shim import as_keras, undo_as_keras


@pytest.fixture(autouse=True)
def keras_shim():
    as_keras()
    as_keras()
    yield
    undo_as_keras()
    assert "keras" not in sys.modules


@pytest.mark.parametrize(("module", "name"), [
    ("keras", "Sequential"), ("keras", "layers"), ("keras", "Input"), ("keras.models", "Sequential"),
    ("keras.models", "load_model"), ("keras.layers", "Dense"), ("keras.layers.core", "Dense"),
    ("keras.layers.core", "Dropout"), ("keras.layers.normalization", "BatchNormalization"),
    ("keras.layers.advanced_activations", "LeakyReLU"), ("keras.layers.noise", "GaussianNoise"),
    ("keras.utils", "np_utils"), ("keras.utils", "to_categorical"), ("keras.utils.np_utils", "to_categorical"),
    ("keras.datasets", "mnist"), ("keras.datasets.mnist", "load_data"), ("keras.optimizers", "SGD"),
    ("keras.optimizers.legacy", "Adam"), ("keras.optimizers.schedules", "ExponentialDecay"), ("keras.backend", "mean"),
    ("keras.callbacks", "LambdaCallback"), ("keras.initializers", "he_normal"), ("keras.saving", "load_model"),
    ("tensorflow", "keras"), ("tensorflow.keras", "layers"), ("tensorflow.keras.layers", "Dense"),
    ("tensorflow.keras.models", "Sequential"), ("tensorflow.keras.datasets.mnist", "load_data"),
    ("tensorflow.python.keras.models", "Sequential"), ("tensorflow.python.keras", "backend"),
    ("keras.engine.topology", "Layer"), ("keras.src.layers", "Dense"), ("keras.layers.merge", "concatenate"),
    ("keras.layers", "RNN"), ("keras.layers", "LSTMCell"), ("keras.layers", "MaxPool2D"),
    ("keras.layers.convolutional", "Convolution2D"), ("keras.layers.experimental.preprocessing", "Rescaling"),
    ("tensorflow.keras.layers.experimental.preprocessing", "TextVectorization"),
    ("keras.utils.vis_utils", "model_to_dot"), ("keras.utils", "custom_object_scope"),
    ("keras.utils", "text_dataset_from_directory"), ("keras.utils", "timeseries_dataset_from_array"),
    ("tensorflow.keras.preprocessing", "text_dataset_from_directory"), ("keras.ops", "matmul"), ("keras.ops", "relu"),
    ("keras.random", "normal"), ("keras.config", "set_floatx"), ("keras.utils", "deserialize_keras_object"),
])
def test_every_module_path_of_keras_is_found(module, name):
    value = getattr(importlib.import_module(module), name)
    part = module.removeprefix("tensorflow.").removeprefix("python.").removeprefix("keras").strip(".").split(".")[0]
    expected = getattr(getattr(engine, part, engine), name, None)
    assert value is not None
    assert value is expected or expected is None or hasattr(value, "__path__")


@pytest.mark.parametrize("root", ["keras", "tensorflow.keras", "tensorflow.python.keras", "keras.src"])
@pytest.mark.parametrize(("module", "name"), [
    ("layers", "Layer"), ("engine.base_layer", "Layer"), ("losses", "Loss"), ("metrics", "Metric"),
    ("optimizers", "Optimizer"), ("optimizers.schedules", "LearningRateSchedule"), ("regularizers", "Regularizer"),
    ("constraints", "Constraint"), ("initializers", "Initializer"), ("callbacks", "Callback"), ("utils", "Sequence"),
])
def test_base_classes_are_in_their_modules(root, module, name):
    value = getattr(importlib.import_module(f"{root}.{module}"), name)
    assert isinstance(value, type)
    assert getattr(engine, name, value) is value


def test_module_paths_share_their_objects():
    import keras.layers
    import tensorflow as tf
    from keras import backend as K  # noqa: N812
    from tensorflow.keras.layers import Dense

    assert tf.keras.layers.Dense is keras.layers.Dense is Dense is engine.layers.Dense
    assert tf.keras.Sequential is engine.Sequential
    assert K.epsilon() == engine.backend.epsilon()


def test_versions_and_seeds_are_those_of_keras():
    import keras
    import tensorflow as tf

    assert tf.__version__.startswith("2.")
    assert keras.__version__ == tf.keras.__version__
    tf.random.set_seed(3)
    first = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).get_weights()[0]
    tf.random.set_seed(3)
    assert (first == keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]).get_weights()[0]).all()


@pytest.mark.parametrize(("code", "message"), [
    ("from keras.layers import Desne", "Did you mean 'Dense'"),
    ("from keras.applications import VGG16", "linear stack"),
    ("import keras.wrappers.scikit_learn", "has no wrappers"),
    ("import tensorflow.data", "only what Sequential models"),
    ("from tensorflow import GradientTape", "here fit computes"),
])
def test_missing_modules_raise_import_error_with_a_hint(code, message):
    _, module, *name = code.replace(" import", "").split() if code.startswith("from") else code.split()
    with pytest.raises(ImportError, match=message):
        __import__(module, fromlist=name)


@pytest.mark.parametrize(("path", "message"), [("keras.layers.Desne", "Dense"),
                                            ("tensorflow.reduce_men", "only what Sequential models"),
                                            ("tensorflow.GradientTape", r"super\(\).train_step\(data\)")])
def test_missing_names_raise_attribute_error_with_a_hint(path, message):
    module, _, name = path.rpartition(".")
    with pytest.raises(AttributeError, match=message):
        getattr(importlib.import_module(module), name)


def test_functional_models_raise_a_problem():
    import keras

    with pytest.raises(ValueError, match="linear stack"):
        keras.layers.Dense(3)(keras.Input((2,)))
    with pytest.raises(ValueError, match="linear stack"):
        keras.models.Model(inputs=1, outputs=2)
    for name in ("Concatenate", "concatenate", "Add", "add", "MultiHeadAttention"):
        with pytest.raises(ValueError, match="linear stack"):
            getattr(keras.layers, name)()
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    for owner in (model, model.layers[0]):
        with pytest.raises(ValueError, match=r"compile\(loss"):
            owner.add_loss(lambda: 1.0)
        with pytest.raises(ValueError, match=r"compile\(metrics"):
            owner.add_metric(1.0, name="mine")


@pytest.mark.parametrize("name", ["Conv3D", "ConvLSTM2D", "MaxPooling3D", "RandomShear", "CuDNNLSTM"])
def test_layers_that_the_engine_does_not_have_say_so_when_they_are_made(name):
    layer = getattr(importlib.import_module("keras.layers"), name)
    with pytest.raises(ValueError, match=f"^{name} is a layer of Keras that this engine does not have"):
        layer(8, 3)


def test_custom_layers_with_call_are_used():
    import keras
    import numpy as np

    class Doubled(keras.layers.Layer):
        def call(self, x):
            return 2 * x

    model = keras.Sequential([keras.Input((2,)), Doubled()])
    assert model.predict(np.array([[1.0, 2.0]]), verbose=0).tolist() == [[2, 4]]


def test_tensorflow_types_are_strings():
    import keras
    import tensorflow as tf

    assert keras.Input(shape=(1,), dtype=tf.string).dtype == "string"
    assert keras.backend.cast([1, 2], tf.float32).dtype == "float32"


def test_star_imports_work():
    import keras.layers

    assert {"Dense", "Dropout", "Input"} <= set(keras.layers.__all__)
    assert "Dense" in dir(keras.layers)
