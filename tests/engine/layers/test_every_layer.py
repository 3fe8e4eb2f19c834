"""Laws that every layer keeps; a new layer is tested by its line in tests/golden/layer_examples.json alone."""

import pickle

import numpy as np
import pytest

from engine import registry
from engine.layers.base import WEIGHT
from engine.layers.layer_weights import weight_owner
from engine.random import INFERENCE, CallContext

TRAINING = CallContext(training=True, seed=3, epoch=1, batch=2)
FAMILIES = {"data", "dense", "convolution", "pooling", "recurrent", "regularising", "embedding", "activation"}
FORMS = {"brick", "grooved", "double-grooved", "slope", "slope-one", "slope-row", "widen", "holes", "ruled", "film",
         "ribs", "tube", "frame"}


def loss_of(layer, x, weights_of_y, moment):
    """A number that depends on all of y, and what the layer adds to the loss."""
    y, _ = layer.forward(x, moment)
    return float(np.sum(y * weights_of_y)) + layer.activity_penalty(y)


def slope(loss, array):
    """The numeric gradient of ``loss()`` by every number of an array that it reads."""
    found = np.zeros(array.shape)
    for index in np.ndindex(array.shape):
        middle = array[index]
        array[index] = middle + 1e-6
        high = loss()
        array[index] = middle - 1e-6
        found[index] = (high - loss()) / 2e-6
        array[index] = middle
    return found


def arrays_in(layer):
    """Every array on a layer with its size: what a forward pass must not add to."""
    return {name: value.shape for name, value in vars(layer).items() if isinstance(value, np.ndarray)}


@pytest.mark.parametrize("cls", registry.classes("layer"), ids=lambda cls: cls.__name__)
def test_has_an_example_a_family_and_a_form(cls, example_names):
    assert cls.__name__ in example_names, "add a line to tests/golden/layer_examples.json and run its recorder"
    assert cls.family in FAMILIES
    assert cls.form in FORMS


@pytest.mark.parametrize("moment", [INFERENCE, TRAINING], ids=["inference", "training"])
def test_gradients_are_those_of_differences(example, moment):
    layer, x, moment = example.built("float64"), example.x("float64"), example.at(moment)
    y, cache = layer.forward(x, moment)
    weights_of_y = np.random.default_rng(4).normal(size=y.shape)
    extra = layer.activity_penalty_grad(y)
    dx, grads = layer.backward(weights_of_y if extra is None else weights_of_y + extra, cache)

    def loss():
        return loss_of(layer, x, weights_of_y, moment)

    assert set(grads) >= set(layer.weight_names(trainable=True))
    assert dx.shape == x.shape
    if x.dtype.kind == "f":
        np.testing.assert_allclose(dx, slope(loss, x), rtol=1e-5, atol=1e-7)
    for name, gradient in grads.items():
        w = layer.array(name)
        assert gradient.shape == w.shape
        np.testing.assert_allclose(gradient, slope(loss, w), rtol=1e-5, atol=1e-7, err_msg=name)


def test_gradients_are_written_where_training_wants_them(example):
    layer, x = example.built(), example.x()
    y, cache = layer.forward(x, TRAINING)
    _, expected = layer.backward(np.ones_like(y), cache)
    expected = {name: gradient.copy() for name, gradient in expected.items()}
    layer.gradients = {name: np.full_like(layer.array(name), np.nan) for name in expected}
    _, found = layer.backward(np.ones_like(y), cache)
    for name, gradient in expected.items():
        assert found[name] is layer.gradients[name]
        np.testing.assert_array_equal(found[name], gradient)


def test_forward_keeps_nothing(example):
    layer, x = example.built(), example.x()
    before = pickle.dumps(layer)
    layer.backward(*layer.forward(x, INFERENCE))
    assert pickle.dumps(layer) == before
    arrays = arrays_in(layer)
    layer.forward(x, TRAINING)
    assert arrays_in(layer) == arrays


def test_backward_changes_nothing_that_it_is_given(example):
    layer, x = example.built(), example.x()
    kept = x.copy()
    y, cache = layer.forward(x, TRAINING)
    dy = np.ones_like(y)
    layer.backward(dy, cache)
    np.testing.assert_array_equal(x, kept)
    np.testing.assert_array_equal(dy, np.ones_like(y))


def test_a_layer_that_was_pickled_computes_the_same(example):
    layer, x = example.built(), example.x()
    layer.forward(x, CallContext(training=True, seed=3, epoch=0, batch=0))
    copy = pickle.loads(pickle.dumps(layer))
    for again in (layer, copy):
        again.y, cache = again.forward(x, TRAINING)
        again.dx, again.grads = again.backward(np.ones_like(again.y), cache)
    np.testing.assert_array_equal(layer.y, copy.y)
    np.testing.assert_array_equal(layer.dx, copy.dx)
    for one, other in zip(layer.get_weights(), copy.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("moment", [INFERENCE, TRAINING], ids=["inference", "training"])
def test_float32_stays_float32(example, moment):
    layer, x = example.built(), example.x()
    y, cache = layer.forward(x, moment)
    extra = layer.activity_penalty_grad(y)
    dx, grads = layer.backward(y, cache)
    assert {array.dtype for array in (y, dx, *grads.values())} == {np.dtype("float32")}
    assert extra is None or extra.dtype == np.float32


def test_shapes_are_known_before_any_array(example):
    layer = example.built()
    y, _ = layer.forward(example.x())
    assert layer.compute_output_shape(example.shape) == y.shape
    assert layer.compute_output_shape(example.open_shape) == (None, *y.shape[1:])
    assert layer.output_shape == (None, *y.shape[1:])
    huge = 10**15
    assert layer.compute_output_shape((huge, *example.shape[1:])) == (huge, *y.shape[1:])


def test_weights_are_as_declared(example):
    layer = example.built()
    declared = layer.weight_shapes(example.open_shape)
    assert [w.shape for w in layer.get_weights()] == list(declared.values())
    assert [v.name for v in layer.weights] == list(declared)
    assert layer.weight_names() == layer.weight_names(trainable=True) + layer.weight_names(trainable=False)
    assert layer.count_params() == sum(w.size for w in layer.get_weights())
    assert example.make().count_params(example.open_shape) == layer.count_params()
    owned = [weight_owner(layer, name) for name in declared]
    assert all(WEIGHT in type(owner).__dataclass_fields__[name].metadata for owner, name in owned)
    assert all(layer.weight_description(name) for name in declared)


def test_config_makes_the_same_layer_again(example):
    layer = example.make()
    again = type(layer).from_config(layer.get_config())
    assert again.get_config() == layer.get_config()
    assert repr(again) == repr(layer)


def test_calling_a_layer_builds_it(example):
    layer = example.make()
    x = example.x()
    y = layer(x)
    assert layer.built
    np.testing.assert_array_equal(y, layer.forward(x)[0])
