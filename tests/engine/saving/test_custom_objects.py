"""Custom objects are saved by name and found if they are passed or registered."""

import gc
import json

import numpy as np
import pytest

import engine as keras
from engine import backend as K  # noqa: N812  (the name in every tutorial)
from engine.errors import ProblemError
from engine.models import clone_model, load_model, model_from_json
from engine.utils import CustomObjectScope, get_custom_objects, register_keras_serializable

X = np.linspace(-1, 1, 8).reshape(4, 2)


def twice(x):
    return 2 * x


def my_loss(y_true, y_pred):
    return K.mean(K.square(y_true - y_pred), axis=-1)


def my_metric(y_true, y_pred):
    return K.mean(y_pred)


CUSTOM_OBJECTS = {"twice": twice, "my_loss": my_loss, "my_metric": my_metric}


def make_model():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, activation=twice), keras.layers.Activation(twice)])
    model.compile("sgd", my_loss, metrics=[my_metric, "mae"])
    model.fit(X, X, verbose=0)
    return model


@pytest.mark.parametrize("file", ["m.keras", "m.h5"])
def test_custom_functions_are_passed_to_load_model(file, tmp_path):
    model = make_model()
    model.save(tmp_path / file)
    with pytest.raises(ProblemError, match="custom_objects") as error:
        load_model(tmp_path / file)
    assert error.value.problem.code in ("unknown_custom_object", "unknown_name")
    loaded = load_model(tmp_path / file, custom_objects=CUSTOM_OBJECTS)
    np.testing.assert_array_equal(loaded.predict(X, verbose=0), model.predict(X, verbose=0))
    assert loaded.evaluate(X, X, verbose=0) == model.evaluate(X, X, verbose=0)
    with CustomObjectScope(CUSTOM_OBJECTS):
        assert loaded.evaluate(X, X, verbose=0) == load_model(tmp_path / file).evaluate(X, X, verbose=0)


def test_registered_functions_are_found_without_custom_objects(tmp_path):
    @register_keras_serializable("mine")
    def thrice(x):
        return 3 * x

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2, activation=thrice)])
    try:
        assert '"mine>thrice"' in model.to_json()
        loaded = model_from_json(model.to_json())
        assert loaded.layers[0].activation.function is thrice
    finally:
        get_custom_objects().clear()


def test_functions_are_saved_by_name_as_in_keras():
    """The config is recorded from Keras 3."""
    config = json.loads(make_model().to_json())
    expected = {"module": "builtins", "class_name": "function", "config": "my_loss", "registered_name": "function"}
    assert config["compile_config"]["loss"] == expected
    assert config["compile_config"]["metrics"][1] == "mae"


def test_clone_model_needs_the_functions_as_in_keras():
    model = make_model()
    with pytest.raises(ProblemError, match="twice"):
        clone_model(model)
    with keras.utils.custom_object_scope({"twice": twice}):
        other = clone_model(model)
    assert other.compiled is None
    assert other.layers[0].activation.function is twice
    assert not np.array_equal(other.get_weights()[0], model.get_weights()[0])
    halved = clone_model(model, clone_function=lambda layer: keras.layers.Dense(2, name=layer.name))
    assert [type(layer).__name__ for layer in halved.layers] == ["Dense", "Dense"]


def test_activations_with_settings_are_saved_as_layers():
    layer = keras.layers.Dense(2, activation=keras.layers.LeakyReLU(0.1))
    config = layer.get_config()["activation"]
    assert (config["module"], config["class_name"], config["config"]) == ("keras.layers", "LeakyReLU", {"negative_slope": 0.1})
    assert keras.layers.Dense.from_config(layer.get_config()).activation.negative_slope == 0.1


@pytest.mark.parametrize("ending", ["keras", "h5"])
@pytest.mark.parametrize("layer", [keras.layers.Activation, keras.layers.Lambda])
def test_a_lambda_is_loaded_without_safe_mode_only(tmp_path, layer, ending):
    model = keras.Sequential([keras.Input((2,)), layer(lambda x: x * 3)])
    path = tmp_path / f"m.{ending}"
    model.save(path)
    with pytest.raises(ProblemError, match="safe_mode"):
        keras.models.load_model(path)
    x = np.ones((1, 2), "float32")
    assert keras.models.load_model(path, safe_mode=False).predict(x, verbose=0).tolist() == [[3, 3]]


