"""Properties that every layer must have; a new layer needs a line in tests/golden/layer_examples.json."""

import pickle

import numpy as np
import pytest

from engine import registry
from engine.backend.eager_tensor import EagerTensor
from engine.backend.tensor import Tensor, find_gradient
from engine.layers.base import WEIGHT
from engine.layers.layer_weights import weight_owner
from engine.random import INFERENCE, CallContext

TRAINING = CallContext(training=True, seed=3, epoch=1, batch=2)
FAMILIES = {"data", "dense", "convolution", "pooling", "recurrent", "regularising", "embedding", "activation"}
FORMS = {"brick", "grooved", "double-grooved", "slope", "slope-one", "slope-row", "widen", "holes", "ruled", "film",
         "ribs", "tube", "frame"}


def weighted_loss(layer, x, weights_of_y, context):
    """A scalar loss that depends on all of y, plus the layer's activity penalty."""
    y, _ = layer.forward(x, context)
    return float(np.sum(y * weights_of_y)) + layer.activity_penalty(y)


def numeric_gradient(loss, array):
    """The gradient of ``loss()`` by each value of an array that it reads, by central differences."""
    grad = np.zeros(array.shape)
    for index in np.ndindex(array.shape):
        middle = array[index]
        array[index] = middle + 1e-6
        high = loss()
        array[index] = middle - 1e-6
        grad[index] = (high - loss()) / 2e-6
        array[index] = middle
    return grad


def array_shapes(layer):
    """Names and shapes of the arrays on a layer, to which a forward pass must not add."""
    return {name: value.shape for name, value in vars(layer).items() if isinstance(value, np.ndarray)}


@pytest.mark.parametrize("cls", registry.classes("layer"), ids=lambda cls: cls.__name__)
def test_layer_has_example_family_and_form(cls, example_names):
    file = "layer_examples.json" if cls.in_keras else "layer_examples_not_in_keras.json"
    assert cls.__name__ in example_names, f"add a line to tests/golden/{file} (CONTRIBUTING.md, A layer)"
    assert cls.family in FAMILIES
    assert cls.form in FORMS


@pytest.mark.parametrize("context", [INFERENCE, TRAINING], ids=["inference", "training"])
def test_gradients_match_finite_differences(example, context):
    layer, x, context = example.build("float64"), example.x("float64"), example.with_mask(context)
    y, cache = layer.forward(x, context)
    weights_of_y = np.random.default_rng(4).normal(size=y.shape)
    extra = layer.activity_penalty_grad(y)
    dx, grads = layer.backward(weights_of_y if extra is None else weights_of_y + extra, cache)

    def loss():
        return weighted_loss(layer, x, weights_of_y, context)

    assert set(grads) >= set(layer.weight_names(trainable=True))
    assert dx.shape == x.shape
    if x.dtype.kind == "f":
        np.testing.assert_allclose(dx, numeric_gradient(loss, x), rtol=1e-5, atol=1e-7)
    for name, gradient in grads.items():
        w = layer.array(name)
        assert gradient.shape == w.shape
        np.testing.assert_allclose(gradient, numeric_gradient(loss, w), rtol=1e-5, atol=1e-7, err_msg=name)


def test_backward_writes_into_the_gradient_buffers(example):
    layer, x = example.build(), example.x()
    y, cache = layer.forward(x, TRAINING)
    _, expected = layer.backward(np.ones_like(y), cache)
    expected = {name: gradient.copy() for name, gradient in expected.items()}
    layer.gradients = {name: np.full_like(layer.array(name), np.nan) for name in expected}
    _, grads = layer.backward(np.ones_like(y), cache)
    for name, gradient in expected.items():
        assert grads[name] is layer.gradients[name]
        np.testing.assert_array_equal(grads[name], gradient)


def test_forward_stores_nothing_on_the_layer(example):
    layer, x = example.build(), example.x()
    before = pickle.dumps(layer)
    layer.backward(*layer.forward(x, INFERENCE))
    assert pickle.dumps(layer) == before
    arrays = array_shapes(layer)
    layer.forward(x, TRAINING)
    assert array_shapes(layer) == arrays


