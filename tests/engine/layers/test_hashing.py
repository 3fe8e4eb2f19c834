"""Hashing gives TensorFlow's bins for texts of every length (recorded by tests/golden/record_fingerprints.py)."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine import layers, models
from engine.errors import ProblemError

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "fingerprints.json").read_text("utf-8"))
TEXTS = [*(GOLDEN["letters"][:length] for length in range(200)), *GOLDEN["texts"]]


@pytest.mark.parametrize(("expected", "salt"), [("fast", None), ("strong", GOLDEN["key"])])
def test_bins_match_tensorflow_for_texts_of_every_length(expected, salt, monkeypatch):
    monkeypatch.setattr("engine.validators._check_between", lambda *_: None)  # more bins than a model may have
    layer = layers.Hashing(GOLDEN["bins"], salt=salt)
    assert [layer.bin_of(text) for text in TEXTS] == GOLDEN[expected]


def test_integers_are_hashed_as_decimal_digits():
    integers, floats = np.array([[7, -3]]), np.array([[7.9, -3.0]])
    layer = layers.Hashing(1000)
    np.testing.assert_array_equal(layer(integers), layer(floats))
    np.testing.assert_array_equal(layer(integers), layer(np.array([["7", "-3"]])))
    with pytest.raises(ProblemError, match="whole numbers"):
        layer(np.array([[np.nan]]))


def test_model_with_hashing_can_be_saved_and_loaded(tmp_path):
    words = np.array([["서울", "부산"], ["제주", "서울"]] * 4)
    model = models.Sequential([layers.Hashing(8, output_mode="multi_hot"), layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(words, np.ones(8), verbose=0)
    model.save(tmp_path / "m.keras")
    loaded = models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(loaded.predict(words, verbose=0), model.predict(words, verbose=0))
