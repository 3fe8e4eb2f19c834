"""plot_model draws every layer as a brick, as SVG and as image, with the requested notes."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import engine as keras
from engine import layers, registry
from engine.errors import ProblemError
from engine.utils.brick_drawing import FAMILIES, brick, brick_height, brick_width
from engine.utils.vector_drawing import Label, Polygon, translate

TOKENS = Path(__file__).parents[3] / "app" / "components" / "tokens.css"


def model():
    return keras.Sequential([
        keras.Input((4, 4)), layers.Flatten(), layers.Dense(128, activation="relu", name="hidden"), layers.Dropout(0.25),
        layers.Dense(3, activation="softmax", trainable=False)])


def words(path):
    return [element.text for element in ET.parse(path).iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize("rankdir", ["TB", "BT", "LR", "RL"])
def test_every_layer_is_a_brick(rankdir, tmp_path):
    keras.utils.plot_model(model(), tmp_path / "m.svg", show_shapes=True, show_layer_names=True, show_dtype=True,
                           show_trainable=True, rankdir=rankdir)
    found = words(tmp_path / "m.svg")
    names = [word for word in found if word in ("InputLayer", "Flatten", "Dense", "Dropout")]
    order = ["InputLayer", "Flatten", "Dense", "Dropout", "Dense"]
    assert names == (order if rankdir in ("TB", "LR") else order[::-1])
    assert {"relu", "softmax", "128", "0.25", "x128", "(None, 4, 4) -> (None, 16)", "(None, 16) -> (None, 128)", "hidden",
            "float32", "trainable", "not trainable"} <= set(found)


def test_the_layers_of_models_are_bricks(tmp_path):
    inner = keras.Sequential([layers.Dense(4, name="a"), layers.Dropout(0.5)], name="inner")
    keras.utils.plot_model(keras.Sequential([keras.Input((4,)), inner, inner, layers.Dense(1)]), tmp_path / "m.svg")
    names = [word for word in words(tmp_path / "m.svg") if word in ("Dense", "Dropout")]
    assert names == ["Dense", "Dropout", "Dense", "Dropout", "Dense"]


def test_notes_are_drawn_on_request_only(tmp_path):
    keras.utils.plot_model(model(), str(tmp_path / "m.svg"))
    assert sorted(words(tmp_path / "m.svg")) == sorted(
        ["InputLayer", "Flatten", "Dense", "Dropout", "Dense", "relu", "softmax", "128", "3", "0.25", "x16", "x128", "x128"])


@pytest.mark.parametrize(("name", "kind"), [("m.png", "PNG"), ("m", "PNG"), ("m.jpg", "JPEG")])
def test_images_have_the_requested_resolution(name, kind, tmp_path):
    sizes = []
    for dpi in (96, 192):
        keras.utils.plot_model(model(), str(tmp_path / name), show_shapes=True, dpi=dpi)
        with Image.open(next(tmp_path.iterdir())) as image:
            assert image.format == kind
            sizes.append(image.size)
            pixels = np.asarray(image.convert("RGB")).reshape(-1, 3)
    assert np.allclose(np.multiply(sizes[0], 2), sizes[1], atol=1)
    if kind == "PNG":
        green = tuple(int(FAMILIES["dense"][i:i + 2], 16) for i in (1, 3, 5))
        assert (pixels == green).all(1).sum() > 100


def test_model_to_dot_returns_the_drawing(tmp_path):
    graph = keras.utils.vis_utils.model_to_dot(model(), show_shapes=True)
    keras.utils.plot_model(model(), tmp_path / "m.svg", show_shapes=True, show_layer_names=True)
    drawn = graph.create(prog="dot", format="svg").decode()
    assert re.sub(r"(dropout|dense|flatten)(_\d+)?", "", drawn) == re.sub(
        r"(dropout|dense|flatten)(_\d+)?", "", (tmp_path / "m.svg").read_text("utf-8"))
    assert graph.create().startswith(b"\x89PNG")
    with pytest.raises(TypeError, match="layer_range"):
        keras.utils.plot_model(model(), tmp_path / "m.svg", layer_range=["a", "b"])


@pytest.mark.parametrize("name", [cls.__name__ for cls in registry.classes("layer")])
def test_every_family_and_form_can_be_drawn(name):
    class Any:
        form, family = registry.table("layer")[name].form, registry.table("layer")[name].family
    assert Any.family in FAMILIES
    layer = layers.Dense(4)
    object.__setattr__(layer, "form", Any.form)
    items = brick(layer, brick_width(layer, 4), 4)
    edges = [x for item in items if isinstance(item, Polygon) for x, _ in item.points]
    assert min(edges) >= -15
    assert max(edges) <= brick_width(layer, 4) + 15
    assert [item.text for item in items if isinstance(item, Label)] == ["Dense", "4"]


def test_translate_flips_bricks_but_not_labels():
    items = brick(layers.Dense(2), 200, 2)
    tall = brick_height(layers.Dense(2))
    flipped_twice = translate(translate(items, 3, 5, tall), -3, 5, tall)
    assert flipped_twice[0].points[0] == pytest.approx(items[0].points[0])
    assert [i.text for i in flipped_twice if isinstance(i, Label)] == ["Dense", "2"]


def test_colours_are_those_of_the_app():
    tokens = dict(re.findall(r"--kb-(\w+): (#[0-9a-f]{6});", TOKENS.read_text("utf-8")))
    assert {name: colour for name, colour in FAMILIES.items() if name != "reshaping"} == {
        name: tokens[name] for name in FAMILIES if name != "reshaping"}
    assert FAMILIES["reshaping"] == tokens["pooling"]


@pytest.mark.parametrize(("call", "code"), [
    (lambda folder: keras.utils.plot_model(keras.Sequential([layers.Dense(1)]), folder / "m.svg"), "model_not_built"),
    (lambda folder: keras.utils.plot_model(model(), folder / "m.xyz"), "not_an_image_file"),
    (lambda folder: keras.utils.plot_model(model(), folder / "m.svg", rankdir="XX"), "not_a_choice"),
    (lambda _: keras.utils.model_to_dot(model()).create(format="gif"), "not_an_image_file")])
def test_invalid_arguments_are_refused(call, code, tmp_path):
    with pytest.raises(ProblemError) as caught:
        call(tmp_path)
    assert caught.value.problem.code == code
