"""Images are resized as by TensorFlow, and gradients use the same weights."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.images.resizing import METHODS, resize, resize_gradient

GOLDEN = Path(__file__).parents[2] / "golden"
IMAGES = np.random.default_rng(5).integers(0, 256, (6, 6, 7, 3)).astype("float32")
SIZES = json.loads((GOLDEN / "preprocessing_examples.json").read_text("utf-8"))["resizings"]


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_images_are_resized_as_in_keras(size):
    with np.load(GOLDEN / "preprocessing.npz") as arrays:
        keys = {key.split(".")[-1]: key for key in arrays if key.startswith(f"resized.{size[0]}x{size[1]}.")}
        for method, key in keys.items():
            resized = resize(IMAGES[:1], tuple(size), method)
            assert resized.dtype == np.float32
            np.testing.assert_allclose(resized, arrays[key], atol=2e-3, err_msg=method)
            smooth = key.replace("resized", "smooth")
            if smooth in arrays:
                resized = resize(IMAGES[:1], tuple(size), method, antialias=True)
                np.testing.assert_allclose(resized, arrays[smooth], atol=2e-3, err_msg=method)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("antialias", [False, True])
def test_the_gradient_is_the_transpose(method, antialias):
    x = IMAGES[:2].astype("float64")
    dy = np.random.default_rng(1).normal(size=(2, 4, 9, 3))
    dx = resize_gradient(dy, (6, 7), method, antialias)
    assert np.sum(resize(x, (4, 9), method, antialias) * dy) == pytest.approx(np.sum(x * dx))


def test_nearest_keeps_integers():
    assert resize(IMAGES.astype("uint8"), (3, 3), "nearest").dtype == np.uint8
    assert resize(IMAGES.astype("uint8"), (3, 3)).dtype == np.float32
