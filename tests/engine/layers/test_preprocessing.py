"""Image and text preprocessing layers match Keras (recorded by tests/golden/record_layers_preparing.py)."""

import json
from pathlib import Path

import numpy as np
import pytest

import engine.backend as K  # noqa: N812
from engine import layers, models
from engine.errors import ProblemError
from engine.random import CallContext

GOLDEN = Path(__file__).parents[2] / "golden"
ADAPTED = json.loads((GOLDEN / "vocabularies.json").read_text("utf-8"))


class FixedRandom:
    """A random generator that returns the given values."""

    def __init__(self, *values):
        self.values = list(values)

    def uniform(self, *_):
        return self.values.pop(0)

    random = uniform


@pytest.fixture(scope="module")
def recorded():
    with np.load(GOLDEN / "changed_pictures.npz") as arrays:
        return dict(arrays)


@pytest.mark.parametrize("name", ["RandomRotation", "RandomZoom", "RandomTranslation"])
@pytest.mark.parametrize("fill_mode", ["reflect", "wrap", "constant", "nearest"])
@pytest.mark.parametrize("interpolation", ["nearest", "bilinear"])
def test_affine_augmentation_matches_keras(recorded, name, fill_mode, interpolation):
    x, (height_changes, width_changes) = recorded["x"], recorded["changes"].T.astype("float64")
    factors = [0.5] if name == "RandomRotation" else [0.5, 0.5]
    layer = getattr(layers, name)(*factors, fill_mode=fill_mode, interpolation=interpolation, fill_value=0.5)
    values = (2 * np.pi * height_changes,) if name == "RandomRotation" else (height_changes, width_changes)
    y, _ = layer.augment(x, FixedRandom(*values))
    differs = np.abs(y - recorded[f"{name}.{fill_mode}.{interpolation}"]) > 1e-4
    assert differs.mean() <= (0.02 if interpolation == "nearest" else 0), "rounding of .5 may differ"


def test_flips_and_contrast_match_keras(recorded):
    x = recorded["x"]
    for mode in ("horizontal", "vertical", "horizontal_and_vertical"):
        y, _ = layers.RandomFlip(mode).augment(x, FixedRandom(np.array([0.1, 0.9, 0.3]).reshape(3, 1, 1, 1)))
        np.testing.assert_array_equal(y, recorded[f"RandomFlip.{mode}"])
    f = 1 + recorded["changes"][:, 0].reshape(3, 1, 1, 1)
    y, _ = layers.RandomContrast(0.5, (-1, 1)).augment(x, FixedRandom(f))
    np.testing.assert_allclose(y, recorded["RandomContrast"], rtol=1e-5, atol=1e-6)


def test_brightness_is_that_of_each_image():
    x = np.array([-0.5, 0.0, 0.9], "float32").reshape(1, 1, 3, 1).repeat(2, axis=0)
    layer = layers.RandomBrightness([0.4, -0.25], value_range=(1, -1))
    assert (layer.factor, layer.value_range) == ((-0.25, 0.4), (-1, 1))
    y, cache = layer.augment(x, FixedRandom(np.array([0.25, -0.4]).reshape(2, 1, 1, 1)))
    np.testing.assert_allclose(y[:, 0, :, 0], [[0, 0.5, 1], [-1, -0.8, 0.1]], atol=1e-6)
    np.testing.assert_array_equal(layer.augment_gradient(np.ones_like(x), cache)[:, 0, :, 0], [[1, 1, 0], [0, 1, 1]])


