"""Resized pictures are TensorFlow's, and their gradients go back by the same weights."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.images.resizing import METHODS, resize, resize_gradient

GOLDEN = Path(__file__).parents[2] / "golden"
PICTURES = np.random.default_rng(5).integers(0, 256, (6, 6, 7, 3)).astype("float32")
SIZES = json.loads((GOLDEN / "preprocessing_examples.json").read_text("utf-8"))["resizings"]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_pictures_are_resized_as_keras_resizes_them(size):
    with np.load(GOLDEN / "preprocessing.npz") as arrays:
        kept = {key.split(".")[-1]: key for key in arrays if key.startswith(f"resized.{size[0]}x{size[1]}.")}
        for method, key in kept.items():
            found = resize(PICTURES[:1], tuple(size), method)
            assert found.dtype == np.float32
            np.testing.assert_allclose(found, arrays[key], atol=2e-3, err_msg=method)
            smooth = key.replace("resized", "smooth")
            if smooth in arrays:
                found = resize(PICTURES[:1], tuple(size), method, antialias=True)
                np.testing.assert_allclose(found, arrays[smooth], atol=2e-3, err_msg=method)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("antialias", [False, True])
def test_the_gradient_is_the_transpose(method, antialias):
    x = PICTURES[:2].astype("float64")
    dy = np.random.default_rng(1).normal(size=(2, 4, 9, 3))
    dx = resize_gradient(dy, (6, 7), method, antialias)
    assert np.sum(resize(x, (4, 9), method, antialias) * dy) == pytest.approx(np.sum(x * dx))


def test_whole_numbers_stay_whole_by_the_nearest():
    assert resize(PICTURES.astype("uint8"), (3, 3), "nearest").dtype == np.uint8
    assert resize(PICTURES.astype("uint8"), (3, 3)).dtype == np.float32