def test_backward_does_not_modify_its_inputs(example):
    layer, x = example.build(), example.x()
    x_before = x.copy()
    y, cache = layer.forward(x, TRAINING)
    dy = np.ones_like(y)
    layer.backward(dy, cache)
    np.testing.assert_array_equal(x, x_before)
    np.testing.assert_array_equal(dy, np.ones_like(y))


def test_pickled_layer_computes_the_same(example):
    layer, x = example.build(), example.x()
    layer.forward(x, CallContext(training=True, seed=3, epoch=0, batch=0))
    copy = pickle.loads(pickle.dumps(layer))
    for each in (layer, copy):
        each.y, cache = each.forward(x, TRAINING)
        each.dx, each.grads = each.backward(np.ones_like(each.y), cache)
    np.testing.assert_array_equal(layer.y, copy.y)
    np.testing.assert_array_equal(layer.dx, copy.dx)
    for one, other in zip(layer.get_weights(), copy.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("context", [INFERENCE, TRAINING], ids=["inference", "training"])
def test_float32_stays_float32(example, context):
    layer, x = example.build(), example.x()
    y, cache = layer.forward(x, context)
    extra = layer.activity_penalty_grad(y)
    dx, grads = layer.backward(y, cache)
    assert {array.dtype for array in (y, dx, *grads.values())} == {np.dtype("float32")}
    assert extra is None or extra.dtype == np.float32


def test_output_shape_is_computed_from_the_input_shape(example):
    layer = example.build()
    y, _ = layer.forward(example.x())
    assert layer.compute_output_shape(example.shape) == y.shape
    assert layer.compute_output_shape(example.open_shape) == (None, *y.shape[1:])
    assert layer.output_shape == (None, *y.shape[1:])
    huge = 10**15
    assert layer.compute_output_shape((huge, *example.shape[1:])) == (huge, *y.shape[1:])


def test_weights_have_the_declared_names_and_shapes(example):
    layer = example.build()
    declared = layer.weight_shapes(example.open_shape)
    assert [w.shape for w in layer.get_weights()] == list(declared.values())
    assert layer.weight_names() == layer.weight_names(trainable=True) + layer.weight_names(trainable=False)
    assert layer.count_params() == sum(w.size for w in layer.get_weights())
    assert example.make().count_params(example.open_shape) == layer.count_params()
    owned = [weight_owner(layer, name) for name in declared]
    assert all(WEIGHT in type(owner).__dataclass_fields__[name].metadata for owner, name in owned)
    assert all(layer.weight_description(name) for name in declared)


def test_from_config_restores_the_layer(example):
    layer = example.make()
    loaded = type(layer).from_config(layer.get_config())
    assert loaded.get_config() == layer.get_config()
    assert repr(loaded) == repr(layer)


def test_calling_a_layer_builds_it(example):
    layer = example.make()
    x = example.x()
    if layer.needs_adapt:
        layer.adapt(x)
    y = layer(x, training=False)
    assert layer.built
    np.testing.assert_array_equal(y, layer.forward(x)[0])


def test_a_layer_on_a_trace_gives_the_gradient_of_its_input(example):
    layer, x = example.build("float64"), example.x("float64")
    layer.gradients, layer.needs_input_grad = {}, False  # as the first layer of a model that was trained
    y = layer(x, training=False)
    assert isinstance(y, EagerTensor)
    if x.dtype.kind != "f":
        assert not layer.is_differentiable
        return
    weights_of_y = np.random.default_rng(4).normal(size=y.shape)
    expected = numeric_gradient(lambda: float((np.asarray(layer(x, training=False)) * weights_of_y).sum()), x)
    source = Tensor(x)
    result = layer(source, training=False)
    grad = find_gradient(result, source, weights_of_y)
    assert (grad is None) == (not layer.is_differentiable)
    np.testing.assert_allclose(0 if grad is None else grad, expected, rtol=1e-5, atol=1e-7)