def test_random_crops_are_windows_of_the_input():
    x = np.arange(120, dtype="float32").reshape(2, 6, 5, 2)
    layer = layers.RandomCrop(3, 4)
    corners = set()
    for batch in range(20):
        y, cache = layer.forward(x, CallContext(True, 1, 0, batch))
        top, left = (int(i[0]) for i in np.nonzero(x[0, ..., 0] == y[0, 0, 0, 0]))
        np.testing.assert_array_equal(y, x[:, top : top + 3, left : left + 4])
        dx, _ = layer.backward(y, cache)
        np.testing.assert_array_equal(dx, np.where(np.isin(x, y), x, 0))
        corners.add((top, left))
    assert len(corners) > 4


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_random_crop_resizes_the_middle_in_inference_and_where_x_is_small(data_format):
    x = np.random.default_rng(1).normal(size=(2, 8, 9, 2)).astype("float32")
    layer = layers.RandomCrop(4, 3, data_format=data_format)
    resizing = layers.Resizing(4, 3, crop_to_aspect_ratio=True, data_format=data_format)
    for size, training in ((8, False), (3, True), (3, False)):
        part = x[:, :size]
        part = np.moveaxis(part, -1, 1) if data_format == "channels_first" else part
        (y, cache), (expected, resizing_cache) = (
            a.forward(part, CallContext(training and a is layer, 1, 0, 0)) for a in (layer, resizing))
        np.testing.assert_allclose(y, expected, rtol=1e-6)
        assert y.shape == layer.compute_output_shape(part.shape)
        np.testing.assert_allclose(layer.backward(y, cache)[0], resizing.backward(y, resizing_cache)[0], rtol=1e-6)


def test_augmentation_is_reproducible_and_only_in_training():
    x = np.random.default_rng(1).normal(size=(8, 6, 6, 1)).astype("float32")
    for layer in (layers.RandomFlip(), layers.RandomRotation(0.2), layers.RandomZoom(0.3, 0.2),
                  layers.RandomBrightness(0.3)):
        first, again, later = (layer.forward(x, CallContext(True, 1, 0, batch))[0] for batch in (0, 0, 1))
        np.testing.assert_array_equal(layer.forward(x)[0], x)
        np.testing.assert_array_equal(first, again)
        assert (first != later).any()


@pytest.mark.parametrize("case", ADAPTED, ids=lambda case: f"{case[0]} {case[1]}")
def test_adapt_matches_keras(case):
    name, config, data, vocabulary, y = case
    layer = getattr(layers, name)(**config)
    inputs = {"TextVectorization": ["the cat", "새 dog unknown", ""], "StringLookup": [["a", "b"]],
             "IntegerLookup": [[5, 4, -3]], "Discretization": (data or [])[:9]}[name]
    if data is None:
        assert layer([0, 1, 2, 7]).tolist() == y
        return
    layer.adapt(np.array(data) if name == "Discretization" else data)
    np.testing.assert_allclose(layer(inputs), y, rtol=1e-6)
    if name == "Discretization":
        np.testing.assert_allclose(layer.bin_boundaries, vocabulary, rtol=1e-6)
    else:
        assert layer.get_vocabulary() == vocabulary


