"""Arguments of a layer's call: each that Keras takes is honoured, every other one is refused by name."""

import json
from pathlib import Path

import numpy as np
import pytest

import engine as keras
from engine import layers, registry
from engine.errors import ProblemError
from engine.random import CallContext

GOLDEN = Path(__file__).parents[2] / "golden"
RECORDED = json.loads((GOLDEN / "calls.json").read_text("utf-8"))
BETTER = {("Lambda", "x, state"), ("SimpleRNN", "x, mask"), ("Softmax", "x, state")}
"""Calls that Keras takes by chance: a list as a mask, a mask as an initial state."""


def name_of(case):
    return case["layer"]


def arguments(case, call):
    x = np.array(case["x"], "float32")
    count = 2 if "LSTM" in json.dumps([case["layer"], case["config"]]) else 1
    values = {"x": x, "mask": np.arange(np.prod(x.shape[:2])).reshape(x.shape[:2]) % 3 > 0,
              "ones": np.ones(x.shape[:2], bool), "wide": np.arange(x.size).reshape(x.shape) % 4 > 0,
              "short": np.ones(len(x), bool), "state": [np.full((len(x), 2), 0.5, "float32")] * count}
    return eval(f"(lambda *args, **kwargs: (args, kwargs))({call})", {}, values)


def build(case):
    layer = registry.lookup("layer", case["layer"])(**case["config"])
    layer.build((None, *np.shape(case["x"])[1:]))
    layer.set_weights([np.full(w.shape, 0.5) for w in layer.get_weights()])
    return layer


@pytest.mark.parametrize("case", RECORDED, ids=name_of)
def test_every_call_gives_what_keras_gives(case):
    x = np.array(case["x"], "float32")
    for call, recorded in case["calls"].items():
        args, kwargs = arguments(case, call)
        layer = build(case)
        expected = case["calls"]["x"] if recorded == "as x alone" else recorded
        is_error = isinstance(expected, str) and expected.endswith("Error")
        if is_error and call != "inputs=x":
            with pytest.raises(ProblemError) as error:
                layer(*args, **kwargs)
            assert str(error.value)
            continue
        if (case["layer"], call) in BETTER or is_error:
            continue
        if isinstance(expected, str):
            outputs = [layer(*args, **kwargs) for _ in range(9)]
            assert all(np.array_equal(y, x) for y in outputs) == (expected == "as x"), call
        else:
            np.testing.assert_allclose(layer(*args, **kwargs), expected, rtol=1e-4, atol=2e-5, err_msg=call)


@pytest.mark.parametrize("case", RECORDED, ids=name_of)
def test_the_arguments_are_those_of_keras(case):
    cls = registry.lookup("layer", case["layer"])
    assert list(cls.call_arguments) == [name for name, _ in case["arguments"]]
    assert cls.training_by_default == (dict(case["arguments"]).get("training") is True and "Random" in case["layer"])
    assert cls.supports_masking == case["supports_masking"]


def test_every_class_was_recorded():
    texts = {"InputLayer", "StringLookup", "TextVectorization"}
    recorded = {case["layer"] for case in RECORDED}
    assert {cls.__name__ for cls in registry.classes("layer") if cls.in_keras} == recorded | texts


def test_a_misspelt_argument_gets_a_hint():
    with pytest.raises(ProblemError, match="Did you mean 'training'"):
        keras.layers.Dense(1)(np.ones((1, 1)), trainning=True)


def test_softmax_with_a_mask_is_differentiated():
    layer, rng = keras.layers.Softmax(), np.random.default_rng(0)
    x, dy, mask = rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), rng.random((3, 4)) < 0.6
    context = CallContext(mask=mask)
    _, cache = layer.forward(x, context)
    dx, _ = layer.backward(dy, cache)
    for index in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[index] = 1e-6
        difference = (layer.forward(x + step, context)[0] - layer.forward(x - step, context)[0]) / 2e-6
        np.testing.assert_allclose(dx[index], (difference * dy).sum(), atol=1e-7)


def test_a_masked_step_with_nan_does_not_count():
    x = np.array([[[1.0], [np.nan], [3.0]]])
    assert keras.layers.GlobalAveragePooling1D()(x, np.array([[1, 0, 1]])) == 2


