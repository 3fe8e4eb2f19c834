"""Custom objects are saved by name and found if they are passed or registered."""

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


def test_clone_model_keeps_functions_and_makes_new_weights():
    model = make_model()
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


def test_a_lambda_cannot_be_saved():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Activation(lambda x: x)])
    with pytest.raises(ProblemError, match="name"):
        model.to_json()


@pytest.mark.parametrize("cls", ["layers", "losses", "metrics", "optimizers", "initializers", "regularizers", "constraints"])
def test_every_package_serializes_and_deserializes_its_classes(cls):
    package = getattr(keras, cls)
    example = package.ALL[1] if cls == "layers" else package.ALL[0]
    obj = example(3) if cls == "layers" else example()
    loaded = package.deserialize(package.serialize(obj))
    assert type(loaded) is example
    assert loaded.get_config() == obj.get_config()