def test_the_code_of_a_lambda_that_is_gone_is_never_run(tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Lambda(lambda x: x * 5)])
    model.save(tmp_path / "m.keras")
    del model
    gc.collect()
    with pytest.raises(ProblemError, match="never run"):
        keras.models.load_model(tmp_path / "m.keras", safe_mode=False)


def shape_of(shape):
    return (shape[0], 2 * shape[1])


def doubled(x, times=2):
    return keras.ops.concatenate([x] * times, axis=-1)


LAMBDAS = {
    "function": (lambda: keras.layers.Lambda(twice), {"twice": twice}),
    "function of keras.ops": (lambda: keras.layers.Lambda(keras.ops.square), {}),
    "arguments": (lambda: keras.layers.Lambda(doubled, arguments={"times": 3}), {"doubled": doubled}),
    "output_shape": (lambda: keras.layers.Lambda(doubled, output_shape=shape_of), {"doubled": doubled, "shape_of": shape_of}),
}


@pytest.mark.parametrize("way", ["keras", "h5", "json", "config", "clone"])
@pytest.mark.parametrize("kind", LAMBDAS)
def test_a_lambda_layer_is_read_again(tmp_path, kind, way):
    make, objects = LAMBDAS[kind]
    model = keras.Sequential([keras.Input((3,)), make(), keras.layers.Dense(1)])
    x = np.arange(6, dtype="float32").reshape(2, 3)
    with keras.utils.custom_object_scope(objects):
        match way:
            case "json":
                loaded = model_from_json(model.to_json())
            case "config":
                loaded = keras.Sequential.from_config(model.get_config())
            case "clone":
                loaded = clone_model(model)
            case _:
                model.save(tmp_path / f"m.{way}")
                loaded = keras.models.load_model(tmp_path / f"m.{way}")
    loaded.set_weights(model.get_weights())
    np.testing.assert_array_equal(loaded.predict(x, verbose=0), model.predict(x, verbose=0))


def test_a_lambda_in_time_distributed_is_read_again():
    model = keras.Sequential([keras.Input((2, 3)), keras.layers.TimeDistributed(keras.layers.Lambda(twice))])
    loaded = model_from_json(model.to_json(), {"twice": twice})
    assert loaded.predict(np.ones((1, 2, 3)), verbose=0).tolist() == model.predict(np.ones((1, 2, 3)), verbose=0).tolist()


def small(shape, dtype=None):
    return np.full(shape, 0.25, dtype)


def absolute(w):
    return 0.5 * keras.ops.sum(keras.ops.abs(w))


def positive(w):
    return keras.ops.relu(w)


RULES = {"kernel_initializer": small, "kernel_regularizer": absolute, "kernel_constraint": positive, "activation": twice}


@pytest.mark.parametrize("argument", RULES)
def test_a_function_as_an_argument_of_a_layer_is_used_and_read_again(tmp_path, argument):
    function = RULES[argument]
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, **{argument: function})])
    model.compile("sgd", "mse")
    model.save(tmp_path / "m.keras")
    with pytest.raises(ProblemError, match=function.__name__):
        keras.models.load_model(tmp_path / "m.keras")
    loaded = keras.models.load_model(tmp_path / "m.keras", custom_objects={function.__name__: function})
    x, y = np.ones((4, 3), "float32"), np.ones((4, 2), "float32")
    losses = [m.train_on_batch(x, y) for m in (model, loaded)]
    assert losses[0] == losses[1]
    np.testing.assert_array_equal(loaded.get_weights()[0], model.get_weights()[0])
    if argument == "kernel_initializer":
        fresh = keras.layers.Dense(2, kernel_initializer=small)
        fresh.build((None, 3))
        assert fresh.get_weights()[0].tolist() == [[0.25, 0.25]] * 3


@pytest.mark.parametrize("cls", ["layers", "losses", "metrics", "optimizers", "initializers", "regularizers", "constraints"])
def test_every_package_serializes_and_deserializes_its_classes(cls):
    package = getattr(keras, cls)
    example = package.ALL[1] if cls == "layers" else package.ALL[0]
    obj = example(3) if cls == "layers" else example()
    loaded = package.deserialize(package.serialize(obj))
    assert type(loaded) is example
    assert loaded.get_config() == obj.get_config()