def test_an_inner_layer_gets_the_mask_of_its_step():
    """Recorded in Keras: LSTM with all weights 0.5 in each of two steps of a batch of one."""
    x = np.ones((1, 2, 3, 1), "float32")
    mask = np.array([[[True, True, True], [True, False, False]]])
    layer = keras.layers.TimeDistributed(keras.layers.LSTM(1))
    layer.build((None, 2, 3, 1))
    layer.set_weights([np.full(w.shape, 0.5) for w in layer.get_weights()])
    inner = layer.layer
    y = layer(x, mask=mask)
    np.testing.assert_allclose(y[0, 0], inner(x[:, 0])[0])
    np.testing.assert_allclose(y[0, 1], inner(x[:, 1], mask=mask[:, 1])[0])
    assert np.abs(y[0, 0] - y[0, 1]) > 0.1


def test_a_model_takes_inputs_training_and_mask():
    model = keras.Sequential([keras.layers.GlobalAveragePooling1D()])
    x, mask = np.array([[[1.0], [5.0]]]), np.array([[True, False]])
    assert (model(x), model(inputs=x, mask=mask), model(x, training=True)) == (3, 1, 3)
    with pytest.raises(ProblemError, match="unknown"):
        model(x, unknown=1)


def test_augmentation_alone_acts_unless_it_is_switched_off():
    keras.utils.set_random_seed(1)
    image = np.arange(16.0, dtype="float32").reshape(1, 4, 4, 1)
    layer = keras.layers.RandomContrast(0.9, seed=1)
    first, second = layer(image), layer(image)
    assert not np.array_equal(first, image)
    assert not np.array_equal(first, second)
    assert np.array_equal(keras.layers.RandomContrast(0.9, seed=1)(image), first)
    assert np.array_equal(layer(image, training=False), image)
    assert np.array_equal(keras.Sequential([layer])(image), image)


IDS = np.array([[1, 2, 0, 0], [3, 0, 0, 0]])
AFTER_A_MASK = {
    "recurrent": [layers.LSTM(2)], "pooling": [layers.GlobalAveragePooling1D()],
    "passed on": [layers.Dropout(0.1), layers.GlobalAveragePooling1D()],
    "by a wrapper": [layers.Bidirectional(layers.GRU(2, return_sequences=True)), layers.GlobalAveragePooling1D()],
    "by a model": [keras.Sequential([layers.Dense(3), layers.Dropout(0.1)]), layers.LSTM(2)]}


@pytest.mark.parametrize("tail", AFTER_A_MASK.values(), ids=AFTER_A_MASK)
def test_layers_called_one_by_one_see_the_mask_as_in_a_model(tail):
    model = keras.Sequential([layers.Embedding(8, 3, mask_zero=True), *tail])
    y = IDS
    for layer in model.layers:
        y = layer(y)
    np.testing.assert_allclose(y, model.predict(IDS, verbose=0), 1e-5, 1e-6)


def test_tensors_carry_the_mask_as_in_keras():
    embedding = layers.Embedding(8, 3, mask_zero=True)
    embedding(IDS)
    embedding.set_weights([np.arange(24.0).reshape(8, 3)])
    y, pooling = embedding(IDS), layers.GlobalAveragePooling1D()
    assert y._keras_mask.numpy().tolist() == embedding.compute_mask(IDS).tolist() == [[1, 1, 0, 0], [1, 0, 0, 0]]
    assert pooling(y).numpy().tolist() == [[4.5, 5.5, 6.5], [9, 10, 11]]  # recorded from Keras 3.15, as below
    assert pooling(y * 2).numpy().tolist() == [[4.5, 6.5, 8.5], [4.5, 6.5, 8.5]]  # a result of an operator has no mask
    assert pooling(y, mask=np.ones((2, 4))).numpy().tolist() == [[2.25, 3.25, 4.25], [2.25, 3.25, 4.25]]
    padded = layers.Masking()(np.array([[[1.0, 2.0], [0.0, 0.0]]]))
    assert pooling(padded).numpy().tolist() == [[1, 2]]