def test_model_trains_on_texts():
    texts, labels = np.array(["good film", "bad film", "good", "bad bad"] * 8), np.array([1, 0, 1, 0] * 8)
    vectorize = layers.TextVectorization(output_mode="multi_hot", max_tokens=6, pad_to_max_tokens=True)
    vectorize.adapt(texts)
    model = models.Sequential([layers.Input(shape=(1,), dtype="string"), vectorize, layers.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    history = model.fit(texts, labels, epochs=3, verbose=0).history["loss"]
    assert history[-1] < history[0]
    assert model.predict(list(texts[:2]), verbose=0).shape == model(texts[:2, None]).shape == (2, 1)
    assert vectorize("good film").shape == (6,)


def test_texts_are_rejected_by_numeric_layers():
    model = models.Sequential([layers.Dense(1)])
    model.compile("sgd", "mse")
    with pytest.raises(ProblemError) as caught:
        model.fit(np.array(["a", "b"]), np.array([1, 2]), verbose=0)
    assert caught.value.problem.code == "not_numeric"


def test_count_weights_weight_the_counts():
    y = layers.CategoryEncoding(4, "count")([[0, 1], [2, 2]], count_weights=[[0.5, 2], [1, 1]])
    assert y.tolist() == [[0.5, 2, 0, 0], [0, 0, 2, 0]]


def test_lambda_is_differentiated_automatically():
    x = np.random.default_rng(3).normal(size=(3, 4))
    layer = layers.Lambda(lambda x, scale, training=False: K.sum(K.tanh(x) * scale, axis=-1, keepdims=True) + training,
                          arguments={"scale": 3.0}, dtype="float64")
    assert layer.compute_output_shape((None, 4)) == (None, 1)
    y, cache = layer.forward(x, CallContext(training=True))
    np.testing.assert_allclose(y, 3 * np.tanh(x).sum(-1, keepdims=True) + 1)
    dx, _ = layer.backward(np.ones((3, 1)), cache)
    np.testing.assert_allclose(dx, 3 / np.cosh(x) ** 2)
    assert layers.Lambda(K.square, output_shape=(7,)).compute_output_shape((None, 4)) == (None, 7)
    layer.build((None, 4))
    assert layer.output_shape == (None, 1)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: layers.RandomRotation(2), "too_large"),
        (lambda: layers.RandomZoom(-1.5), "too_large"),
        (lambda: layers.RandomZoom([-1, 0.5]), "not_above"),
        (lambda: layers.RandomTranslation([0.1, 0.2, 0.3], 0), "wrong_length"),
        (lambda: layers.RandomContrast(-0.5), "too_small"),
        (lambda: layers.RandomContrast(0.5, 3), "wrong_length"),
        (lambda: layers.RandomBrightness(1.5), "too_large"),
        (lambda: layers.RandomBrightness((0.1,)), "wrong_length"),
        (lambda: layers.RandomBrightness(0.5, 3), "wrong_length"),
        (lambda: layers.RandomCrop(0, 3), "too_small"),
        (lambda: layers.RandomFlip()(np.zeros((2, 3))), "wrong_rank"),
        (lambda: layers.Resizing(2, 2, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True), "not_both"),
        (layers.Discretization, "required"),
        (lambda: layers.Discretization([0.0], 3), "not_both"),
        (lambda: layers.Discretization([0.0]).adapt([1.0]), "already_given"),
        (lambda: layers.Discretization(num_bins=3)([1.0]), "not_fitted"),
        (layers.CategoryEncoding, "required"),
        (lambda: layers.CategoryEncoding(3)(np.zeros((2, 3, 4))), "wrong_rank"),
        (lambda: layers.StringLookup(vocabulary=["a", "a"]), "repeated_tokens"),
        (lambda: layers.StringLookup(vocabulary="words.txt"), "not_texts"),
        (lambda: layers.StringLookup(vocabulary=["a"], num_oov_indices=0)(["b"]), "unknown_token"),
        (lambda: layers.StringLookup(vocabulary=["a"]).adapt(["b"]), "vocabulary_given"),
        (lambda: layers.StringLookup(output_mode="count")([["b"]]), "not_fitted"),
        (lambda: layers.IntegerLookup(vocabulary=[1, 2, 3], max_tokens=3), "too_large"),
        (lambda: layers.IntegerLookup(invert=True, output_mode="count"), "not_supported"),
        (lambda: layers.TextVectorization(output_mode="count", output_sequence_length=3), "not_supported"),
        (lambda: layers.TextVectorization(split="words"), "not_a_choice"),
        (lambda: layers.TextVectorization()([["a", "b"]]), "one_text_each"),
        (lambda: layers.TextVectorization().adapt([""]), "no_data"),
        (lambda: layers.Lambda("squares"), "not_a_choice"),
        (lambda: layers.Lambda(K.square, arguments=[1]), "not_arguments"),
        (lambda: layers.Lambda(K.sum).compute_output_shape((None, 3)), "lambda_shape"),
        (lambda: layers.Lambda(K.square).compute_output_shape((None, None)), "lambda_shape"),
    ],
)
def test_misuse_is_rejected(call, code):
    with pytest.raises(ProblemError) as caught:
        call()
    assert caught.value.problem.code == code
