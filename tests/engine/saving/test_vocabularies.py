"""Adapted vocabularies in files: every token is kept, and damaged or hostile text raises a clear problem."""

import tracemalloc
import zipfile

import numpy as np
import pytest

import engine as keras
from engine.errors import ProblemError
from engine.models import load_model

TEXT = "assets/layers/string_lookup/vocabulary.txt"


def test_tokens_with_line_breaks_are_kept(tmp_path):
    for layer in (keras.layers.StringLookup(), keras.layers.TextVectorization(split=None, output_mode="tf_idf")):
        tokens = np.array([["two\nlines"], ["\u2028"], [""], ["a"], ["a"]])
        layer.adapt(tokens)
        model = keras.Sequential([layer])
        expected = model.predict(tokens, verbose=0)
        model.save(tmp_path / "odd.keras")
        loaded = load_model(tmp_path / "odd.keras")
        assert loaded.layers[0].get_vocabulary() == layer.get_vocabulary()
        np.testing.assert_array_equal(loaded.predict(tokens, verbose=0), expected)


@pytest.mark.parametrize("file", ["m.keras", "m.h5"])
def test_vocabularies_of_models_in_a_model_are_kept(file, tmp_path):
    """Layers of one name in two models keep their own."""
    def part(tokens, name):
        lookup = keras.layers.StringLookup(name="lookup", invert=name == "back")
        lookup.adapt(np.array(tokens))
        return keras.Sequential([lookup], name=name)

    there, back = part(["a", "b"], "there"), part(["x", "y"], "back")
    model = keras.Sequential([keras.Input((1,), dtype="string"), there, back])
    model.save(tmp_path / file)
    loaded = load_model(tmp_path / file)
    words = [layer.layers[0].get_vocabulary() for layer in loaded.layers]
    assert words == [there.layers[0].get_vocabulary(), back.layers[0].get_vocabulary()]
    texts = np.array([["a"], ["b"], ["?"]])
    np.testing.assert_array_equal(loaded.predict(texts, verbose=0), model.predict(texts, verbose=0))


def test_loaded_layers_can_be_adapted_again(tmp_path):
    layer = keras.layers.StringLookup()
    layer.adapt(np.array([["a"], ["b"]]))
    keras.Sequential([layer]).save(tmp_path / "m.keras")
    loaded = load_model(tmp_path / "m.keras").layers[0]
    loaded.adapt(np.array([["c"]]))
    assert loaded.get_vocabulary() == ["[UNK]", "c"]


@pytest.mark.parametrize("text", [b"\xff\xfe", b"[UNK]\na\na", b"a\n" * 9, b"x" * 20_000_000], ids=[
    "no UTF-8", "repeated", "too many", "compressed bomb"])
def test_invalid_vocabulary_files_raise_a_problem(text, tmp_path):
    layer = keras.layers.StringLookup(max_tokens=5)
    layer.adapt(np.array([["a"], ["b"]]))
    keras.Sequential([layer]).save(tmp_path / "good.keras")
    with zipfile.ZipFile(tmp_path / "good.keras") as old, \
            zipfile.ZipFile(tmp_path / "bad.keras", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, text if name == TEXT else old.read(name))
    tracemalloc.start()
    with pytest.raises(ProblemError):
        load_model(tmp_path / "bad.keras")
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()
